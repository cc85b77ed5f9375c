package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomStateTest {
    /// The platform's own SplitMix64 with the same seed and increment.
    @Test
    void drawsWhatSplittableRandomDraws() {
        RandomState random = new RandomState(1234567);
        SplittableRandom reference = new SplittableRandom(1234567);
        for (int i = 0; i < 100; i++) {
            assertThat(random.nextLong()).isEqualTo(reference.nextLong());
        }
    }

    @Test
    void goesOnFromItsState() {
        RandomState random = new RandomState(7);
        random.nextGaussian();
        random.nextInt(10);
        RandomState resumed = new RandomState(random.state());
        for (int i = 0; i < 10; i++) {
            assertThat(resumed.nextInt(1000)).isEqualTo(random.nextInt(1000));
        }
    }

    @Test
    void isUniformBelowItsBound() {
        RandomState random = new RandomState(3);
        int[] counts = new int[5];
        for (int i = 0; i < 50_000; i++) {
            counts[random.nextInt(5)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(9_600, 10_400); // 4.5 standard deviations
        }
        assertThatThrownBy(() -> random.nextInt(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gaussiansHaveMeanZeroAndVarianceOne() {
        RandomState random = new RandomState(5);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = random.nextGaussian();
            sum += value;
            squares += value * value;
        }
        assertThat(sum / 100_000).isCloseTo(0, within(0.015));
        assertThat(squares / 100_000).isCloseTo(1, within(0.02));
    }
}
