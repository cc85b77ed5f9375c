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
import dev.fettle.lab.evaluation.EvaluationReport;
import dev.fettle.lab.evaluation.EvaluationRequest;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
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
public final class EvaluateCommand extends Subcommand {
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

    public EvaluateCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        EvaluationRequest request =
                orUsage("--protocol", () -> new EvaluationRequest(data, lr, degradation.asked(), seed, protocol));
        RestoreOptions options = orUsage("--threads", restoring::options);
        requireRecordable(options);
        return finish(measured(request, options));
    }

    private EvaluationReport measured(EvaluationRequest request, RestoreOptions options) throws IOException {
        Screen screen = new Screen(console(), interruption);
        return switch (method) {
            case "bicubic" -> request.bicubic(screen);
            case "none" -> request.none(screen);
            default -> {
                ModelFile model = NamedModel.open(method);
                EvaluationReport report = request.model(model, method, options, screen);
                record(model, report);
                yield report;
            }
        };
    }

    private ExitCode finish(EvaluationReport report) {
        if (json) {
            console().json(report);
        } else {
            report.lines(degradation.asked().quality().isPresent()).forEach(console()::result);
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
}
