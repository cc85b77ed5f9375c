package dev.fettle.runtime.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The threads of an engine: the caller's, and helpers that make up the number asked for. Helpers are daemons of the
/// engine's own, which sleep between runs, or tasks for an executor that several engines share; where that has no
/// thread free, the caller does more itself.
public final class Workers implements AutoCloseable {
    /// Looks for a job before a thread that finds none sleeps: about 50 µs, as long as a job takes.
    private static final int LOOKS = 100;

    private static final int SPINS = 8;
    private static final long SLEEP_NANOS = 20_000;

    /// What the threads do together. Which jobs can run follows from those that have run.
    interface Tasks {
        /// Nothing can be done now, but something will be.
        int NONE = -1;

        /// All is done, or taken by other threads.
        int END = -2;

        /// A job for a thread.
        ///
        /// @param thread from 0, below {@link Workers#threads}
        int take(int thread);

        void run(int job, int thread);

        /// Called on the caller's thread again and again, between jobs and while it waits for some. What it throws ends
        /// the run.
        void tick();
    }

    private final int threads;
    private final @Nullable Executor executor;

    /// Helpers that the executor has been asked for and that it has not begun with: those left over from earlier runs
    /// serve the next one, so that an executor without free threads is not asked for more and more.
    private final AtomicInteger askedFor = new AtomicInteger();

    private @Nullable Run current;
    private long number;
    private boolean closed;

    /// With helpers of its own, daemons by the name of `fettle-…`.
    public Workers(int threads) {
        this.threads = required(threads);
        executor = null;
        IntStream.range(1, threads)
                .forEach(i -> Thread.ofPlatform().daemon().name("fettle-" + i).start(() -> help(i)));
    }

    /// With helpers that an executor provides, which is not closed with this. One that is busy only means fewer
    /// threads, and holds one task for each helper at most; one that drops a task unseen loses a helper.
    public Workers(int threads, Executor executor) {
        this.threads = required(threads);
        this.executor = executor;
    }

    private static int required(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        return threads;
    }

    /// The most that work at a time, the caller's included.
    public int threads() {
        return threads;
    }

    /// Returns when all is done, and no helper works on it any more. One run at a time.
    ///
    /// @throws IllegalStateException if this is closed, or a helper or a job fails
    /// @throws RuntimeException what {@link Tasks#tick} has thrown
    void run(Tasks tasks) {
        Run run = new Run(tasks, threads);
        try {
            start(run);
            run.work(0, tasks);
            run.rethrow();
            tasks.tick();
        } finally {
            run.end();
            forget();
        }
    }

    private void start(Run run) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("engine: closed; open a new one");
            }
            current = run;
            number++;
            notifyAll();
        }
        if (executor != null) {
            askForHelpers(executor);
        }
    }

    /// After the run is there to be seen: whoever was asked for earlier and has not begun will find it.
    private void askForHelpers(Executor from) {
        for (int i = askedFor.get(); i < threads - 1; i++) {
            askedFor.getAndIncrement();
            try {
                from.execute(this::helpOnce);
            } catch (RuntimeException | Error e) {
                askedFor.getAndDecrement();
                if (e instanceof RejectedExecutionException) {
                    return; // it is full, or closed: those that it has taken help, and the caller does the rest
                }
                throw e;
            }
        }
    }

    private void helpOnce() {
        askedFor.getAndDecrement();
        Run run;
        synchronized (this) {
            run = current;
        }
        if (run != null) {
            run.helpAsNext();
        }
    }

    /// Does not keep the buffers of a plan that its owner has dropped.
    private synchronized void forget() {
        current = null;
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
                    return; // closed
                }
                run = current;
                done = number;
            }
            if (run != null) {
                run.help(thread);
            }
        }
    }

    /// Ends the helpers once they are done with a run that is going on; a second time does nothing.
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /// One run of all threads.
    private static final class Run {
        private final int threads;
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger joined = new AtomicInteger(1);

        /// Helpers that may touch the tasks' memory.
        private final AtomicInteger inside = new AtomicInteger();

        private volatile @Nullable Tasks tasks;
        private volatile @Nullable Throwable failure;
        private volatile @Nullable Throwable thrownByTick;

        Run(Tasks tasks, int threads) {
            this.tasks = tasks;
            this.threads = threads;
        }

        /// An executor that runs its tasks on the thread that hands them in is no help: the caller has a part of
        /// its own, and must tick.
        void helpAsNext() {
            if (Thread.currentThread() == caller) {
                return;
            }
            int thread = joined.getAndIncrement();
            if (thread < threads) {
                help(thread);
            }
        }

        void help(int thread) {
            inside.getAndIncrement();
            try {
                Tasks going = tasks;
                if (going != null) {
                    work(thread, going);
                }
            } finally {
                inside.getAndDecrement();
            }
        }

        void work(int thread, Tasks going) {
            try {
                int looks = 0;
                while (failure == null && thrownByTick == null) {
                    int job = going.take(thread);
                    if (job == Tasks.END) {
                        break;
                    } else if (job == Tasks.NONE) {
                        pause(looks++);
                    } else {
                        looks = 0;
                        going.run(job, thread);
                    }
                    if (thread == 0) {
                        tick(going);
                    }
                }
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }

        private void tick(Tasks going) {
            try {
                going.tick();
            } catch (Throwable e) { // what others have written may throw anything; it is theirs to see
                thrownByTick = e;
            }
        }

        private static void pause(int looks) {
            if (looks >= LOOKS) {
                LockSupport.parkNanos(SLEEP_NANOS); // more threads than processors, or few jobs
                return;
            }
            for (int i = 0; i < SPINS; i++) {
                Thread.onSpinWait();
            }
        }

        /// Nobody enters any more; waits for those inside, who still write to the plan's buffers, as long as a job
        /// takes.
        void end() {
            tasks = null;
            for (int looks = 0; inside.get() > 0; looks++) {
                pause(looks);
            }
        }

        void rethrow() {
            Throwable ending = thrownByTick;
            if (ending != null) {
                Run.<RuntimeException>rethrow(ending);
            }
            Throwable thrown = failure;
            if (thrown != null) {
                throw new IllegalStateException("a thread of the engine failed: " + thrown, thrown);
            }
        }

        /// As it is, even if it is a checked exception that another language has let through.
        @SuppressWarnings("unchecked")
        private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
            throw (E) thrown;
        }
    }
}
