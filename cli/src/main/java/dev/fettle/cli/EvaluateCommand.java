package dev.fettle.cli;

import dev.fettle.cli.Contender.Baseline;
import dev.fettle.cli.Contender.Network;
import dev.fettle.cli.Contender.Restoration;
import dev.fettle.cli.Contender.Restored;
import dev.fettle.file.Printable;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle evaluate`: PSNR and SSIM over a folder of originals, every number with the protocol it was measured by.
@Command(
        name = "evaluate",
        description = "Measure how well pictures are restored, by PSNR and SSIM.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle evaluate bicubic --data Set5/HR --scale 2",
            "  fettle evaluate bicubic --data Set5/HR --lr Set5/LR_x2 --scale 2",
            "  fettle evaluate sr-x2 --data Set5/HR",
            "  fettle evaluate my.safetensors --data BSD68 --sigma 25",
            "  fettle evaluate my.safetensors --data LIVE1 --quality 10 --protocol y-double",
            "  fettle evaluate my.safetensors --data Classic5 --quality 10 \\",
            "      --record my.safetensors --overwrite",
            "  fettle evaluate none --data Classic5 --quality 10",
            "  fettle evaluate none --data Set5/HR --lr restored --scale 2 --protocol rgb"
        })
final class EvaluateCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(
            paramLabel = "METHOD",
            description = "'bicubic' enlarges by MATLAB's bicubic, 'none' measures the degraded pictures themselves, "
                    + "anything else is a bundled model or a model file.")
    private String method = "";

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The original pictures.")
    private Path data = Path.of("");

    @Option(
            names = "--lr",
            paramLabel = "FOLDER",
            description = "Degraded pictures of the same names, instead of making them.")
    private Optional<Path> lr = Optional.empty();

    @ArgGroup
    private DegradationOptions degradation = new DegradationOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another draw of the noise (default: 0).")
    private long seed;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description =
                    "What is compared: y, y-rounded, rgb, gray or y-double (default: y; rgb for noise; y-double for bicubic).")
    private Optional<String> protocol = Optional.empty();

    @Mixin
    private RestorerOptions restoring = new RestorerOptions();

    @ArgGroup(exclusive = false)
    private RecordOptions record = new RecordOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    EvaluateCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        Optional<Protocol> named = orUsage("--protocol", () -> protocol.map(Protocol::parse));
        RestoreOptions options = orUsage("--threads", restoring::options);
        requireRecordable(options);
        return switch (method) {
            case "bicubic" -> {
                Protocol compared = compared(named, lr.isEmpty() ? Protocol.Y_DOUBLE : Protocol.Y);
                yield finish(evaluator(bicubic(asked(), compared), compared));
            }
            case "none" -> {
                Protocol compared = compared(named, customary(Optional.empty()));
                yield finish(evaluator(none(), compared));
            }
            default -> {
                ModelFile model = ModelArgument.open(method);
                Task task = Task.parse(model.card().usage().task());
                Protocol compared = compared(named, customary(Optional.of(task)));
                TestInput input = modelInput(model, compared);
                try (Restorer restorer = Restorer.of(model, options)) {
                    restorer.hint().ifPresent(console()::note);
                    Restoration restoration = new Network(restorer);
                    Contender contender = new Restored(model.card().name(), model.scale(), input, restoration);
                    Evaluator evaluator = evaluator(contender, compared).beside(baseline(contender, input, compared));
                    EvaluationReport report = measure(evaluator);
                    record(model, report);
                    yield finish(report);
                }
            }
        };
    }

    private Evaluator evaluator(Contender contender, Protocol compared) {
        return new Evaluator(contender, compared, console());
    }

    private EvaluationReport measure(Evaluator evaluator) throws IOException {
        return evaluator.measure(Originals.in("--data", data));
    }

    private ExitCode finish(Evaluator evaluator) throws IOException {
        return finish(measure(evaluator));
    }

    private ExitCode finish(EvaluationReport report) {
        if (json) {
            console().json(report);
        } else {
            report.print(console(), degradation.quality().isPresent());
        }
        return report.failed().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /// Before anything is measured, which may take minutes.
    private void requireRecordable(RestoreOptions options) {
        record.file().ifPresent(file -> {
            if (method.equals("bicubic") || method.equals("none")) {
                throw usage("--record keeps the scores of a model, and '" + method + "' is none");
            }
            if (lr.isPresent()) {
                throw usage("--record: how the files of --lr were made is not known; leave out --lr");
            }
            if (!RecordOptions.isCustomary(options)) {
                throw usage(
                        "--record keeps what a model does by itself; leave out --self-ensemble, --windows and --full-strength");
            }
            if (Files.isDirectory(file)
                    || !Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
                throw usage("--record " + Printable.name(file) + ": name a file in a folder that exists");
            }
            requireFree(file, record.overwrite(), "--record");
        });
    }

    private void record(ModelFile model, EvaluationReport report) throws IOException {
        if (record.file().isEmpty()) {
            return;
        }
        Path file = record.file().get();
        if (!report.failed().isEmpty()) {
            console().note("nothing recorded in " + file + ": only a part of the pictures could be measured");
            return;
        }
        ModelCard card = model.card().withMeasurements(report.measurements(RecordOptions.setOf(data)));
        interruption.whole(() -> model.withCard(card).write(file));
        console().note("recorded in " + file);
    }

    /// What papers compare: files of `--lr` were made for the model, unless `--sigma` says what was done to them.
    private Protocol customary(Optional<Task> task) {
        return lr.filter(_ -> degradation.sigma().isEmpty())
                .flatMap(_ -> task)
                .or(degradation::task)
                .map(Task::protocol)
                .orElse(Protocol.Y);
    }

    private Protocol compared(Optional<Protocol> named, Protocol customary) {
        Protocol compared = named.orElse(customary);
        if (compared == Protocol.Y_DOUBLE && lr.isPresent()) {
            throw usage("--protocol y-double degrades in floating point and cannot use the files of --lr; "
                    + "choose y, y-rounded, rgb or gray");
        }
        return compared;
    }

    private int asked() {
        int scale = degradation.scale().orElseThrow(() -> usage("bicubic enlarges: --scale N is needed"));
        if (scale < 2) {
            throw usage("--scale must be at least 2, got " + scale);
        }
        return scale;
    }

    /// What `fettle evaluate` says of the same input without a model: `bicubic`, or `none` where the size stays.
    private Contender baseline(Contender model, TestInput input, Protocol compared) throws IOException {
        return model.scale() > 1
                ? bicubic(model.scale(), compared)
                : new Restored("none", 1, input, degraded -> degraded);
    }

    private Contender bicubic(int scale, Protocol compared) throws IOException {
        if (lr.isEmpty()) {
            return new Baseline(scale, shrinking(compared));
        }
        TestInput given = new TestInput.Given(Originals.in("--lr", lr.get()), scale, scale);
        return new Restored("bicubic x" + scale, scale, given, Restoration.bicubic(scale));
    }

    private Contender none() throws IOException {
        if (lr.isPresent()) {
            int scale = degradation.scale().orElse(1);
            TestInput given = new TestInput.Given(Originals.in("--lr", lr.get()), scale, 1);
            return new Restored("none", scale, given, picture -> picture);
        }
        if (degradation.scale().isPresent()) {
            throw usage("none measures pictures of the original's size; "
                    + "use 'bicubic' with --scale, or name finished files by --lr");
        }
        return new Restored("none", 1, made(Flavour.MIRROR_8BIT), picture -> picture);
    }

    /// What a model is given. A network that enlarges gets what it was made for; one that keeps the size gets
    /// whatever was asked for.
    private TestInput modelInput(ModelFile model, Protocol compared) throws IOException {
        int scale = model.scale();
        degradation.scale().ifPresent(asked -> ModelArgument.requireScale(asked, model, method));
        if (scale > 1 && !degradation.isShrinkingOnly()) {
            throw usage("model '" + method + "' enlarges; --sigma and --quality are for models that keep the size");
        }
        if (lr.isPresent()) {
            return new TestInput.Given(Originals.in("--lr", lr.get()), scale, scale);
        }
        Flavour flavour = shrinking(compared);
        return scale > 1 ? new TestInput.Made(new BicubicDown(scale, flavour), seed) : made(flavour);
    }

    /// How low-resolution pictures are made unless files are given.
    private static Flavour shrinking(Protocol compared) {
        return compared == Protocol.Y_DOUBLE ? Flavour.MIRROR_UNROUNDED : Flavour.MIRROR_8BIT;
    }

    private TestInput made(Flavour flavour) {
        return orUsage(degradation.option(), () -> degradation.degradation(flavour))
                .map(degraded -> new TestInput.Made(degraded, seed))
                .orElseThrow(
                        () -> usage(method + " needs to know the degradation: --sigma S, --quality Q or --lr FOLDER"));
    }
}
