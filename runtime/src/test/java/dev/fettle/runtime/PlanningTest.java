package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Network;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// To find the order of work for a size takes time: whoever looks for it, or waits for another who does, can be ended.
@Timeout(60)
class PlanningTest implements WaitingCallers {
    private static final int WIDTH = 90;
    private static final int HEIGHT = 800;

    private final PreparedNetwork network = PreparedNetwork.of(
            Network.initial(new Edsr(2, 8, 8, 1, 1).graph(), 1).deployed(), Border.REPEAT);

    private PictureNetwork.Runs planned(Check check) {
        try (Holdings holdings = new Holdings(new Workers(1), 1L << 30)) {
            return new TiledNetwork(network, holdings).runs(WIDTH, HEIGHT, check);
        }
    }

    private <T> FutureTask<T> started(FutureTask<T> task) {
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    @Test
    void everyMomentOfPlanningAsksAndMayEndItWithoutHarm() {
        AtomicLong asked = new AtomicLong();
        PictureNetwork.Runs expected = planned(asked::incrementAndGet);
        assertThat(asked.get()).as("turns of some twenty steps").isGreaterThan(1000);
        for (long end = 1; end < asked.get(); end += asked.get() / 7) {
            PreparedNetwork fresh = PreparedNetwork.of(
                    Network.initial(new Edsr(2, 8, 8, 1, 1).graph(), 1).deployed(), Border.REPEAT);
            try (Holdings holdings = new Holdings(new Workers(1), 1L << 30)) {
                TiledNetwork tiled = new TiledNetwork(fresh, holdings);
                AtomicLong left = new AtomicLong(end);
                RuntimeException ending = new CancellationException("after " + end);
                assertThatThrownBy(() -> tiled.runs(WIDTH, HEIGHT, () -> {
                            if (left.getAndDecrement() == 0) {
                                throw ending;
                            }
                        }))
                        .isSameAs(ending);
                assertThat(tiled.runs(WIDTH, HEIGHT, Check.NONE)).isEqualTo(expected);
            }
        }
    }

    /// Someone who plans until he may go on, and then goes on or ends.
    private FutureTask<PictureNetwork.Runs> held(CompletableFuture<Void> mayGoOn, Runnable then)
            throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicLong asked = new AtomicLong();
        FutureTask<PictureNetwork.Runs> task = started(new FutureTask<>(() -> planned(() -> {
            if (asked.incrementAndGet() == 100) {
                begun.countDown();
                mayGoOn.join();
                then.run();
            }
        })));
        begun.await();
        return task;
    }

    @Override
    public void assertEndsWaiting(
            RestoreControl control, Consumer<Thread> end, Class<? extends RuntimeException> failure) throws Exception {
        CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
        FutureTask<PictureNetwork.Runs> maker = held(mayGoOn, () -> {});
        FutureTask<?> waiter = new FutureTask<>(() -> planned(Watch.of(control, Check.NONE)));
        Thread thread = Thread.ofPlatform().daemon().start(waiter);
        Thread.sleep(50);
        assertThat(waiter.isDone()).isFalse();
        long ended = System.nanoTime();
        end.accept(thread);
        assertThatThrownBy(() -> waiter.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(failure);
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofMillis(500));
        mayGoOn.complete(null);
        assertThat(maker.get(30, TimeUnit.SECONDS).count()).isEqualTo(1);
    }

    /// A question for a footprint has no control, and is not ended by an interruption.
    @Test
    void whoWaitsTakesOverWhereTheFirstIsEnded() throws Exception {
        CompletableFuture<Void> mayGoOn = new CompletableFuture<>();
        FutureTask<PictureNetwork.Runs> maker = held(mayGoOn, () -> {
            throw new CancellationException("given up");
        });
        FutureTask<PictureNetwork.Runs> waiter = new FutureTask<>(() -> planned(Check.NONE));
        Thread.ofPlatform().daemon().start(waiter).interrupt();
        Thread.sleep(50);
        assertThat(waiter.isDone()).isFalse();
        mayGoOn.complete(null);
        assertThatThrownBy(() -> maker.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
        assertThat(waiter.get(30, TimeUnit.SECONDS).count()).isEqualTo(1);
    }

    /// Asked for once for each turn, so that the time is bounded, too: less than a second.
    @Test
    void longPicturesTakeHardlyMoreToPlanAndToRestoreThanShortOnes() {
        PreparedModel model = PreparedModel.open("sr-x2");
        try (Holdings holdings = new Holdings(new Workers(2), 512L << 20)) {
            TiledNetwork tiled = new TiledNetwork(model.whole(Check.NONE), holdings);
            for (int[] size : new int[][] {{1, 1_000_000}, {3, 2_000_000}, {1, 500_000_000}, {7, 70_000_000}}) {
                for (boolean isTall : new boolean[] {true, false}) {
                    AtomicLong asked = new AtomicLong();
                    PictureNetwork.Runs runs = isTall
                            ? tiled.runs(size[0], size[1], asked::incrementAndGet)
                            : tiled.runs(size[1], size[0], asked::incrementAndGet);
                    PictureNetwork.Runs little =
                            isTall ? tiled.runs(size[0], 2000, Check.NONE) : tiled.runs(2000, size[0], Check.NONE);
                    assertThat(asked.get()).as("%s", runs).isLessThan(400_000);
                    assertThat(runs.work()).as("%s", runs).isLessThanOrEqualTo(1.15 * little.work());
                    assertThat(runs.bufferBytes()).as("%s", runs).isLessThanOrEqualTo(512L << 20);
                }
            }
        }
    }

    @Test
    void sizesThatNeedTilesAreCutAndPlannedOnce() {
        long budget = network.engine(1).bufferBytes(200, 500);
        try (Holdings holdings = new Holdings(new Workers(1), budget)) {
            TiledNetwork tiled = new TiledNetwork(network, holdings);
            AtomicLong asked = new AtomicLong();
            long first = 0;
            for (int round = 0; round < 3; round++) {
                for (int width : new int[] {1500, 1600, 1700, 1800}) {
                    assertThat(tiled.runs(width, 200, asked::incrementAndGet).count())
                            .isGreaterThan(1);
                }
                first = round == 0 ? asked.get() : first;
            }
            assertThat(asked.get() - first).as("after %d at first", first).isLessThan(first / 100);
        }
    }
}
