package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PoissonNoiseTest {
    private static final int SIDE = 300;

    private static float[] noisy(PoissonNoise noise, float level) {
        float[] plane = new float[SIDE * SIDE];
        Arrays.fill(plane, level);
        return noise.apply(Image.of(SIDE, SIDE, plane), 4).plane(0);
    }

    /// a·x + b at black, in between and at white; an estimate over 90,000 samples has a relative deviation
    /// of √(2/90,000), 0.0047.
    @Test
    void theVarianceGrowsWithLight() {
        PoissonNoise noise = new PoissonNoise(0.02, 0.001);
        for (float level : new float[] {0, 0.1f, 0.5f, 0.9f, 1}) {
            double sum = 0;
            double squares = 0;
            for (float sample : noisy(noise, level)) {
                sum += sample - level;
                squares += (sample - level) * (sample - level);
            }
            double variance = 0.02 * level + 0.001;
            assertThat(squares / (SIDE * SIDE)).as("at %s", level).isCloseTo(variance, within(0.025 * variance));
            assertThat(sum / (SIDE * SIDE)).isCloseTo(0, within(5 * Math.sqrt(variance) / SIDE));
        }
    }

    /// σ is that of a middle gray, whatever share of its variance comes from photons.
    @Test
    void aMiddleGrayHasTheNamedDeviation() {
        double variance = Math.pow(25 / 255.0, 2);
        for (double share : new double[] {0, 0.3, 1}) {
            PoissonNoise noise = PoissonNoise.ofMiddle(25, share, NoiseField.WHITE);
            assertThat(noise.a() / 2 + noise.b()).isCloseTo(variance, within(1e-12));
            assertThat(noise.b()).isCloseTo((1 - share) * variance, within(1e-12));
        }
    }

    @Test
    void withoutPhotonsItIsGaussianNoise() {
        PoissonNoise flat = PoissonNoise.ofMiddle(25, 0, NoiseField.WHITE);
        Image gray = Image.of(2, 2, new float[] {0, 0.3f, 0.6f, 1});
        assertThat(flat.apply(gray, 9).plane(0))
                .containsExactly(new GaussianNoise(25).apply(gray, 9).plane(0), within(1e-6f));
    }

    /// Written again with the documented generator: x + √(a x + b) g.
    @Test
    void itIsTheDocumentedGeneratorsForEver() {
        Random random = new Random(42);
        float[] levels = {0, 0.25f, 1};
        float[] expected = new float[3];
        for (int i = 0; i < 3; i++) {
            expected[i] = (float) (levels[i] + Math.sqrt(0.04 * levels[i] + 0.0025) * random.nextGaussian());
        }
        assertThat(new PoissonNoise(0.04, 0.0025)
                        .apply(Image.of(3, 1, levels), 42)
                        .plane(0))
                .containsExactly(expected);
    }

    /// After other noise a sample may be below black, where there is no variance to have.
    @Test
    void belowBlackNothingIsAdded() {
        float[] below = {-0.5f, -0.1f};
        assertThat(new PoissonNoise(0.1, 0.001).apply(Image.of(2, 1, below), 1).plane(0))
                .containsExactly(below);
    }

    @Test
    void theNumbersAreFromZeroToOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoissonNoise(2, 0))
                .withMessage("poisson: a and b must be from 0 to 1, since white is 1; got 2.0 and 0.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new PoissonNoise(0, -0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PoissonNoise(Double.NaN, 0));
    }
}
