package dev.fettle.cli.restore;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Progress;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.cli.option.RestorerOptions;
import dev.fettle.image.Image;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.JpegEncoder;
import dev.fettle.image.files.WriteOptions;
import dev.fettle.lab.NamedModel;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import dev.fettle.runtime.Restorer.Footprint;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle restore`: the main job.
@Command(
        name = RestoreCommand.NAME,
        description = "Restore pictures: enlarge them, remove noise, or remove JPEG artifacts.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle restore photo.jpg                        makes photo.x2.jpg",
            "  fettle restore photos -o large                  a folder keeps its tree",
            "  fettle restore scan.png -o scan.tif --memory 2GB",
            "  fettle restore photos --model my.safetensors --dry-run",
            "",
            "Results that are there already are skipped, so an interrupted run goes on.",
            "The format is kept; JPEG is written at 4:4:4, as a rule at quality 95."
        })
public final class RestoreCommand extends PictureCommand {
    public static final String NAME = "restore";

    private final Interruption interruption;

    @Parameters(arity = "1..*", paramLabel = "IN", description = "Pictures, and folders with pictures below them.")
    private List<String> inputs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "A folder, or the file for a single picture (default: beside each picture).")
    private Optional<Destination> out = Optional.empty();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "sr, denoise or deblock (default: sr, or the model's).")
    private Optional<String> task = Optional.empty();

    @Option(names = "--scale", paramLabel = "N", description = "Enlargement of sr (default: 2, or the model's first).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            completionCandidates = ModelNames.class,
            description = "A bundled model (see 'fettle models') or a model file.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--jpeg-quality",
            paramLabel = "N",
            description = {
                "Quality of written JPEG files, 1 to 100 (default: 95).",
                "Where JPEG artifacts are removed, 98 for files of quality 50 and more, 100 from 80 on."
            })
    private Optional<Integer> jpegQuality = Optional.empty();

    @Mixin
    private RestorerOptions restoring = new RestorerOptions();

    @Option(names = "--overwrite", description = "Make results again that are there already.")
    private boolean overwrite;

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public RestoreCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        RestoreOptions options = orUsage("options", restoring::options);
        jpegQuality.filter(quality -> quality < 1 || quality > 100).ifPresent(quality -> {
            throw usage("--jpeg-quality must be 1 to 100, got " + quality);
        });
        ModelFile chosen = model();
        requireRestoring(chosen);
        Task wanted = Task.parse(chosen.card().usage().task());
        Plan plan = planned(inputs, out, new Naming(tag(wanted, chosen.scale()), Format::written));
        try (Restorer restorer = Restorer.of(chosen, options)) {
            restorer.hint().ifPresent(console()::note);
            Batch.Options how = new Batch.Options(overwrite, dryRun, json, isDebugging());
            List<FileReport> reports =
                    new Batch(console(), interruption, how, new Work(restorer, jpegQuality)).run(plan);
            return finish(BatchReport.of(plan, reports), json);
        }
    }

    private ModelFile model() {
        Optional<Task> wanted = orUsage("--task", () -> task.map(Task::parse));
        if (wanted.filter(t -> t != Task.SR).isPresent()
                && scale.filter(n -> n != 1).isPresent()) {
            throw usage("--scale is for --task sr alone");
        }
        scale.filter(n -> n < 1).ifPresent(n -> {
            throw usage("--scale must be at least 1, got " + n);
        });
        if (model.isEmpty()) {
            Task chosen = wanted.orElse(Task.SR);
            return bundled(chosen, scale.orElse(chosen == Task.SR ? 2 : 1));
        }
        ModelFile named = NamedModel.open(model.get());
        wanted.ifPresent(
                t -> requireEqual("--task", t.label(), named.card().usage().task()));
        return NamedModel.at(scale, named, model.orElseThrow());
    }

    private void requireRestoring(ModelFile chosen) {
        if (chosen.classes().areGiven()) {
            String name = model.orElseThrow();
            throw new Failure(
                    ExitCode.MODEL,
                    "model '%s' sorts pictures into %d classes and restores none; 'fettle evaluate %s --data FOLDER' measures it"
                            .formatted(name, chosen.classes().names().size(), name));
        }
    }

    private static ModelFile bundled(Task task, int scale) {
        try {
            return BundledModels.defaultFor(task, scale);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.MODEL, e.getMessage() + " by --model", e);
        }
    }

    private void requireEqual(String option, String asked, String found) {
        if (!asked.equals(found)) {
            throw new Failure(
                    ExitCode.MODEL, "%s %s: model '%s' is for %s".formatted(option, asked, model.orElseThrow(), found));
        }
    }

    /// What stands before the ending of a result that lies beside its picture.
    private static String tag(Task task, int scale) {
        return switch (task) {
            case SR -> "x" + scale;
            case DENOISE -> "denoised";
            case DEBLOCK -> "deblocked";
        };
    }

    /// Runs the network.
    private record Work(Restorer restorer, Optional<Integer> jpegQuality) implements Batch.Work {
        private static final int USUAL_QUALITY = 95;

        @Override
        public Image apply(Job job, Image picture, Progress progress) {
            return restorer.restore(picture, progress::part);
        }

        @Override
        public WriteOptions written(Job job, Image picture) {
            return WriteOptions.of(job.format()).withJpegQuality(jpegQuality.orElseGet(() -> customary(picture)));
        }

        /// Writing must not lose what removing artifacts gains: at the usual quality a fifth of it for files of quality
        /// 60, all of it and more for those of quality 90 (docs/models/deblock.md).
        private int customary(Image picture) {
            Optional<Integer> given = restorer.model().card().usage().task().equals(Task.DEBLOCK.label())
                    ? picture.source().jpeg().map(JpegCoding::quality)
                    : Optional.empty();
            return given.map(quality -> quality < 50 ? USUAL_QUALITY : quality < 80 ? 98 : 100)
                    .orElse(USUAL_QUALITY);
        }

        /// Unless a quality is asked for, which is to be had then.
        @Override
        public boolean isCopiedUnchanged() {
            return jpegQuality.isEmpty();
        }

        @Override
        public Optional<Footprint> footprint(Job job, int width, int height) {
            int longest = Math.max(width, height);
            if (job.format() == Format.JPEG
                    && longest > JpegEncoder.MAX_SIDE / restorer.model().scale()) {
                throw new IllegalArgumentException(
                        "a JPEG has at most %d pixels a side; give -o a name that ends in .png"
                                .formatted(JpegEncoder.MAX_SIDE));
            }
            return Optional.of(restorer.footprint(width, height));
        }
    }
}
