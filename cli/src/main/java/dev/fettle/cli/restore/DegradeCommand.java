package dev.fettle.cli.restore;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Progress;
import dev.fettle.cli.option.DegradationOptions;
import dev.fettle.image.Image;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.DegradationChain;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.evaluation.Degrading;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle degrade`: makes test inputs as the published test sets were made.
@Command(
        name = "degrade",
        description =
                "Spoil pictures as the published test sets were, or as people meet them: shrink, add noise, compress as "
                        + "JPEG, or several of these one after the other.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle degrade photo.png --scale 2           makes photo.lr2.png",
            "  fettle degrade photos -o noisy --sigma 25    8-bit PNG files, clipped",
            "  fettle degrade photo.png --quality 10        makes photo.q10.jpg",
            "  fettle degrade photo.png --steps 'noise 15 then jpeg 90'",
            "                                               makes photo.degraded.jpg",
            "  fettle degrade photo.png --steps 'jpeg 30 shift=4,4 then jpeg 60'",
            "  fettle degrade photo.png --steps 'gray then poisson a=0.02 b=0.001'"
        })
public final class DegradeCommand extends PictureCommand {
    private final Interruption interruption;

    @Parameters(arity = "1..*", paramLabel = "IN", description = "Pictures, and folders with pictures below them.")
    private List<String> inputs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "A folder, or the file for a single picture.")
    private Optional<Destination> out = Optional.empty();

    @ArgGroup
    private DegradationOptions degradation = new DegradationOptions();

    @Option(
            names = "--flavour",
            paramLabel = "NAME",
            defaultValue = "mirror-8bit",
            description = "Of --scale: mirror-8bit, clamp-8bit or mirror-double (default: ${DEFAULT-VALUE}).")
    private String flavour = "";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another draw of the noise (default: 0).")
    private long seed;

    @Option(names = "--overwrite", description = "Make results again that are there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public DegradeCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        Flavour shrinking = orUsage("--flavour", () -> Flavour.parse(flavour));
        Degrading asked = degradation.asked();
        Degradation chosen = orUsage(asked.option(), () -> asked.degradation(shrinking))
                .orElseThrow(() -> usage("say how to degrade: --scale N, --sigma S, --quality Q or --steps STEPS"));
        Optional<JpegCompression> file = asked.lastJpeg().filter(JpegCompression::isFile);
        Format format = file.isPresent() ? Format.JPEG : Format.PNG;
        Naming naming = new Naming(tag(asked), _ -> format);
        Plan plan = planned(inputs, out, naming);
        Batch.Options how = new Batch.Options(overwrite, false, json, isDebugging());
        List<FileReport> reports = new Batch(console(), interruption, how, new Work(chosen, file)).run(plan);
        return finish(BatchReport.of(plan, reports), json);
    }

    /// Spoils pictures.
    private final class Work implements Batch.Work {
        private final Degradation chosen;
        private final Optional<JpegCompression> file;

        /// @param file the last of what is chosen, if that is a JPEG as it is written
        Work(Degradation chosen, Optional<JpegCompression> file) {
            this.chosen = chosen;
            this.file = file;
        }

        /// A JPEG is compressed by writing it; doing it before as well would spoil it twice.
        @Override
        public Image apply(Job job, Image picture, Batch.Prospect prospect, Progress progress) {
            Image eightBits = picture.withSource(picture.source().withBitDepth(8));
            long nameSeed = Degradation.seedOf(job.input().getFileName().toString());
            if (job.format() != Format.JPEG || file.isEmpty()) {
                return chosen.apply(eightBits, nameSeed + seed);
            }
            return chosen instanceof DegradationChain chain
                    ? chain.withoutLast().apply(eightBits, nameSeed + seed)
                    : eightBits;
        }

        @Override
        public WriteOptions written(Job job, Image picture) {
            return file.map(jpeg -> new WriteOptions(job.format(), jpeg.quality(), jpeg.subsampling()))
                    .orElse(new WriteOptions(job.format(), 95, Subsampling.HALF));
        }
    }

    private static String tag(Degrading asked) {
        return asked.scale()
                .map(n -> "lr" + n)
                .or(() -> asked.quality().map(q -> "q" + q))
                .or(() -> asked.steps().map(_ -> "degraded"))
                .orElse("noisy");
    }
}
