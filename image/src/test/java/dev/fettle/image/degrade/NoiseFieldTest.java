package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.NoiseField.Channels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseFieldTest {
    private static final int SIDE = 400;

    private static Image flat(float level, int channels) {
        float[][] planes = new float[channels][SIDE * SIDE];
        for (float[] plane : planes) {
            Arrays.fill(plane, level);
        }
        return Image.of(SIDE, SIDE, planes);
    }

    /// Noise of deviation 0.1 on gray.
    private static Image noise(NoiseField field, int channels, long seed) {
        return new GaussianNoise(25.5, field).apply(flat(0.5f, channels), seed);
    }

    /// Mean product of samples (right, down) apart, divided by the variance that was asked for.
    private static double correlation(float[] plane, int right, int down) {
        double sum = 0;
        for (int y = 0; y < SIDE - down; y++) {
            for (int x = 0; x < SIDE - right; x++) {
                sum += (plane[y * SIDE + x] - 0.5) * (plane[(y + down) * SIDE + x + right] - 0.5);
            }
        }
        return sum / ((SIDE - down) * (SIDE - right)) / 0.01;
    }

    /// ρ(d) of the filter k(i) ~ exp(-i² / 2s²).
    private static double expected(double smoothing, int distance) {
        double squares = 0;
        double products = 0;
        int reach = (int) Math.ceil(3 * smoothing);
        for (int i = -reach; i <= reach; i++) {
            squares += Math.exp(-i * i / (smoothing * smoothing));
            if (i + distance <= reach) {
                products += Math.exp(-(i * i + (i + distance) * (i + distance)) / (2 * smoothing * smoothing));
            }
        }
        return products / squares;
    }

    /// The variance is that of the result, 1; samples apart correlate by ρ(dx) ρ(dy). An estimate over
    /// 160,000 samples has a deviation of √(Σ ρ²) / 400, which is 2s √(π/2) / 400, below 0.01 for s = 1.5,
    /// and √2 more for the variance.
    @ParameterizedTest
    @ValueSource(doubles = {0.4, 0.8, 1.5})
    void smoothedNoiseHasTheCorrelationOfItsFilter(double smoothing) {
        float[] plane =
                noise(new NoiseField(Channels.INDEPENDENT, smoothing), 1, 7).plane(0);
        double tolerance = 4 * Math.max(1, 2.5 * smoothing) * Math.sqrt(2) / SIDE;
        for (int[] apart : new int[][] {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 0}, {0, 2}, {2, 1}, {5, 0}}) {
            double rho = expected(smoothing, apart[0]) * expected(smoothing, apart[1]);
            assertThat(correlation(plane, apart[0], apart[1]))
                    .as("%s apart, smoothing %s", Arrays.toString(apart), smoothing)
                    .isCloseTo(rho, within(tolerance));
        }
    }

    @Test
    void whiteNoiseHasNoneAndIsTheNoiseOfThePapers() {
        float[] plane = noise(NoiseField.WHITE, 1, 7).plane(0);
        assertThat(correlation(plane, 0, 0)).isCloseTo(1, within(0.016));
        assertThat(correlation(plane, 1, 0)).isCloseTo(0, within(0.011));
        assertThat(correlation(plane, 0, 1)).isCloseTo(0, within(0.011));
    }

    /// White noise is drawn beyond the edges: the outermost rows and columns have the whole variance, 1596
    /// of them.
    @Test
    void theEdgesAreAsNoisyAsTheMiddle() {
        double squares = 0;
        int count = 0;
        for (long seed = 0; seed < 8; seed++) {
            float[] plane =
                    noise(new NoiseField(Channels.INDEPENDENT, 1.5), 1, seed).plane(0);
            for (int i = 0; i < plane.length; i++) {
                int x = i % SIDE;
                int y = i / SIDE;
                if (x == 0 || y == 0 || x == SIDE - 1 || y == SIDE - 1) {
                    squares += (plane[i] - 0.5) * (plane[i] - 0.5);
                    count++;
                }
            }
        }
        assertThat(squares / count).isCloseTo(0.01, within(0.0012)); // 5 deviations: √(2 · 3.8 / 12,768) = 0.024
    }

    @Test
    void equalNoiseIsTheSameInAllChannelsAndThatOfAGrayPicture() {
        for (double smoothing : new double[] {0, 0.8}) {
            Image colour = noise(new NoiseField(Channels.EQUAL, smoothing), 3, 5);
            Image gray = noise(new NoiseField(Channels.EQUAL, smoothing), 1, 5);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(colour.plane(channel)).isEqualTo(gray.plane(0));
            }
            Image independent = noise(new NoiseField(Channels.INDEPENDENT, smoothing), 3, 5);
            assertThat(independent.plane(0)).isEqualTo(gray.plane(0));
            assertThat(independent.plane(1)).isNotEqualTo(gray.plane(0));
        }
    }

    /// On a colour, too: what is added is equal, not what comes out.
    @Test
    void equalNoiseIsAddedToEachChannelsOwnSample() {
        Image colour = Image.of(2, 1, new float[] {0.25f, 0.25f}, new float[] {0.5f, 0.5f}, new float[] {0.75f, 0.75f});
        Image noisy = new GaussianNoise(25, new NoiseField(Channels.EQUAL, 0)).apply(colour, 1);
        for (int i = 0; i < 2; i++) {
            float added = noisy.plane(0)[i] - 0.25f;
            assertThat(noisy.plane(1)[i] - 0.5f).isCloseTo(added, within(1e-7f));
            assertThat(noisy.plane(2)[i] - 0.75f).isCloseTo(added, within(1e-7f));
        }
    }

    /// By hand for s = 1: the filter reaches 3, k(0) is the reciprocal of √Σ exp(-j²), 0.7511; a field of 1
    /// by 1 is the sum of 7 × 7 white values.
    @Test
    void aSmoothedSampleIsTheWeightedSumOfWhiteOnes() {
        double[] white = new double[49];
        NormalValues.seeded(3).fill(white);
        double squares = 0;
        double sum = 0;
        for (int i = -3; i <= 3; i++) {
            squares += Math.exp(-i * i);
            for (int j = -3; j <= 3; j++) {
                sum += Math.exp(-(i * i + j * j) / 2.0) * white[(i + 3) * 7 + j + 3];
            }
        }
        Image noisy =
                new GaussianNoise(255, new NoiseField(Channels.INDEPENDENT, 1)).apply(Image.of(1, 1, new float[1]), 3);
        assertThat(noisy.plane(0)[0]).isCloseTo((float) (sum / squares), within(1e-6f));
    }

    @Test
    void aFilterIsUpToEightPixelsWide() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoiseField(Channels.EQUAL, 9))
                .withMessage("noise: smooth must be from 0 to 8.0 pixels, got 9.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new NoiseField(Channels.EQUAL, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new NoiseField(Channels.EQUAL, Double.NaN));
    }
}
