package dev.fettle.cli.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.EngineOptions;
import dev.fettle.file.AtomicFile;
import dev.fettle.image.degrade.Task;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.Originals;
import dev.fettle.lab.calibration.Calibration;
import dev.fettle.lab.calibration.Calibration.Choice;
import dev.fettle.lab.calibration.ChoiceCalibration;
import dev.fettle.lab.calibration.ChoiceCalibration.Row;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.runtime.PreparedModel;
import dev.fettle.runtime.Remedies;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.TaskSequence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle calibrate`: how much of a deblocking model's change is best at each quality, kept in the model's
/// file; or which of the bundled models help which picture, for `restore --task auto`.
@Command(
        name = "calibrate",
        description = {
            "Measure how much of a deblocking model's change is best at each JPEG quality.",
            "With 'auto': measure which pictures the bundled models for noise and JPEG artifacts help."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle calibrate my.safetensors --data photos-valid -o calibrated.safetensors",
            "  fettle calibrate auto --data photos -o auto.txt",
            "",
            "Take pictures that the model was not trained on, and no test set.",
            "They must never have been JPEGs."
        })
public final class CalibrateCommand extends Subcommand {
    private static final int USUAL_CASES = 600;
    private static final int LEAST_CASES = 40;

    private final Interruption interruption;

    @Parameters(paramLabel = "MODEL", description = "A bundled model or a model file, or auto.")
    private String name = "";

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The original pictures.")
    private Path data = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where to write the model with its factors, or the thresholds of auto.")
    private Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    @Option(
            names = "--cases",
            paramLabel = "N",
            description = "Of auto: how many crops are spoilt and restored in all ways (default: 600).")
    private Optional<Integer> cases = Optional.empty();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public CalibrateCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    record Report(
            @JsonProperty String model,
            @JsonProperty String output,
            @JsonProperty List<Choice> choices) {}

    @Override
    protected ExitCode run() throws IOException {
        RestoreOptions options = orUsage("--threads", engine::options);
        requireFree(out, overwrite);
        if (name.equals(TaskSequence.CHOSEN)) {
            return choice(options);
        }
        if (cases.isPresent()) {
            throw usage("--cases is for 'calibrate auto'; every quality is measured on all pictures");
        }
        ModelFile model = NamedModel.open(name);
        Calibration.requireFitting(model, name);
        Calibration calibration =
                Calibration.of(model, Originals.in("--data", data), options, new Screen(console(), interruption));
        ModelFile calibrated = calibration.calibrated();
        interruption.whole(() -> calibrated.write(out));
        Report report = new Report(model.card().name(), out.toString(), calibration.choices());
        if (json) {
            console().json(report);
        } else {
            calibration.lines().forEach(console()::result);
            console().result("%s -> %s", report.model(), report.output());
        }
        return ExitCode.DONE;
    }

    /// What `--json` prints of auto.
    record ChoiceReport(
            @JsonProperty String output, @JsonProperty List<Row> pictures) {}

    private ExitCode choice(RestoreOptions options) throws IOException {
        int count = cases.orElse(USUAL_CASES);
        if (count < LEAST_CASES) {
            throw usage("--cases must be at least %d, of each kind some; got %d".formatted(LEAST_CASES, count));
        }
        ModelFile denoise = BundledModels.defaultFor(Task.DENOISE, 1);
        ModelFile deblock = BundledModels.defaultFor(Task.DEBLOCK, 1);
        ChoiceCalibration measured = ChoiceCalibration.of(
                PreparedModel.of(denoise),
                PreparedModel.of(deblock),
                Originals.in("--data", data),
                count,
                options,
                new Screen(console(), interruption));
        Remedies remedies = measured.remedies();
        String head = "# measured by 'fettle calibrate auto' with the models %s and %s on %d crops\n"
                .formatted(denoise.card().name(), deblock.card().name(), count);
        String text = head + String.join("\n", remedies.lines()) + "\n";
        interruption.whole(() -> AtomicFile.write(out, file -> file.write(text.getBytes(StandardCharsets.UTF_8))));
        if (json) {
            console().json(new ChoiceReport(out.toString(), measured.rows(remedies)));
        } else {
            measured.lines(remedies).forEach(console()::result);
            measured.wrong(remedies).forEach(console()::result);
            console().result("thresholds -> " + out);
        }
        return ExitCode.DONE;
    }
}
