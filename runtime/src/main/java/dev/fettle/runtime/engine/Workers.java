package dev.fettle.runtime.engine;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The threads of an engine: the caller's and as many daemons as make up the number asked for. Jobs are
/// handed out one by one, so that a thread that is held up does not hold up the rest; as every job writes
/// rows of its own, the result does not depend on who does what.
final class Workers implements AutoCloseable {
    private final List<Thread> helpers;
    private final AtomicInteger nextJob = new AtomicInteger();
    private @Nullable Step step;
    private List<Task> tasks = List.of();
    private @Nullable Throwable failure;
    private long round;
    private int busy;
    private boolean closed;

    Workers(int threads) {
        helpers = IntStream.range(1, threads)
                .mapToObj(i -> Thread.ofPlatform().daemon().name("fettle-" + i).start(() -> help(i)))
                .toList();
    }

    int threads() {
        return helpers.size() + 1;
    }

    /// Returns when all jobs of the step are done.
    ///
    /// @param memory what each thread works with
    /// @throws IllegalStateException if the engine is closed, or a thread fails
    void run(Step wanted, List<Task> memory) {
        requireOpen();
        if (helpers.isEmpty() || wanted.jobs() == 1) {
            for (int job = 0; job < wanted.jobs(); job++) {
                wanted.run(job, memory.getFirst());
            }
            return;
        }
        start(wanted, memory);
        work(wanted, memory.getFirst());
        join();
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("engine: closed; open a new one");
        }
    }

    private synchronized void start(Step wanted, List<Task> memory) {
        nextJob.set(0);
        step = wanted;
        tasks = memory;
        failure = null;
        busy = helpers.size();
        round++;
        notifyAll();
    }

    private void work(Step current, Task task) {
        try {
            for (int job = nextJob.getAndIncrement(); job < current.jobs(); job = nextJob.getAndIncrement()) {
                current.run(job, task);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable e) {
        nextJob.set(Integer.MAX_VALUE / 2); // the others stop after their job
        if (failure == null) {
            failure = e;
        }
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
        step = null; // do not keep the buffers of a plan that its owner has dropped
        tasks = List.of();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IllegalStateException("a thread of the engine failed: " + failure, failure);
        }
    }

    private void help(int thread) {
        long done = 0;
        while (true) {
            Step current;
            Task task;
            synchronized (this) {
                while (round == done && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return; // nobody interrupts these threads but the end of the JVM
                    }
                }
                Step wanted = step;
                if (closed || wanted == null) {
                    return;
                }
                done = round;
                current = wanted;
                task = tasks.get(thread);
            }
            try {
                work(current, task);
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
}
