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
        random.addGaussian(new float[3], 0, 3, 1);
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

    /// Moments of the normal distribution: 0, 1, 0, 3; and 68.27 % within one standard deviation.
    @Test
    void gaussiansHaveTheMomentsOfTheNormalDistribution() {
        int count = 200_001;
        float[] samples = new float[count];
        new RandomState(5).addGaussian(samples, 0, count, 2);
        double[] moments = new double[4];
        int within = 0;
        for (float sample : samples) {
            double value = sample / 2.0;
            for (int power = 1; power <= 4; power++) {
                moments[power - 1] += Math.pow(value, power) / count;
            }
            within += Math.abs(value) < 1 ? 1 : 0;
        }
        assertThat(moments[0]).isCloseTo(0, within(0.01)); // 4.5 standard deviations each
        assertThat(moments[1]).isCloseTo(1, within(0.015));
        assertThat(moments[2]).isCloseTo(0, within(0.04));
        assertThat(moments[3]).isCloseTo(3, within(0.1));
        assertThat(within / (double) count).isCloseTo(0.6827, within(0.005));
    }

    /// The two values that one point of the disc gives have nothing to do with each other.
    @Test
    void neighbouringGaussiansAreUncorrelated() {
        float[] samples = new float[200_000];
        new RandomState(6).addGaussian(samples, 0, samples.length, 1);
        double products = 0;
        for (int i = 0; i < samples.length; i += 2) {
            products += samples[i] * samples[i + 1];
        }
        assertThat(products / (samples.length / 2.0)).isCloseTo(0, within(0.015));
    }

    @Test
    void gaussiansAreAddedBetweenTheirIndicesAlone() {
        float[] samples = {1, 1, 1, 1, 1, 1};
        new RandomState(1).addGaussian(samples, 1, 4, 0.1);
        assertThat(samples[0]).isEqualTo(1);
        assertThat(samples[4]).isEqualTo(1);
        assertThat(samples[5]).isEqualTo(1);
        for (int i = 1; i < 4; i++) {
            assertThat(samples[i]).isNotEqualTo(1).isCloseTo(1, within(0.6f));
        }
    }
}
