package dev.fettle.cli.console;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps Ctrl-C from leaving half a file: a file that is being written is finished first, the next one is not begun.
public final class Interruption {
    private static final int LONGEST_WRITE_SECONDS = 30;
    private static final int LONGEST_STOP_SECONDS = 120; // a step of training, and a checkpoint

    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean commandStopsItself;

    /// Writes one file or folder entry.
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    /// Does something that an interruption must not cut in half.
    public void whole(Write write) throws IOException {
        writing.lock();
        try {
            write.run();
        } finally {
            writing.unlock();
        }
    }

    /// From now on Ctrl-C, SIGTERM and SIGHUP end the process with {@link ExitCode#INTERRUPTED}, unless the work has
    /// {@link #ended} by then.
    ///
    /// @param lastWords what to tell the user if the command does not stop by itself
    public void endProcess(Runnable lastWords) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (ended.getCount() > 0) {
                stop();
                if (!commandStopsItself) {
                    lastWords.run();
                }
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
            }
        }));
    }

    /// The command should stop soon.
    public void request() {
        requested = true;
    }

    private void stop() {
        request();
        try {
            boolean inTime = commandStopsItself
                    ? ended.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)
                    : writing.tryLock(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS); // stays locked: no other file is begun
            if (!inTime) {
                System.err.println("fettle: did not stop in time; a file ending in .part may be left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The command asks {@link #isRequested} often and comes to its own end; the process waits for it.
    public void awaitCommand() {
        commandStopsItself = true;
    }

    /// Whether the command should stop.
    public boolean isRequested() {
        return requested;
    }

    /// The command has come to its own end; the exit code is its own.
    public void ended() {
        ended.countDown();
    }
}
