package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Subcommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    public TrainCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        if (file.isEmpty() && !(options.resume() && options.folder().isPresent())) {
            throw usage("train: name the experiment's FILE, or a run to go on with: --resume -o FOLDER");
        }
        requireUsable(options.folder().orElse(Path.of("runs")));
        List<String> overrides = orUsage("train", options::overrides);
        try {
            TrainingRun.Report report =
                    new TrainingRun(console(), interruption).run(file, overrides, options.folder(), options.resume());
            if (options.isJson()) {
                console().json(report.json());
            } else {
                console().result(report.line());
            }
            return report.isComplete() ? ExitCode.DONE : ExitCode.INTERRUPTED;
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw Failure.withoutLibtorch("train", e);
        }
    }
}
