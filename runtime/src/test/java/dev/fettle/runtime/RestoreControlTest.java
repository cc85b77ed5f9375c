package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RestoreControlTest implements WaitingCallers {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);
    private static final Image SMALL = SharedModelTest.noise(40, 30, 1);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    private static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /// A restoration that stands still once it has begun, until it may go on.
    private FutureTask<Image> held(Restorer restorer) throws InterruptedException {
        FutureTask<Image> task = started(() -> restorer.restore(SMALL, (done, total) -> {
            begun.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        begun.await();
        return task;
    }

    private static Throwable failureOf(FutureTask<?> task) throws Exception {
        try {
            task.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("a failure was expected");
    }

    @Test
    void whatIsCancelledOrLateBeforeItBeginsDoesNotBegin() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD)) {
            RestoreControl silent = RestoreControl.NONE.withProgress((done, total) -> {
                throw new AssertionError("begun");
            });
            assertThatThrownBy(() -> restorer.restore(SMALL, silent.withCancellation(cancellation)))
                    .isInstanceOf(RestorationCancelledException.class)
                    .isInstanceOf(CancellationException.class);
            for (RestoreControl late : List.of(
                    silent.withTimeout(Duration.ZERO),
                    silent.withTimeout(Duration.ofSeconds(-1)),
                    silent.withDeadline(Deadline.at(Instant.EPOCH)))) {
                assertThatThrownBy(() -> restorer.restore(SMALL, late)).isInstanceOf(DeadlineExceededException.class);
            }
            assertThat(restorer.restore(SMALL, RestoreControl.NONE.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                            .width())
                    .isEqualTo(80);
            assertThat(restorer.restore(SMALL, RestoreControl.NONE.withDeadline(Deadline.at(Instant.MAX)))
                            .width())
                    .isEqualTo(80);
        }
    }

    /// Pictures times views times tiles are more than 2³¹ sooner than anyone thinks.
    @Test
    void progressOfManyPartsGrowsToItsTotal() {
        int[] told = new int[2];
        Watch whole = Watch.of(
                RestoreControl.NONE.withProgress((done, total) -> {
                    assertThat(done).isBetween(told[0], total);
                    told[0] = done;
                    told[1] = total;
                }),
                Check.NONE);
        for (int picture : new int[] {0, 1, 500_000, 999_999}) {
            for (int view = 0; view < 8; view++) {
                whole.part(picture, 1_000_000).part(view, 8).part(999, 1000).done(100, 100);
            }
        }
        assertThat(told[0]).isEqualTo(told[1]).isPositive();
        whole.part(Integer.MAX_VALUE - 1, Integer.MAX_VALUE).done(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(told[0]).isEqualTo(told[1]);
    }

    @Test
    void deadlinesOfAnyLengthAreMoments() {
        assertThat(Deadline.in(Duration.ofSeconds(Long.MIN_VALUE)).isOver()).isTrue();
        assertThat(Deadline.at(Instant.MIN).isOver()).isTrue();
        assertThat(Deadline.in(Duration.ofNanos(Long.MAX_VALUE)).isOver()).isFalse();
        assertThat(Deadline.in(Duration.ofNanos(Long.MAX_VALUE / 2)).remainingNanos())
                .isPositive();
    }

    @Test
    void cancellingTwiceIsCancellingOnce() {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        cancellation.cancel();
        assertThat(cancellation.isCancelled()).isTrue();
    }

    @Test
    void theControlOfNobodyCannotBeCancelled() {
        assertThatThrownBy(() -> RestoreControl.NONE.cancellation().cancel()).hasMessageContaining("withCancellation");
        assertThat(RestoreControl.NONE.cancellation().isCancelled()).isFalse();
    }

    @Test
    void aRunningRestorationEndsAndTheRestorerIsOfUseAfterwards() {
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD.withThreads(2))) {
            Image expected = restorer.restore(SMALL);
            Cancellation cancellation = new Cancellation();
            RestoreControl cancelled = RestoreControl.NONE
                    .withCancellation(cancellation)
                    .withProgress((done, total) -> cancellation.cancel());
            assertThatThrownBy(() -> restorer.restore(SMALL, cancelled))
                    .isInstanceOf(RestorationCancelledException.class);
            RuntimeException own = new IllegalArgumentException("mine");
            assertThatThrownBy(() -> restorer.restore(SMALL, (done, total) -> {
                        throw own;
                    }))
                    .isSameAs(own);
            assertThat(restorer.restore(SMALL).hasSamplesOf(expected)).isTrue();
        }
    }

    @Override
    public void assertEndsWaiting(
            RestoreControl control, Consumer<Thread> end, Class<? extends RuntimeException> failure) throws Exception {
        try (Restorer restorer = Restorer.open("sr-x2", ONE_THREAD)) {
            FutureTask<Image> first = held(restorer);
            CountDownLatch started = new CountDownLatch(1);
            Thread[] waiter = new Thread[1];
            FutureTask<Image> second = started(() -> {
                waiter[0] = Thread.currentThread();
                started.countDown();
                return restorer.restore(SMALL, control);
            });
            started.await();
            Thread.sleep(30);
            long ended = System.nanoTime();
            end.accept(waiter[0]);
            assertThat(failureOf(second)).isInstanceOf(failure);
            assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofMillis(500));
            mayGoOn.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS).width()).isEqualTo(80);
        }
    }

    @Test
    void closingWaitsForTheCallThatRunsAndRefusesThoseThatWait() throws Exception {
        Restorer restorer = Restorer.open("sr-x2", ONE_THREAD.withThreads(2));
        FutureTask<Image> first = held(restorer);
        FutureTask<Image> second = started(() -> restorer.restore(SMALL));
        Thread.sleep(30);
        FutureTask<Boolean> closing = started(() -> {
            restorer.close();
            return true;
        });
        assertThat(failureOf(second)).isInstanceOf(RestorerClosedException.class);
        assertThat(closing.isDone()).isFalse();
        mayGoOn.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS).width()).isEqualTo(80);
        assertThat(closing.get(30, TimeUnit.SECONDS)).isTrue();
        restorer.close();
        assertThat(restorer.heldBytes()).isZero();
        assertThatThrownBy(() -> restorer.restore(SMALL))
                .isInstanceOf(RestorerClosedException.class)
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> restorer.footprint(8, 8)).isInstanceOf(RestorerClosedException.class);
        assertThatThrownBy(() -> restorer.restoreAll(List.of(SMALL), RestoreControl.NONE))
                .isInstanceOf(RestorerClosedException.class);
    }

    @Test
    void progressMayCloseButNotRestoreOnceMore() {
        Restorer restorer = Restorer.open("sr-x2", ONE_THREAD);
        assertThatThrownBy(() -> restorer.restore(SMALL, (done, total) -> restorer.restore(SMALL)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in use by this very thread");
        assertThatThrownBy(() -> restorer.restore(SMALL, (done, total) -> restorer.close()))
                .isInstanceOf(RestorerClosedException.class);
        assertThat(restorer.heldBytes()).isZero();
    }

    private static ModelFile luma(int side) {
        Architecture vdsr = new Vdsr(2, 2, side, 1, true);
        ModelCard card = new ModelCard(
                "test",
                new ModelCard.Usage("sr", 1, Colour.Y, 0),
                new ModelCard.Training("none", List.of(), new ModelCard.Provenance("", 1, "", List.of())),
                List.of());
        return new ModelFile(vdsr, Weights.initial(vdsr.graph(), 3), card);
    }

    private static Image half(int width, int height) {
        Image noise = SharedModelTest.noise(width, height, 4);
        float[] alpha = new float[width * height];
        for (int i = 0; i < alpha.length / 2; i++) {
            alpha[i] = i % 3 * 0.5f;
        }
        return noise.withAlpha(alpha);
    }

    /// Of all that is done before and behind the network.
    @Test
    void everyPartAsksAfterEachRow() {
        Image picture = half(50, 400);
        int[] asked = new int[1];
        Passage passage = new Passage(luma(4), picture, JpegBlend.WHOLE, () -> asked[0]++);
        assertThat(asked[0]).as("transparency and enlargement").isGreaterThan(3 * (2 * 400 + 800));
        asked[0] = 0;
        passage.inputs();
        assertThat(asked[0]).as("colour").isPositive();
        asked[0] = 0;
        passage.result(List.of(Planes.empty(100, 800, 1, Watch.SILENT)));
        assertThat(asked[0]).as("colour and alpha").isGreaterThan(800);
        Planes planes = Planes.empty(50, 400, 1, Watch.SILENT);
        asked[0] = 0;
        planes.transposed(() -> asked[0]++);
        planes.flippedLeftRight(() -> asked[0]++);
        planes.flippedUpDown(() -> asked[0]++);
        assertThat(asked[0]).as("self-ensemble").isGreaterThanOrEqualTo(3 * 400);
    }

    /// Cancelled at moments spread over the whole of it; the better of two tries each.
    @Test
    @Tag("long") // 12 megapixels, twenty times
    @Timeout(900)
    void twelveMegapixelsEndWithin100MillisecondsAtAnyMoment() {
        Image picture = half(4000, 3000);
        try (Restorer restorer = Restorer.of(luma(8), RestoreOptions.DEFAULTS.withThreads(2))) {
            restorer.restore(picture);
            long start = System.nanoTime();
            restorer.restore(picture);
            long whole = System.nanoTime() - start;
            for (int moment = 1; moment < 10; moment++) {
                long after = whole * moment / 10;
                long first = millisToEnd(restorer, picture, after);
                long millis = Math.min(first, millisToEnd(restorer, picture, after));
                System.out.printf("cancelled after %d of %d ms: %d ms%n", after / 1_000_000, whole / 1_000_000, millis);
                assertThat(millis).isLessThan(100 + millisToClear(8000 * 6000));
            }
        }
    }

    /// What the virtual machine does in one step: the array of one plane of the result.
    private static long millisToClear(int samples) {
        long longest = 0;
        for (int tries = 0; tries < 3; tries++) {
            long start = System.nanoTime();
            assertThat(new float[samples]).isNotEmpty();
            longest = Math.max(longest, (System.nanoTime() - start) / 1_000_000);
        }
        return longest;
    }

    private static long millisToEnd(Restorer restorer, Image picture, long nanos) {
        Deadline deadline = Deadline.in(Duration.ofNanos(nanos));
        try {
            restorer.restore(picture, RestoreControl.NONE.withDeadline(deadline));
            return 0; // faster than before
        } catch (DeadlineExceededException e) {
            return -deadline.remainingNanos() / 1_000_000;
        }
    }
}
