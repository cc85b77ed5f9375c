package dev.fettle.image.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Check;
import dev.fettle.image.Image;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Noise of a known deviation comes out again.
class NoiseTest {
    /// Slopes, with a checkered half that no estimate should look at.
    private static Image picture(int side, int channels) {
        float[][] planes = new float[channels][side * side];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                int x = i % side;
                int y = i / side;
                float slope = 0.3f + 0.4f * x / side;
                plane[i] = y < side / 2 ? slope : (x / 3 + y / 3) % 2 == 0 ? 0.2f : 0.8f;
            }
        }
        return Image.of(side, side, planes);
    }

    private static Noise noise(Image picture) {
        return Noise.of(picture, Check.NONE).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {3, 10, 25, 40})
    void whiteNoiseOfAColourPictureDiffersFromChannelToChannel(double sigma) {
        for (int seed = 0; seed < 5; seed++) {
            Noise found = noise(new GaussianNoise(sigma).apply(picture(256, 3), seed));
            assertThat(found.apart()).as("seed %d", seed).isCloseTo(sigma, within(0.08 * sigma));
            assertThat(found.channels())
                    .hasSize(3)
                    .allSatisfy(channel -> assertThat(channel).isCloseTo(sigma, within(0.15 * sigma)));
            assertThat(found.spread()).isCloseTo(1, within(0.25));
            assertThat(found.isColour()).isTrue();
            assertThat(found.isSmoothed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {3, 10, 25, 40})
    void noiseOfAGrayPictureIsAlikeInAllChannelsHoweverItIsStored(double sigma) {
        for (int seed = 0; seed < 5; seed++) {
            Image gray = new GaussianNoise(sigma).apply(picture(256, 1), seed);
            Noise found = noise(gray);
            assertThat(found.common()).as("seed %d", seed).isCloseTo(sigma, within(0.1 * sigma));
            assertThat(found.apart()).isZero();
            assertThat(noise(gray.coloured()).common()).isCloseTo(found.common(), within(1e-3));
            assertThat(noise(gray.coloured()).isColour()).isFalse();
        }
    }

    @Test
    void enlargingMakesNeighboursAlike() {
        Image large = new GaussianNoise(30).apply(picture(256, 3), 1);
        Image enlarged = Bicubic.enlarge(large, 2, Flavour.MIRROR_UNROUNDED);
        assertThat(noise(enlarged).isSmoothed()).isTrue();
    }

    @Test
    void aCleanPictureHasHardlyAny() {
        assertThat(noise(picture(256, 3).quantised()).sigma255()).isLessThan(0.6);
    }

    @Test
    void whitePaperAroundTextTellsThatThereIsNone() {
        float[] page = new float[320 * 320];
        Arrays.fill(page, 1);
        for (int i = 0; i < page.length; i++) {
            int y = i / 320;
            if (y > 100 && y < 140 && (i * 7919 + y * 104729) % 5 == 0) {
                page[i] = 0;
            }
        }
        assertThat(noise(Image.of(320, 320, page)).sigma255()).isZero();
    }

    @Test
    void noiseThatIsClippedAtBlackIsStillFound() {
        Image dark = Image.of(128, 128, new float[128 * 128]);
        assertThat(noise(new GaussianNoise(30).apply(dark, 1).quantised()).sigma255())
                .isGreaterThan(5);
    }

    @Test
    void transparentPixelsAreNotLookedAt() {
        Image noisy = new GaussianNoise(25).apply(picture(128, 3), 1);
        float[] alpha = new float[128 * 128];
        assertThat(Noise.of(noisy.withAlpha(alpha), Check.NONE)).isEmpty();
        Arrays.fill(alpha, 64 * 128, alpha.length, 1); // the checkered half
        assertThat(noise(noisy.withAlpha(alpha)).blocks())
                .isLessThan(noise(noisy).blocks() + 1);
    }

    @Test
    void tooSmallAPictureTellsNothing() {
        assertThat(Noise.of(Image.of(1, 1, new float[1]), Check.NONE)).isEmpty();
        assertThat(Noise.of(Image.of(17, 500, new float[17 * 500]), Check.NONE)).isEmpty();
        assertThat(Noise.of(Image.of(18, 18, new float[18 * 18]), Check.NONE)).isPresent();
    }
}
