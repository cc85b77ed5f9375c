package dev.fettle.cli;

import dev.fettle.train.Trainer;
import dev.fettle.train.TrainingFailedException;
import dev.fettle.train.experiment.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One call of the trainer, shown to the user.
final class TrainingRun {
    private final Console console;
    private final Interruption interruption;

    TrainingRun(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    /// What came of it.
    ///
    /// @param complete whether all steps are done; otherwise it was interrupted and a checkpoint waits
    /// @param psnrY of the last validation; NaN if there was none
    /// @param model the file with the trained weights; written when complete
    record Report(long step, boolean complete, double psnrY, String model) {
        String line() {
            return complete
                    ? model + String.format(Locale.ROOT, " (%,d steps, validation %.3f dB)", step, psnrY)
                    : String.format(Locale.ROOT, "stopped after step %,d; --resume goes on", step);
        }
    }

    Report run(Path file, List<String> settings, Optional<Path> folder, boolean resume) throws IOException {
        Experiment experiment = Experiment.load(file, settings);
        Path run = folder.orElseGet(() -> Path.of("runs", experiment.settings().name()));
        interruption.awaitCommand();
        try (TrainingScreen screen = new TrainingScreen(console, interruption)) {
            Trainer.Result result = Trainer.run(experiment, run, resume, screen);
            return new Report(
                    result.step(),
                    result.isComplete(),
                    result.psnrY(),
                    result.model().toString());
        } catch (TrainingFailedException e) {
            throw new Failure(ExitCode.MODEL, file + ": " + e.getMessage(), e);
        }
    }
}
