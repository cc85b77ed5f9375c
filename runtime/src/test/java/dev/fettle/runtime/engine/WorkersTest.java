package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {
    /// Rounds of jobs that count how often each has run, and who ran it.
    private static class Counted implements Workers.Rounds {
        private final List<Integer> jobs;
        private final AtomicIntegerArray runs;
        private final AtomicIntegerArray threads;
        private int finished;

        Counted(List<Integer> jobs) {
            this.jobs = jobs;
            runs = new AtomicIntegerArray(first(jobs.size()));
            threads = new AtomicIntegerArray(runs.length());
        }

        private int first(int round) {
            return jobs.subList(0, round).stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public int count() {
            return jobs.size();
        }

        @Override
        public int jobs(int round) {
            return jobs.get(round);
        }

        @Override
        public void run(int round, int job, int thread) {
            runs.getAndIncrement(first(round) + job);
            threads.set(first(round) + job, thread);
            for (int earlier = 0; earlier < first(round); earlier++) {
                assertThat(runs.get(earlier)).as("an earlier round's job").isEqualTo(1);
            }
        }

        @Override
        public void finished(int round) {
            finished++;
        }
    }

    @Test
    void everyJobRunsOnceAndAfterAllOfTheRoundBefore() {
        for (int threads = 1; threads <= 5; threads++) {
            try (Workers workers = new Workers(threads)) {
                Counted rounds = new Counted(List.of(7, 1, 0, 64, 3, 2));
                workers.run(rounds);
                assertThat(IntStream.range(0, rounds.runs.length()).map(rounds.runs::get))
                        .as(threads + " threads")
                        .containsOnly(1);
                assertThat(rounds.finished).isEqualTo(6);
            }
        }
    }

    @Test
    void aThreadThatIsHeldUpIsHelpedFromWhereItsNeighbourWorks() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(19);
        Counted rounds = new Counted(List.of(20)) {
            @Override
            public void run(int round, int job, int thread) {
                if (job == 0) {
                    begun.countDown();
                    awaitUninterruptibly(others);
                } else {
                    awaitUninterruptibly(begun);
                    others.countDown();
                }
                super.run(round, job, thread);
            }
        };
        try (Workers workers = new Workers(2)) {
            workers.run(rounds);
        }
        assertThat(IntStream.range(0, 20).map(rounds.runs::get)).containsOnly(1);
        assertThat(rounds.threads.get(0)).isZero();
        assertThat(IntStream.range(1, 20).map(rounds.threads::get)).containsOnly(1);
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
        Counted rounds = new Counted(List.of(8, 8)) {
            @Override
            public void run(int round, int job, int thread) {
                if (round == 1 && job == 7) {
                    throw new IllegalArgumentException("job 7");
                }
                super.run(round, job, thread);
            }
        };
        try (Workers workers = new Workers(3)) {
            assertThatThrownBy(() -> workers.run(rounds)).hasMessageContaining("job 7");
        }
    }

    @Test
    void aRunThatIsGoingOnIsFinishedAfterClosing() {
        AtomicBoolean isSlowOneDone = new AtomicBoolean();
        Workers workers = new Workers(3);
        workers.run(new Counted(List.of(3)) {
            @Override
            public void run(int round, int job, int thread) {
                if (job == 0) {
                    workers.close();
                } else if (job == 2) {
                    LockSupport.parkNanos(100_000_000);
                    isSlowOneDone.set(true);
                }
            }
        });
        assertThat(isSlowOneDone).isTrue();
    }
}
