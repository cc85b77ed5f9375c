package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What docs/library.md says of interruption.
@Tag("slow") // measures times, five times each
class InterruptedRestorerTest {
    private static final int SIDE = 1000;
    private static final int TRIES = 5;

    /// The best of some tries: a busy machine adds to every one of them.
    @ParameterizedTest
    @CsvSource({"sr-x2,1", "sr-x2,2", "denoise,2"})
    void aRestorationStopsWithin20MillisecondsAndTheRestorerIsUsableAfterwards(String model, int threads)
            throws InterruptedException, ExecutionException {
        Image picture = Image.of(SIDE, SIDE, noise(), noise(), noise());
        Image small = Image.of(2, 2, new float[4]);
        try (Restorer restorer = Restorer.open(model, RestoreOptions.DEFAULTS.withThreads(threads))) {
            float[] before = restorer.restore(small).plane(0);
            long[] nanos = new long[TRIES];
            for (int i = 0; i < TRIES; i++) {
                nanos[i] = nanosToStop(restorer, picture);
            }
            assertThat(Arrays.stream(nanos).min().orElseThrow())
                    .as("nanoseconds: %s", Arrays.toString(nanos))
                    .isLessThan(20_000_000);
            assertThat(restorer.restore(small).plane(0)).isEqualTo(before);
        }
    }

    /// From the interruption of a thread that restores to the exception.
    private static long nanosToStop(Restorer restorer, Image picture) throws InterruptedException, ExecutionException {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Long> stopped = new FutureTask<>(() -> {
            assertThatThrownBy(() -> restorer.restore(picture, (done, total) -> begun.countDown()))
                    .isInstanceOf(CancellationException.class);
            return System.nanoTime();
        });
        Thread thread = Thread.ofPlatform().start(stopped);
        begun.await();
        long interrupted = System.nanoTime();
        thread.interrupt();
        return stopped.get() - interrupted;
    }

    private static float[] noise() {
        float[] plane = new float[SIDE * SIDE];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = i * 31 % 256 / 255f;
        }
        return plane;
    }
}
