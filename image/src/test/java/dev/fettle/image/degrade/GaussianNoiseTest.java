package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import org.junit.jupiter.api.Test;

class GaussianNoiseTest {
    /// The generator of java.util.Random's documentation, written again in Python; seed 42.
    @Test
    void noiseIsTheDocumentedGeneratorsForEver() {
        float[] half = {0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f};

        float[] noisy = new GaussianNoise(25.5).apply(Image.of(3, 2, half), 42).plane(0);

        assertThat(noisy)
                .containsExactly(
                        new float[] {
                            0.5f + 0.1141905315f,
                            0.5f + 0.0919407949f,
                            0.5f - 0.0949866637f,
                            0.5f - 0.1106990286f,
                            0.5f + 0.0280977638f,
                            0.5f + 0.0684622796f
                        },
                        within(1e-7f));
    }

    @Test
    void noiseHasTheWantedMeanAndDeviationAndIsNotClipped() {
        int size = 256;
        Image black = Image.of(size, size, new float[size * size], new float[size * size], new float[size * size]);

        Image noisy = new GaussianNoise(50).apply(black, Degradation.seedOf("black.png"));

        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            double squares = 0;
            for (float sample : noisy.plane(channel)) {
                sum += sample * 255.0;
                squares += sample * 255.0 * sample * 255.0;
            }
            int count = size * size;
            // five standard errors of mean and deviation
            assertThat(sum / count).isCloseTo(0, within(5 * 50 / Math.sqrt(count)));
            assertThat(Math.sqrt(squares / count)).isCloseTo(50, within(5 * 50 / Math.sqrt(2.0 * count)));
        }
        assertThat(noisy.plane(0)).isNotEqualTo(noisy.plane(1));
    }

    @Test
    void anotherSeedIsOtherNoise() {
        Image gray = Image.of(2, 2, new float[4]);

        assertThat(new GaussianNoise(15).apply(gray, 1).plane(0))
                .isNotEqualTo(new GaussianNoise(15).apply(gray, 2).plane(0));
    }

    @Test
    void noNoiseChangesNothing() {
        float[] plane = {0.1f, 0.9f};

        assertThat(new GaussianNoise(0).apply(Image.of(2, 1, plane), 3).plane(0))
                .containsExactly(plane);
    }

    @Test
    void sigmaIsOnTheScaleOf255() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GaussianNoise(-1))
                .withMessage("noise: sigma must be 0 to 255, got -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new GaussianNoise(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new GaussianNoise(256));
    }
}
