package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.lab.sweep.run.SweepRequest;
import dev.fettle.lab.sweep.run.SweepRequest.Changes;
import dev.fettle.lab.sweep.run.SweepRun;
import dev.fettle.train.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle sweep`: trains and measures a folder of experiments over several seeds and reports on them. Libtorch is
/// touched by {@link SweepRun} alone.
@Command(
        name = "sweep",
        description = {
            "Train a folder of experiments over several seeds, measure them and write a report.",
            "Ctrl-C stops; the same command goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle sweep experiments/nsr/constraint",
            "  fettle sweep experiments/nsr/constraint --seeds 1,2 --set steps=500 -o trial",
            "  fettle sweep experiments/nsr/constraint --only softmax,none",
            "  fettle sweep experiments/nsr/constraint --set sets.Set5.folder=/data/Set5",
            "  fettle sweep experiments/nsr/constraint --report-only"
        })
public final class SweepCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(paramLabel = "FOLDER", description = "Experiments in YAML, and the file sweep.yaml.")
    private Path folder = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where runs and report go (default: runs/sweeps/NAME).")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            description = "Seeds instead of those in sweep.yaml, such as 1,2,3.")
    private List<Long> seeds = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting of sweep.yaml (sets.Set5.folder=/data/Set5), "
                    + "or else of every experiment, such as steps=500; may be repeated.")
    private List<String> settings = List.of();

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "These variants alone.")
    private List<String> only = List.of();

    @Option(
            names = "--report-only",
            description = "Train nothing and time nothing; report on what is there, "
                    + "by the settings that it was trained with.")
    private boolean reportOnly;

    @Option(
            names = "--restart-changed",
            description = "Delete runs that were begun with other settings, and train them again.")
    private boolean restartChanged;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Processor cores to use (default: the experiments' for training, all for the rest).")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public SweepCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    private List<String> settings() {
        SettingsFile.beside(settings, "seeds", seeds.isEmpty() ? Optional.empty() : Optional.of("--seeds"));
        return SettingsFile.beside(settings, "threads", threads.map(number -> "--threads " + number));
    }

    @Override
    protected ExitCode run() throws IOException {
        threads.filter(number -> number < 1).ifPresent(number -> {
            throw usage("--threads must be at least 1, got " + number);
        });
        Path runs = output.orElseGet(() -> Path.of("runs", "sweeps")
                .resolve(folder.toAbsolutePath().normalize().getFileName()));
        requireUsable(runs);
        Changes changes = new Changes(seeds, orUsage("sweep", this::settings), only);
        Screen screen = new Screen(console(), interruption);
        try {
            SweepRun sweep =
                    SweepRun.of(new SweepRequest(folder, runs, changes, reportOnly, restartChanged, threads), screen);
            interruption.awaitCommand();
            SweepRun.Report report = sweep.run(() -> new TrainingScreen(console(), interruption));
            if (json) {
                console().json(report);
            } else {
                console().result(report.line());
            }
            return exitCode(report);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw Failure.withoutLibtorch("sweep", e);
        }
    }

    static ExitCode exitCode(SweepRun.Report report) {
        if (!report.complete()) {
            return ExitCode.INTERRUPTED;
        }
        return report.problems().isEmpty() ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }
}
