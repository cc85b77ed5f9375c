package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.train.experiment.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle train`: trains the network of an experiment. The training module and libtorch are touched by
/// {@link TrainingRun} alone, so that every other command works without them.
@Command(
        name = "train",
        description = "Train a network as a YAML file says. Ctrl-C saves a checkpoint and stops; --resume goes on.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle train experiments/sr-x2.yaml",
            "  fettle train experiments/sr-x2.yaml --set steps=1000 -o runs/trial",
            "  fettle train experiments/sr-x2.yaml --resume",
            "  fettle train --resume -o runs/trial --set steps=2000"
        })
public final class TrainCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The experiment, in YAML; not needed by --resume with -o.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting, such as data.batch=8; may be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            description = "Where to compute; short for --set device=cpu|cuda (default: cpu).")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--resume",
            description = "Go on from the last checkpoint, to the same bits as without the stop, "
                    + "by the settings that the run was begun with; --set lies over them.")
    private boolean resume;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where checkpoint, log and model go (default: runs/NAME).")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public TrainCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        if (file.isEmpty() && (!resume || folder.isEmpty())) {
            throw usage("train: name the experiment's FILE, or a run to go on with: --resume -o FOLDER");
        }
        requireUsable(folder.orElse(Path.of("runs")));
        try {
            TrainingRun.Report report = new TrainingRun(console(), interruption).run(file, settings(), folder, resume);
            if (json) {
                console().json(report.json());
            } else {
                console().result(report.line());
            }
            return report.isComplete() ? ExitCode.DONE : ExitCode.INTERRUPTED;
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new Failure(
                    ExitCode.MODEL,
                    "train: libtorch is not on the class path (" + Problems.firstLine(e)
                            + "); start training by ./fettle of the source tree, which fetches it once",
                    e);
        }
    }

    private List<String> settings() {
        List<String> apart =
                orUsage("train", () -> SettingsFile.beside(settings, "device", device.map(name -> "--device " + name)));
        return Stream.concat(apart.stream(), device.map(name -> "device=" + name).stream())
                .toList();
    }
}
