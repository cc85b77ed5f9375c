package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.JpegCoding;
import dev.fettle.image.Source;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `result = input + strength · (restored - input)`, whatever the picture.
class StrengthTest {
    private static final RestoreOptions ONE_THREAD = RestoreOptions.DEFAULTS.withThreads(1);

    private static Image picture(int width, int height, int channels) {
        Random random = new Random(5);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
        }
        float[] alpha = new float[width * height];
        for (int i = 0; i < alpha.length; i++) {
            alpha[i] = i % 3 / 2f;
        }
        return Image.of(width, height, planes).withAlpha(alpha).withSource(Source.NONE.withBitDepth(16));
    }

    private static Image restored(String model, RestoreOptions options, Image picture) {
        try (Restorer restorer = Restorer.open(model, options)) {
            return restorer.restore(picture);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"denoise", "deblock"})
    void aResultLiesBetweenTheInputAndTheWholeOne(String model) {
        for (int channels : new int[] {1, 3}) {
            Image picture = picture(23, 17, channels);
            Image whole = restored(model, ONE_THREAD, picture);
            Image some = restored(model, ONE_THREAD.withStrength(0.25), picture);
            for (int channel = 0; channel < channels; channel++) {
                for (int i = 0; i < 23 * 17; i++) {
                    float from = picture.plane(channel)[i];
                    float to = whole.plane(channel)[i];
                    assertThat(some.plane(channel)[i]).isEqualTo(from + 0.25f * (to - from));
                }
            }
            assertThat(some.alpha()).contains(picture.alpha().orElseThrow());
            assertThat(some.source().bitDepth()).isEqualTo(16);
        }
    }

    @Test
    void noStrengthLeavesTheSamplesAsTheyAreAndSaysSo() {
        Image picture = picture(9, 5, 3);
        Image result = restored("denoise", ONE_THREAD.withStrength(0), picture);
        assertThat(result.hasSamplesOf(picture)).isTrue();
        assertThat(result.source().remarks())
                .anySatisfy(remark -> assertThat(remark.text()).contains("strength 0", "stays as it is"));
    }

    @Test
    void allStrengthIsTheResultBitByBit() {
        Image picture = picture(9, 5, 3);
        assertThat(restored("deblock", ONE_THREAD.withStrength(1), picture)
                        .hasSamplesOf(restored("deblock", ONE_THREAD, picture)))
                .isTrue();
    }

    @Test
    void aSelfEnsembleAndTilesAreBlendedLikeAnyResult() {
        PreparedModel model = Tiny.DEBLOCK;
        Image picture = picture(2000, 4, 1);
        long whole;
        try (Restorer restorer = model.restorer(ONE_THREAD)) {
            whole = restorer.footprint(2000, 4).bufferBytes();
        }
        RestoreOptions options = ONE_THREAD.withSelfEnsemble(true).withMemoryBytes(whole * 3 / 4);
        try (Restorer full = model.restorer(options);
                Restorer half = model.restorer(options.withStrength(0.5))) {
            assertThat(full.footprint(2000, 4).tiles()).isGreaterThan(1);
            float[] to = full.restore(picture).plane(0);
            float[] some = half.restore(picture).plane(0);
            for (int i = 0; i < to.length; i++) {
                float from = picture.plane(0)[i];
                assertThat(some[i]).isEqualTo(from + 0.5f * (to[i] - from));
            }
        }
    }

    /// At quality 80 the bundled model keeps 0.56 of its change.
    @Test
    void strengthComesOnTopOfWhatTheQualityOfAJpegAllows() {
        Image plain = picture(9, 5, 3);
        Image jpeg = plain.withSource(Source.NONE.withJpeg(new JpegCoding(80, 2, 2)));
        Image whole = restored("deblock", ONE_THREAD.withFullStrength(true), jpeg);
        Image half = restored("deblock", ONE_THREAD.withStrength(0.5), jpeg);
        float kept = (half.plane(1)[7] - plain.plane(1)[7]) / (whole.plane(1)[7] - plain.plane(1)[7]);
        assertThat(kept).isBetween(0.27f, 0.29f);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void beyondNoneAndAllThereIsNothing(double strength) {
        assertThatThrownBy(() -> ONE_THREAD.withStrength(strength))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strength must be 0 to 1");
    }

    @Test
    void anEnlargedPictureIsNoBlendWithItsInput() {
        assertThatThrownBy(() -> Restorer.open("sr-x2", ONE_THREAD.withStrength(0.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model 'sr-x2' is for sr");
    }
}
