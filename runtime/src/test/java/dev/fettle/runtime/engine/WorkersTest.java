package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60) // rather than wait for ever
class WorkersTest {
    /// Jobs without an order that count how often each has run, and who ran it.
    private static class Counted implements Workers.Tasks {
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicIntegerArray runs;
        private final AtomicIntegerArray threads;
        private int ticks;

        Counted(int jobs) {
            runs = new AtomicIntegerArray(jobs);
            threads = new AtomicIntegerArray(jobs);
        }

        @Override
        public int take(int thread) {
            int job = taken.getAndUpdate(next -> Math.min(next + 1, runs.length()));
            if (job < runs.length()) {
                return job;
            }
            return thread == 0 && done.get() < runs.length() ? NONE : END;
        }

        @Override
        public void run(int job, int thread) {
            runs.getAndIncrement(job);
            threads.set(job, thread);
            done.getAndIncrement();
        }

        @Override
        public void tick() {
            ticks++;
        }
    }

    private static void assertAllRanOnce(Counted tasks) {
        assertThat(IntStream.range(0, tasks.runs.length()).map(tasks.runs::get)).containsOnly(1);
    }

    @Test
    void everyJobRunsOnceAndIsDoneWhenTheRunReturns() {
        for (int threads = 1; threads <= 5; threads++) {
            try (Workers workers = new Workers(threads)) {
                for (int run = 0; run < 50; run++) {
                    Counted tasks = new Counted(64);
                    workers.run(tasks);
                    assertAllRanOnce(tasks);
                }
            }
        }
    }

    @Test
    void theCallerIsTicked() {
        Counted tasks = new Counted(10);
        try (Workers workers = new Workers(1)) {
            workers.run(tasks);
        }
        assertThat(tasks.ticks).isGreaterThanOrEqualTo(10);
    }

    @Test
    void theCallerIsTickedWhileItWaitsForAHelper() {
        CountDownLatch enough = new CountDownLatch(20);
        Counted tasks = new Counted(2) {
            @Override
            public void run(int job, int thread) {
                if (thread != 0) {
                    awaitUninterruptibly(enough);
                } else {
                    LockSupport.parkNanos(5_000_000); // for the helper to take the other
                }
                super.run(job, thread);
            }

            @Override
            public void tick() {
                enough.countDown();
            }
        };
        try (Workers workers = new Workers(2)) {
            workers.run(tasks);
        }
        assertAllRanOnce(tasks);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailureInAnyThreadReachesTheCaller() {
        Counted tasks = new Counted(8) {
            @Override
            public void run(int job, int thread) {
                if (job == 7) {
                    throw new IllegalArgumentException("job 7");
                }
                super.run(job, thread);
            }
        };
        try (Workers workers = new Workers(3)) {
            assertThatThrownBy(() -> workers.run(tasks)).hasMessageContaining("job 7");
        }
    }

    @Test
    void whatATickThrowsReachesTheCallerAsItIs() {
        CancellationException stop = new CancellationException("stop");
        Counted tasks = new Counted(1000) {
            @Override
            public void tick() {
                throw stop;
            }
        };
        try (Workers workers = new Workers(3)) {
            assertThatThrownBy(() -> workers.run(tasks)).isSameAs(stop);
            Counted next = new Counted(20);
            workers.run(next);
            assertAllRanOnce(next);
        }
    }

    @Test
    void aRunThatIsGoingOnIsFinishedAfterClosing() {
        AtomicBoolean isSlowOneDone = new AtomicBoolean();
        Workers workers = new Workers(3);
        workers.run(new Counted(3) {
            @Override
            public void run(int job, int thread) {
                if (job == 0) {
                    workers.close();
                } else if (job == 2) {
                    LockSupport.parkNanos(100_000_000);
                    isSlowOneDone.set(true);
                }
                super.run(job, thread);
            }
        });
        assertThat(isSlowOneDone).isTrue();
        assertThatThrownBy(() -> workers.run(new Counted(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void helpersOfAnExecutorHelp() {
        CountDownLatch helped = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newFixedThreadPool(1);
                Workers workers = new Workers(4, executor)) {
            Counted tasks = new Counted(100) {
                @Override
                public void run(int job, int thread) {
                    if (thread == 0) {
                        awaitUninterruptibly(helped);
                    } else {
                        helped.countDown();
                    }
                    super.run(job, thread);
                }
            };
            workers.run(tasks);
            assertAllRanOnce(tasks);
        }
    }

    @Test
    void aBusyOrClosedExecutorOnlyMeansFewerThreads() {
        List<Runnable> late = new ArrayList<>();
        Workers workers = new Workers(4, late::add);
        Counted tasks = new Counted(10);
        workers.run(tasks);
        late.forEach(Runnable::run); // when all is over
        assertAllRanOnce(tasks);
        assertThat(IntStream.range(0, 10).map(tasks.threads::get)).containsOnly(0);

        ExecutorService closed = Executors.newFixedThreadPool(1);
        closed.close();
        Counted others = new Counted(10);
        new Workers(4, closed).run(others);
        assertAllRanOnce(others);
    }

    @Test
    void anExecutorWithoutFreeThreadsHoldsOneTaskForEachHelper() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        Workers workers = new Workers(4, waiting::add);
        for (int run = 0; run < 100; run++) {
            workers.run(new Counted(10));
        }
        assertThat(waiting).hasSize(3);

        waiting.remove().run(); // begins when nothing is to be done, and is asked for again
        workers.run(new Counted(10));
        assertThat(waiting).hasSize(3);
    }

    @Test
    void aHelperOfAnEarlierRunServesTheOneThatIsGoingOn() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        Workers workers = new Workers(2, waiting::add);
        workers.run(new Counted(10));
        CountDownLatch helped = new CountDownLatch(1);
        Counted tasks = new Counted(10) {
            @Override
            public void run(int job, int thread) {
                if (thread != 0) {
                    helped.countDown();
                } else if (!waiting.isEmpty()) {
                    Thread.ofPlatform().start(waiting.remove());
                    awaitUninterruptibly(helped);
                }
                super.run(job, thread);
            }
        };
        workers.run(tasks);
        assertAllRanOnce(tasks);
        assertThat(waiting).as("asked for once").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExecutorThatHasFailedToTakeATaskIsAskedAgain(boolean isBroken) {
        AtomicBoolean isFull = new AtomicBoolean(true);
        List<Runnable> taken = new ArrayList<>();
        Workers workers = new Workers(3, task -> {
            if (isFull.get()) {
                throw isBroken ? new UnsupportedOperationException("broken") : new RejectedExecutionException("full");
            }
            taken.add(task);
        });
        if (isBroken) {
            assertThatThrownBy(() -> workers.run(new Counted(10))).hasMessage("broken");
        } else {
            workers.run(new Counted(10));
        }
        isFull.set(false);
        workers.run(new Counted(10));
        assertThat(taken).hasSize(2);
    }

    @Test
    void anExecutorThatRunsTasksOnTheCallersThreadLeavesItToTick() {
        Counted tasks = new Counted(10);
        new Workers(4, Runnable::run).run(tasks);
        assertAllRanOnce(tasks);
        assertThat(tasks.ticks).isGreaterThanOrEqualTo(10);
    }

    @Test
    void anErrorInATickReachesTheCallerAsItIs() {
        AssertionError mine = new AssertionError("mine");
        Counted tasks = new Counted(10) {
            @Override
            public void tick() {
                throw mine;
            }
        };
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.run(tasks)).isSameAs(mine);
        }
    }
}
