package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Progress;
import dev.fettle.lab.Durations;
import dev.fettle.train.TrainingListener;
import dev.fettle.train.measure.Measured;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// How a training goes, shown to the user: paints a bar with the time left on a terminal; elsewhere prints a line
/// with it now and then.
final class TrainingScreen implements TrainingListener, AutoCloseable {
    private static final long LINE_EVERY_NANOS = 60_000_000_000L;

    /// By then the time left is more than a guess.
    private static final long FIRST_LINE_NANOS = 5_000_000_000L;

    private final Console console;
    private final Interruption interruption;
    private final LongSupplier nanos;
    private long nextLine;
    private Duration remaining = Duration.ZERO;

    TrainingScreen(Console console, Interruption interruption) {
        this(console, interruption, System::nanoTime);
    }

    /// @param nanos the clock
    TrainingScreen(Console console, Interruption interruption, LongSupplier nanos) {
        this.console = console;
        this.interruption = interruption;
        this.nanos = nanos;
        this.nextLine = nanos.getAsLong() + FIRST_LINE_NANOS;
    }

    @Override
    public void started(long step, long steps) {
        note(String.format(Locale.ROOT, "training from step %,d to %,d", step, steps));
        nextLine = nanos.getAsLong() + FIRST_LINE_NANOS;
    }

    @Override
    public void stepped(Progress progress) {
        remaining = progress.remaining();
        String text = String.format(
                Locale.ROOT,
                "step %,d/%,d  loss %.5f%s  rate %.2e  %s left",
                progress.step(),
                progress.steps(),
                progress.loss(),
                terms(progress),
                progress.learningRate(),
                Durations.text(remaining));
        if (console.terminal()) {
            console.paint(Durations.bar(progress.step(), progress.steps()) + " " + text);
        } else if (nanos.getAsLong() - nextLine >= 0) {
            nextLine = nanos.getAsLong() + LINE_EVERY_NANOS;
            console.note(text);
        }
    }

    /// ` (distance 0.01234, dual 0.00567)`, if there are several.
    private static String terms(Progress progress) {
        if (progress.terms().isEmpty()) {
            return "";
        }
        return progress.terms().entrySet().stream()
                .map(term -> String.format(Locale.ROOT, "%s %.5f", term.getKey(), term.getValue()))
                .collect(Collectors.joining(", ", " (", ")"));
    }

    @Override
    public void validated(long step, Measured measured) {
        String left = remaining.isZero() ? "" : ", " + Durations.text(remaining) + " left";
        note(String.format(Locale.ROOT, "step %,d: validation %s%s", step, measured, left));
    }

    @Override
    public void told(String message) {
        note(message);
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
