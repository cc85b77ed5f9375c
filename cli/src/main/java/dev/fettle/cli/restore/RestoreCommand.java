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
import dev.fettle.runtime.Chain;
import dev.fettle.runtime.Choice;
import dev.fettle.runtime.Effort;
import dev.fettle.runtime.PreparedModel;
import dev.fettle.runtime.RestoreControl;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.TaskSequence;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            "  fettle restore photos --task auto -o better     does what each one needs",
            "  fettle restore old.jpg --task deblock,sr        makes old.deblocked.x2.jpg",
            "  fettle restore grainy.jpg --task denoise --strength 0.6",
            "  fettle restore photo.jpg --effort fine           better, but slower",
            "",
            "Results that are there already are skipped, so an interrupted run goes on.",
            "The format is kept; JPEG is written at 4:4:4, as a rule at quality 95."
        })
public final class RestoreCommand extends PictureCommand {
    public static final String NAME = "restore";

    /// What is done where no task is named.
    private static final TaskSequence ENLARGING = new TaskSequence(false, List.of(Task.SR));

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
            description = {
                "sr, denoise or deblock, or several with commas between, sr last (default: sr, or the model's).",
                "auto removes noise and JPEG artifacts where a picture needs it; auto,sr then enlarges."
            })
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
            names = "--effort",
            paramLabel = "EFFORT",
            description = {
                "Which of the bundled models are taken: fast, or fine, which take up to 4 times as long (default: fast).",
                "A task without a fine one is done by the fast one, which a line tells."
            })
    private Optional<Effort> effort = Optional.empty();

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
        try (Chain chain = chain(options)) {
            Plan plan = planned(inputs, out, new Naming(tag(chain), Format::written));
            chain.hint().ifPresent(console()::note);
            Batch.Options how = new Batch.Options(overwrite, dryRun, json, isDebugging());
            Batch.Work work = new Work(chain, options.strength(), jpegQuality);
            return finish(BatchReport.of(plan, new Batch(console(), interruption, how, work).run(plan)), json);
        }
    }

    private Chain chain(RestoreOptions options) {
        Optional<TaskSequence> asked = orUsage("--task", () -> task.map(TaskSequence::parse));
        if (asked.filter(sequence -> !sequence.enlarges()).isPresent()
                && scale.filter(n -> n != 1).isPresent()) {
            throw usage("--scale is for the task sr alone");
        }
        scale.filter(n -> n < 1).ifPresent(n -> {
            throw usage("--scale must be at least 1, got " + n);
        });
        effort.filter(_ -> model.isPresent()).ifPresent(_ -> {
            throw usage("--effort chooses among the bundled models, and --model names one; leave one of them out");
        });
        return model.isPresent() ? ofModel(asked, options) : bundled(asked.orElse(ENLARGING), options);
    }

    private Chain ofModel(Optional<TaskSequence> asked, RestoreOptions options) {
        String name = model.orElseThrow();
        asked.filter(sequence -> !sequence.isSingle()).ifPresent(sequence -> {
            throw usage("--model is for one task, and --task %s takes the bundled models; leave one of them out"
                    .formatted(sequence.label()));
        });
        ModelFile named = NamedModel.open(name);
        String found = named.card().usage().task();
        asked.filter(sequence -> !sequence.label().equals(found)).ifPresent(sequence -> {
            throw new Failure(
                    ExitCode.MODEL, "--task %s: model '%s' is for %s".formatted(sequence.label(), name, found));
        });
        ModelFile chosen = NamedModel.at(scale, named, name);
        requireRestoring(chosen);
        requireStrength(TaskSequence.parse(found), options);
        return Chain.of(List.of(PreparedModel.of(chosen)), options);
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

    private Chain bundled(TaskSequence sequence, RestoreOptions options) {
        requireStrength(sequence, options);
        try {
            Chain chain = Chain.open(sequence, scale.orElse(2), effort.orElse(Effort.FAST), options);
            effort.ifPresent(asked -> tellOthers(chain, asked));
            return chain;
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.MODEL, e.getMessage() + " by --model", e);
        }
    }

    /// Models that are not of the effort that was asked for.
    private void tellOthers(Chain chain, Effort asked) {
        String others = chain.models().stream()
                .map(taken -> taken.card().name())
                .filter(name -> Effort.of(name) != asked)
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            console()
                    .note("--effort %s: no %s form of %s is bundled; the fast is taken"
                            .formatted(asked, asked, others));
        }
    }

    private void requireStrength(TaskSequence sequence, RestoreOptions options) {
        if (options.strength() < 1 && !sequence.repairs()) {
            throw usage(
                    "--strength is for denoise and deblock, the task is %s; leave it out".formatted(sequence.label()));
        }
    }

    /// What stands before the ending of a result that lies beside its picture: `x2`, `denoised.x2`.
    private static String tag(Chain chain) {
        Stream<String> first =
                Stream.of("restored").filter(_ -> chain.sequence().isChosen());
        Stream<String> tasks = chain.sequence().tasks().stream().map(done -> switch (done) {
            case SR -> "x" + chain.scale();
            case DENOISE -> "denoised";
            case DEBLOCK -> "deblocked";
        });
        return Stream.concat(first, tasks).collect(Collectors.joining("."));
    }

    /// Runs the networks.
    private record Work(Chain chain, double strength, Optional<Integer> jpegQuality) implements Batch.Work {
        private static final int USUAL_QUALITY = 95;

        @Override
        public Image apply(Job job, Image picture, Batch.Prospect prospect, Progress progress) {
            return chain.restore(
                    picture, prospect.choice().orElseThrow(), RestoreControl.NONE.withProgress(progress::part));
        }

        @Override
        public WriteOptions written(Job job, Image picture) {
            return WriteOptions.of(job.format()).withJpegQuality(jpegQuality.orElseGet(() -> customary(picture)));
        }

        /// Writing must not lose what removing artifacts gains: at the usual quality a fifth of it for files of quality
        /// 60, all of it and more for those of quality 90 (docs/models/deblock.md).
        private int customary(Image picture) {
            boolean removesArtifacts =
                    chain.sequence().isChosen() || chain.sequence().tasks().contains(Task.DEBLOCK);
            Optional<Integer> given = removesArtifacts && !chain.sequence().enlarges()
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
        public boolean looksAtPictures() {
            return chain.sequence().isChosen();
        }

        @Override
        public Batch.Prospect prospect(Job job, int width, int height) {
            return prospect(job, new Choice(chain.sequence().tasks(), Optional.empty()), width, height);
        }

        @Override
        public Batch.Prospect prospect(Job job, Image picture) {
            return prospect(job, chain.choice(picture), picture.width(), picture.height());
        }

        private Batch.Prospect prospect(Job job, Choice choice, int width, int height) {
            int longest = Math.max(width, height);
            if (job.format() == Format.JPEG && longest > JpegEncoder.MAX_SIDE / chain.scale()) {
                throw new IllegalArgumentException(
                        "a JPEG has at most %d pixels a side; give -o a name that ends in .png"
                                .formatted(JpegEncoder.MAX_SIDE));
            }
            List<String> models = chain.models(choice).stream()
                    .map(taken -> taken.card().name())
                    .toList();
            return new Batch.Prospect(Optional.of(choice), models, strength, chain.footprint(choice, width, height));
        }
    }
}
