package dev.fettle.runtime.engine;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The threads of an engine: the caller's and as many daemons as make up the number asked for. All go
/// through the same list of rounds, and a round begins when the last job of the one before is done. As
/// every job writes samples of its own, the result does not depend on who does what.
///
/// Each thread begins with its own part of a round's jobs, and who is done helps with a neighbour's part from
/// the end that its owner reaches last, so that a thread that is held up does not hold up the rest. Jobs are numbered
/// from the left
/// of the picture to the right: so a thread stays with its columns, and finds what it has written in the
/// rounds before in its own cache. Where two processors share no cache, reading what the other has written
/// takes five times as long.
///
/// Between rounds threads wait actively for a moment, because a round may take less than waking a thread.
public final class Workers implements AutoCloseable {
    private static final int SPINS = 20_000;
    private static final long PAUSE_NANOS = 20_000;

    /// What the threads do together. Jobs of one round may run at the same time.
    interface Rounds {
        int count();

        int jobs(int round);

        void run(int round, int job, int thread);

        /// Called on the caller's thread when all jobs of a round are done and before the next begins.
        void finished(int round);
    }

    private final int threads;
    private final List<Thread> helpers;
    private @Nullable Run current;
    private long number;
    private int busy;
    private boolean closed;

    /// Threads of their own, daemons by the name of `fettle-…`.
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.threads = threads;
        helpers = IntStream.range(1, threads)
                .mapToObj(i -> Thread.ofPlatform().daemon().name("fettle-" + i).start(() -> help(i)))
                .toList();
    }

    /// The caller's thread, and at most as many others of an executor as make up the number: one
    /// that is busy only means fewer threads.
    public Workers(int threads, Executor executor) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.threads = threads;
        helpers = List.of();
    }

    /// The most that work at a time, the caller's included.
    public int threads() {
        return threads;
    }

    /// Returns when all rounds are done.
    ///
    /// @throws IllegalStateException if the engine is closed, or a thread fails
    void run(Rounds rounds) {
        Run run = new Run(rounds, threads());
        start(run);
        run.work(0);
        join();
        run.rethrow();
    }

    private synchronized void start(Run run) {
        if (closed) {
            throw new IllegalStateException("engine: closed; open a new one");
        }
        current = run;
        busy = helpers.size();
        number++;
        notifyAll();
    }

    private synchronized void join() {
        boolean interrupted = false;
        while (busy > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true; // the helpers still write to our arrays: wait, and tell the caller afterwards
            }
        }
        current = null; // do not keep the buffers of a plan that its owner has dropped
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void help(int thread) {
        long done = 0;
        while (true) {
            Run run;
            synchronized (this) {
                while (number == done && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return; // nobody interrupts these threads but the end of the JVM
                    }
                }
                if (number == done) {
                    return; // closed, perhaps while others still work on the run that this thread is done with
                }
                run = current;
                done = number;
            }
            if (run == null) {
                return;
            }
            try {
                run.work(thread);
            } finally {
                finish();
            }
        }
    }

    private synchronized void finish() {
        busy--;
        notifyAll();
    }

    /// Ends the helpers; a second time does nothing.
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// One run through all rounds.
    private static final class Run {
        private final Rounds rounds;
        private final int threads;

        /// For each round and thread the jobs that are left of its part: the first, and the one behind the last.
        private final AtomicLongArray parts;

        private final AtomicIntegerArray done;
        private volatile @Nullable Throwable failure;

        /// Rounds whose {@link Rounds#finished} has returned.
        private volatile int finished;

        Run(Rounds rounds, int threads) {
            this.rounds = rounds;
            this.threads = threads;
            parts = new AtomicLongArray(rounds.count() * threads);
            done = new AtomicIntegerArray(rounds.count());
            for (int round = 0; round < rounds.count(); round++) {
                int jobs = rounds.jobs(round);
                for (int thread = 0; thread < threads; thread++) {
                    parts.setPlain(
                            round * threads + thread,
                            part((long) jobs * thread / threads, (long) jobs * (thread + 1) / threads));
                }
            }
        }

        private static long part(long first, long end) {
            return first << 32 | end;
        }

        void work(int thread) {
            try {
                for (int round = 0; round < rounds.count() && failure == null; round++) {
                    for (int i = 0; i < threads; i++) {
                        workOn(round, (thread + i) % threads, thread);
                    }
                    await(round, rounds.jobs(round), thread);
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        /// What is left of a part. Parts with an even number are worked on from their first job on and the others from
        /// their last, helpers the other way round: so owner and helper meet in the middle of what is left.
        private void workOn(int round, int owner, int thread) {
            boolean fromFirst = (owner % 2 == 0) == (owner == thread);
            for (int job = take(round * threads + owner, fromFirst);
                    job >= 0;
                    job = take(round * threads + owner, fromFirst)) {
                rounds.run(round, job, thread);
                done.getAndIncrement(round);
            }
        }

        /// A job of a part; -1 if none is left.
        private int take(int number, boolean fromFirst) {
            while (true) {
                long left = parts.get(number);
                int first = (int) (left >>> 32);
                int end = (int) left;
                if (first >= end) {
                    return -1;
                }
                long rest = fromFirst ? part(first + 1L, end) : part(first, end - 1L);
                if (parts.compareAndSet(number, left, rest)) {
                    return fromFirst ? first : end - 1;
                }
            }
        }

        private void await(int round, int jobs, int thread) {
            if (thread == 0) {
                for (int tries = 0; done.get(round) < jobs && failure == null; tries++) {
                    pause(tries);
                }
                if (failure == null) {
                    rounds.finished(round);
                    finished = round + 1;
                }
                return;
            }
            for (int tries = 0; finished <= round && failure == null; tries++) {
                pause(tries);
            }
        }

        private static void pause(int tries) {
            if (tries < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS); // more threads than processors, or a thread that is held up
            }
        }

        void rethrow() {
            Throwable thrown = failure;
            if (thrown instanceof java.util.concurrent.CancellationException cancelled) {
                throw cancelled;
            }
            if (thrown != null) {
                throw new IllegalStateException("a thread of the engine failed: " + thrown, thrown);
            }
        }
    }
}
