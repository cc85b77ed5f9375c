package dev.fettle.cli.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.EngineOptions;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.Originals;
import dev.fettle.lab.calibration.Calibration;
import dev.fettle.lab.calibration.Calibration.Choice;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle calibrate`: how much of a deblocking model's change is best at each quality, kept in the model's file.
@Command(
        name = "calibrate",
        description = "Measure how much of a deblocking model's change is best at each JPEG quality.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle calibrate my.safetensors --data photos-valid -o calibrated.safetensors",
            "",
            "Take pictures that the model was not trained on, and no test set.",
            "They must never have been JPEGs."
        })
public final class CalibrateCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(paramLabel = "MODEL", description = "A bundled model or a model file.")
    private String name = "";

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The original pictures.")
    private Path data = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where to write the model with its factors.")
    private Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

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
}
