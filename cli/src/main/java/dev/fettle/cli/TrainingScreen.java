package dev.fettle.cli;

import dev.fettle.train.TrainingListener;
import java.util.Locale;

/// How a training goes, shown to the user: paints a bar with the time left on a terminal; elsewhere prints a line now
/// and then.
final class TrainingScreen implements TrainingListener, AutoCloseable {
    private static final long LINE_EVERY_NANOS = 60_000_000_000L;

    private final Console console;
    private final Interruption interruption;
    private long lastLine = System.nanoTime();

    TrainingScreen(Console console, Interruption interruption) {
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
