package dev.fettle.cli;

import dev.fettle.train.Trainer;
import dev.fettle.train.TrainingFailedException;
import dev.fettle.train.TrainingListener;
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
        try (Screen screen = new Screen(console, interruption)) {
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

    /// Paints a bar with the time left on a terminal; elsewhere prints a line now and then.
    private static final class Screen implements TrainingListener, AutoCloseable {
        private static final long LINE_EVERY_NANOS = 60_000_000_000L;

        private final Console console;
        private final Interruption interruption;
        private long lastLine = System.nanoTime();

        Screen(Console console, Interruption interruption) {
            this.console = console;
            this.interruption = interruption;
        }

        @Override
        public void started(long step, long steps) {
            note(String.format(Locale.ROOT, "training from step %,d to %,d", step, steps));
        }

        @Override
        public void stepped(Progress progress) {
            String text = String.format(
                    Locale.ROOT,
                    "step %,d/%,d  loss %.5f  rate %.2e  %s left",
                    progress.step(),
                    progress.steps(),
                    progress.loss(),
                    progress.learningRate(),
                    Durations.text(progress.remaining()));
            if (console.terminal()) {
                console.paint(Durations.bar(progress.step(), progress.steps()) + " " + text);
            } else if (System.nanoTime() - lastLine > LINE_EVERY_NANOS) {
                lastLine = System.nanoTime();
                console.note(text);
            }
        }

        @Override
        public void validated(long step, double psnrY) {
            note(String.format(Locale.ROOT, "step %,d: validation %.3f dB", step, psnrY));
        }

        @Override
        public void warned(String message) {
            note("fettle: " + message);
        }

        @Override
        public boolean isCancelled() {
            return interruption.isRequested();
        }

        private void note(String line) {
            console.erase();
            console.note(line);
        }

        @Override
        public void close() {
            console.erase();
        }
    }
}
