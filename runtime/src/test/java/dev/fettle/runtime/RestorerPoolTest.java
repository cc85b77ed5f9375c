package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RestorerPoolTest {
    private static final Image SMALL = SharedModelTest.noise(40, 30, 1);

    private static RestorerPool pool(int count, Duration patience) {
        return new RestorerPool(PreparedModel.open("sr-x2"), RestoreOptions.DEFAULTS.withThreads(2), count, patience);
    }

    @Test
    void whoWaitsTooLongIsToldThatAllAreBusy() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        try (RestorerPool pool = pool(1, Duration.ofMillis(100))) {
            FutureTask<Image> first =
                    new FutureTask<>(() -> pool.restore(SMALL, RestoreControl.NONE.withProgress((done, total) -> {
                        begun.countDown();
                        try {
                            mayGoOn.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    })));
            Thread.ofPlatform().daemon().start(first);
            begun.await();
            assertThatThrownBy(() -> pool.restore(SMALL, RestoreControl.NONE))
                    .isInstanceOf(PoolBusyException.class)
                    .hasMessageContaining("all 1 restorers were busy for PT0.1S");
            assertThatThrownBy(() -> pool.restore(SMALL, RestoreControl.NONE.withTimeout(Duration.ofMillis(20))))
                    .isInstanceOf(DeadlineExceededException.class);
            mayGoOn.countDown();
            Image restored = first.get(30, TimeUnit.SECONDS);
            assertThat(pool.restore(SMALL, RestoreControl.NONE).hasSamplesOf(restored))
                    .isTrue();
        }
    }

    @Test
    void whoCannotWaitTakesARestorerThatIsFree() {
        try (RestorerPool pool = pool(1, Duration.ZERO)) {
            assertThat(pool.restore(SMALL, RestoreControl.NONE).width()).isEqualTo(2 * SMALL.width());
        }
    }

    @Test
    void interruptingWhoClosesGivesPicturesUp() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        RestorerPool pool = pool(1, Duration.ofSeconds(10));
        FutureTask<Image> running =
                new FutureTask<>(() -> pool.restore(SMALL, RestoreControl.NONE.withProgress((done, total) -> {
                    begun.countDown();
                    awaitClosed(pool);
                })));
        Thread.ofPlatform().daemon().start(running);
        begun.await();
        Thread.currentThread().interrupt();
        pool.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(running::get).hasCauseInstanceOf(RestorerClosedException.class);
    }

    private static void awaitClosed(RestorerPool pool) {
        Deadline latest = Deadline.in(Duration.ofSeconds(30));
        try {
            while (!latest.isOver()) {
                pool.footprint(1, 1);
            }
        } catch (RestorerClosedException e) {
            return; // and its closer interrupted
        }
    }

    @Test
    void closingFromOnesOwnProgressGivesThePictureUp() {
        RestorerPool pool = pool(2, Duration.ofSeconds(10));
        RestoreControl closing = RestoreControl.NONE.withProgress((done, total) -> pool.close());
        assertThatThrownBy(() -> pool.restore(SMALL, closing)).isInstanceOf(RestorerClosedException.class);
    }

    @Test
    void aClosedPoolRefusesAndItsThreadsEnd() throws InterruptedException {
        RestorerPool pool = pool(2, Duration.ofSeconds(10));
        assertThat(pool.restoreAll(List.of(SMALL, SMALL), RestoreControl.NONE)).hasSize(2);
        assertThat(pool.footprint(40, 30).tiles()).isEqualTo(1);
        pool.close();
        pool.close();
        assertThatThrownBy(() -> pool.restore(SMALL, RestoreControl.NONE)).isInstanceOf(RestorerClosedException.class);
        assertThatThrownBy(() -> pool.restoreAll(List.of(), RestoreControl.NONE))
                .isInstanceOf(RestorerClosedException.class);
        assertThatThrownBy(() -> pool.footprint(40, 30)).isInstanceOf(RestorerClosedException.class);
        assertThat(Threads.left("fettle-pool-")).isEmpty();
    }

    @Test
    void poolsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> pool(0, Duration.ZERO)).hasMessage("a pool has 1 to 1024 restorers, got 0");
        assertThatThrownBy(() -> pool(Integer.MAX_VALUE, Duration.ZERO)).hasMessageContaining("1 to 1024");
        assertThatThrownBy(() -> pool(1, Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
