package dev.fettle.cli.measure;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.DegradationOptions;
import dev.fettle.cli.option.RestorerOptions;
import dev.fettle.file.Printable;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.evaluation.ClassEvaluation;
import dev.fettle.lab.evaluation.ClassReport;
import dev.fettle.lab.evaluation.EvaluationReport;
import dev.fettle.lab.evaluation.EvaluationRequest;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.WindowScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle evaluate`: PSNR and SSIM over a folder of originals, or the part of pictures whose class is
/// found, every number with the protocol it was measured by.
@Command(
        name = "evaluate",
        description = "Measure how well pictures are restored, by PSNR and SSIM, or sorted into classes, by top-1.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle evaluate bicubic --data Set5/HR --scale 2",
            "  fettle evaluate bicubic --data Set5/HR --lr Set5/LR_x2 --scale 2",
            "  fettle evaluate sr-x2 --data Set5/HR",
            "  fettle evaluate my.safetensors --data BSD68 --sigma 25",
            "  fettle evaluate denoise --data photos --steps 'noise 15 then jpeg 90'",
            "  fettle evaluate deblock --data photos --steps 'jpeg 30 then jpeg 60'",
            "  fettle evaluate my.safetensors --data LIVE1 --quality 10 --protocol y-double",
            "  fettle evaluate my.safetensors --data Classic5 --quality 10 \\",
            "      --record my.safetensors --overwrite",
            "  fettle evaluate sorter.safetensors --data cifar/test",
            "  fettle evaluate none --data Classic5 --quality 10",
            "  fettle evaluate none --data Set5/HR --lr restored --scale 2 --protocol rgb"
        })
public final class EvaluateCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(
            paramLabel = "METHOD",
            description = "'bicubic' enlarges by MATLAB's bicubic, 'none' measures the degraded pictures themselves, "
                    + "anything else is a bundled model or a model file.")
    private String method = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FOLDER",
            description = "The original pictures; of a model that sorts, a folder with one for each class.")
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

    public EvaluateCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        EvaluationRequest request =
                orUsage("--protocol", () -> new EvaluationRequest(data, lr, degradation.asked(), seed, protocol));
        RestoreOptions options = orUsage("options", restoring::options);
        requireRecordable(options);
        Screen screen = new Screen(console(), interruption);
        return switch (method) {
            case "bicubic", "none" -> {
                requireNothingOfModels(options);
                yield finish(method.equals("none") ? request.none(screen) : request.bicubic(screen));
            }
            default -> {
                ModelFile model = NamedModel.open(method);
                if (model.classes().areGiven()) {
                    yield sorted(model, options, screen);
                }
                EvaluationReport report = request.model(model, method, options, screen);
                record(model, report.failed().isEmpty(), report::measurements);
                yield finish(report);
            }
        };
    }

    private ExitCode sorted(ModelFile model, RestoreOptions options, Screen screen) throws IOException {
        requireNothingOfRestoring(options);
        ClassReport report = new ClassEvaluation(data).model(model, options, screen);
        record(model, report.failed().isEmpty(), report::measurements);
        if (json) {
            console().json(report);
        } else {
            report.lines().forEach(console()::result);
        }
        return report.failed().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void requireNothingOfRestoring(RestoreOptions options) {
        Optional<String> spoiling = degradation.asked().isNothing()
                ? Optional.empty()
                : Optional.of(degradation.asked().option());
        String given = Stream.concat(
                        Stream.of(
                                        lr.map(_ -> "--lr"),
                                        spoiling,
                                        Optional.of("--seed").filter(_ -> seed != 0),
                                        protocol.map(_ -> "--protocol"))
                                .flatMap(Optional::stream),
                        ofModels(options))
                .collect(Collectors.joining(" and "));
        if (!given.isEmpty()) {
            throw usage("model '%s' sorts pictures as they are, and %s is for models that restore; leave it out"
                    .formatted(method, given));
        }
    }

    /// Options that say how a model restores, as far as they are given.
    private static Stream<String> ofModels(RestoreOptions options) {
        return Stream.of(
                        Optional.of("--self-ensemble").filter(_ -> options.selfEnsemble()),
                        Optional.of("--windows").filter(_ -> options.windows() != WindowScheme.CHEAP),
                        Optional.of("--full-strength").filter(_ -> options.fullStrength()),
                        Optional.of("--strength").filter(_ -> options.strength() < 1))
                .flatMap(Optional::stream);
    }

    /// `bicubic` and `none` do one thing alone.
    private void requireNothingOfModels(RestoreOptions options) {
        String given = ofModels(options).collect(Collectors.joining(" and "));
        if (!given.isEmpty()) {
            throw usage("'%s' is no model, and %s is for models; leave it out".formatted(method, given));
        }
    }

    private ExitCode finish(EvaluationReport report) {
        if (json) {
            console().json(report);
        } else {
            report.lines(degradation.asked().endsInJpeg()).forEach(console()::result);
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
                        "--record keeps what a model does by itself; leave out --self-ensemble, --windows, --full-strength and --strength");
            }
            if (Files.isDirectory(file)
                    || !Files.isDirectory(file.toAbsolutePath().resolveSibling(""))) {
                throw usage("--record " + Printable.name(file) + ": name a file in a folder that exists");
            }
            requireFree(file, record.overwrite(), "--record");
        });
    }

    /// @param measurements for the name of a set
    private void record(ModelFile model, boolean isComplete, Function<String, List<Measurement>> measurements)
            throws IOException {
        if (record.file().isEmpty()) {
            return;
        }
        Path file = record.file().get();
        if (!isComplete) {
            console().note("nothing recorded in " + file + ": only a part of the pictures could be measured");
            return;
        }
        ModelCard card = model.card().withMeasurements(measurements.apply(RecordOptions.setOf(data)));
        interruption.whole(() -> model.withCard(card).write(file));
        console().note("recorded in " + file);
    }
}
