package dev.fettle.cli;

import java.time.Duration;

/// How far a batch is: on a terminal a bar that is painted over, with the time left; elsewhere nothing, since every problem and every
/// result has a plain line of its own. Not thread-safe.
final class Progress implements AutoCloseable {
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
        console.erase();
        console.note(line);
        paint();
    }

    /// One line of the result.
    void result(String line) {
        console.erase();
        console.result(line);
        paint();
    }

    private void paint() {
        console.paint(Durations.bar(done, total) + " " + done + "/" + total + " " + timeLeft() + current);
    }

    private String timeLeft() {
        if (done == 0) {
            return "";
        }
        long nanos = (System.nanoTime() - started) * (total - done) / done;
        return Durations.text(Duration.ofNanos(nanos)) + " left ";
    }

    @Override
    public void close() {
        console.erase();
    }
}
