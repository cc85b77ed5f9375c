package dev.fettle.cli;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps Ctrl-C from leaving half a file: a file that is being written is finished first, the next one is not begun.
final class Interruption {
    private static final int LONGEST_WRITE_SECONDS = 30;

    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean ended;

    /// Writes one file or folder entry.
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    /// Does something that an interruption must not cut in half.
    void whole(Write write) throws IOException {
        writing.lock();
        try {
            write.run();
        } finally {
            writing.unlock();
        }
    }

    /// From now on Ctrl-C, SIGTERM and SIGHUP end the process with {@link ExitCode#INTERRUPTED}, unless the work has {@link #ended} by then.
    void endProcess(Runnable lastWords) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            if (!ended) {
                awaitWrite();
                lastWords.run();
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status());
            }
        }));
    }

    private void awaitWrite() {
        try {
            // stays locked: no other file is begun before the process ends
            if (!writing.tryLock(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The command has come to its own end; the exit code is its own.
    void ended() {
        ended = true;
    }
}
