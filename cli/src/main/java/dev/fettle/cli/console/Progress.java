package dev.fettle.cli.console;

import dev.fettle.lab.Durations;
import dev.fettle.lab.Watcher;
import java.time.Duration;

/// How far a batch is: on a terminal a bar that is painted over, with the time left; elsewhere a plain line
/// now and then while one item takes long, since every problem and every result has a line of its own. Not
/// thread-safe.
public final class Progress implements Watcher.Course {
    private static final long LINE_EVERY_NANOS = 30_000_000_000L;

    /// Steps of the bar per item.
    private static final int PARTS = 1000;

    private final Console console;
    private final int total;
    private final long started = System.nanoTime();
    private long lastLine = started;
    private int done;
    private long parts;
    private String current = "";

    private Progress(Console console, int total) {
        this.console = console;
        this.total = total;
    }

    /// Of so many items.
    public static Progress of(Console console, int total) {
        return new Progress(console, total);
    }

    @Override
    public void start(String name) {
        current = name;
        parts = 0;
        lastLine = System.nanoTime();
        paint();
    }

    @Override
    public void part(int partsDone, int partsTotal) {
        parts = (long) PARTS * partsDone / Math.max(1, partsTotal);
        if (!console.terminal() && System.nanoTime() - lastLine > LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            String left = timeLeft((long) PARTS * done + parts);
            console.note(current + ": " + 100 * parts / PARTS + " %" + (left.isEmpty() ? "" : ", " + left.strip()));
        }
        paint();
    }

    @Override
    public void finished() {
        done++;
        parts = 0;
        paint();
    }

    /// One whole line above the bar.
    @Override
    public void note(String line) {
        console.erase();
        console.note(line);
        paint();
    }

    /// One line of the result.
    public void result(String line) {
        console.erase();
        console.result(line);
        paint();
    }

    private void paint() {
        long reached = (long) PARTS * done + parts;
        String bar = Durations.bar(reached, (long) PARTS * total);
        console.paint(bar + " " + done + "/" + total + " " + timeLeft(reached) + current);
    }

    private String timeLeft(long reached) {
        if (reached == 0) {
            return "";
        }
        double perPart = (double) (System.nanoTime() - started) / reached;
        Duration left = Duration.ofNanos((long) (perPart * ((long) PARTS * total - reached)));
        return Durations.text(left) + " left ";
    }

    @Override
    public void close() {
        console.erase();
    }
}
