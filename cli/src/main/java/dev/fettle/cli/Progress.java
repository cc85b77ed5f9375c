package dev.fettle.cli;

import java.util.Locale;

/// How far a batch is: on a terminal a bar that is painted over, with the time left; elsewhere nothing, since every problem and every
/// result has a plain line of its own. Not thread-safe.
final class Progress implements AutoCloseable {
    private static final int BAR = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final Console console;
    private final int total;
    private final long started = System.nanoTime();
    private int done;
    private String current = "";

    private Progress(Console console, int total) {
        this.console = console;
        this.total = total;
    }

    static Progress of(Console console, int total) {
        return new Progress(console, total);
    }

    /// Work on the named item begins.
    void start(String name) {
        current = name;
        paint();
    }

    /// The item that was started is done, well or not.
    void finished() {
        done++;
        paint();
    }

    /// One whole line above the bar.
    void note(String line) {
        erase();
        console.note(line);
        paint();
    }

    /// One line of the result.
    void result(String line) {
        erase();
        console.result(line);
        paint();
    }

    private void paint() {
        if (!console.terminal()) {
            return;
        }
        int filled = total == 0 ? BAR : BAR * done / total;
        String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
        console.err().print(ERASE_LINE + String.format(Locale.ROOT, "[%s] %d/%d %s %s", bar, done, total, timeLeft(), current));
        console.err().flush();
    }

    private String timeLeft() {
        if (done == 0) {
            return "";
        }
        long seconds = (System.nanoTime() - started) / 1_000_000_000L * (total - done) / done;
        return String.format(Locale.ROOT, "%d:%02d left", seconds / 60, seconds % 60);
    }

    private void erase() {
        if (console.terminal()) {
            console.err().print(ERASE_LINE);
            console.err().flush();
        }
    }

    @Override
    public void close() {
        erase();
    }
}
