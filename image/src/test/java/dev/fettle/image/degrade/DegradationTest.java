package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Source;
import dev.fettle.image.degrade.JpegCompression.Shift;
import dev.fettle.image.degrade.NoiseField.Channels;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every degradation promises.
class DegradationTest {
    static Stream<Degradation> all() {
        return Stream.of(
                new BicubicDown(2, Flavour.MIRROR_8BIT),
                new BicubicDown(3, Flavour.MIRROR_UNROUNDED),
                new GaussianNoise(25),
                new JpegCompression(10, Subsampling.FULL),
                new JpegCompression(40, Subsampling.HALF),
                new GaussianNoise(15, new NoiseField(Channels.EQUAL, 0.8)),
                new PoissonNoise(0.02, 0.001),
                new JpegCompression(30, Subsampling.FULL, new Shift(4, 11)),
                DegradationChain.of(new GaussianNoise(15), new JpegCompression(90, Subsampling.HALF)),
                DegradationChain.of(
                        new JpegCompression(30, Subsampling.HALF, new Shift(4, 4)),
                        new Downsizing(1.5),
                        new JpegCompression(60, Subsampling.HALF)));
    }

    private static Image noise(int channels) {
        Random random = new Random(9);
        float[][] planes = new float[channels][23 * 19];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextInt(256) / 255f;
            }
        }
        return Image.of(23, 19, planes).withSource(Source.NONE.withIccProfile(new byte[] {1, 2}));
    }

    @ParameterizedTest
    @MethodSource("all")
    void samePictureAndSeedGiveTheSameSamples(Degradation degradation) {
        Image reference = degradation.reference(noise(3));

        Image once = degradation.apply(reference, 5);
        Image again = degradation.apply(degradation.reference(noise(3)), 5);

        for (int channel = 0; channel < 3; channel++) {
            assertThat(once.plane(channel)).isEqualTo(again.plane(channel)).isNotEqualTo(reference.plane(channel));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void grayStaysGrayAndAlphaAndProfileAreKept(Degradation degradation) {
        float[] alpha = new float[23 * 19];
        Arrays.fill(alpha, 1);
        Image reference = degradation.reference(noise(1).withAlpha(alpha));

        Image degraded = degradation.apply(reference, 5);

        assertThat(degraded.colour()).isEqualTo(Colour.GRAY);
        assertThat(degraded.alpha())
                .hasValueSatisfying(plane -> assertThat(plane).containsOnly(1));
        assertThat(degraded.source().iccProfile()).hasValue(new byte[] {1, 2});
    }

    @ParameterizedTest
    @MethodSource("all")
    void theOriginalIsNotTouched(Degradation degradation) {
        Image original = noise(3);

        degradation.apply(degradation.reference(original), 5);

        assertThat(original.plane(0)).isEqualTo(noise(3).plane(0));
    }

    @Test
    void labelsSayWhatIsDone() {
        assertThat(all().map(Degradation::label))
                .containsExactly(
                        "bicubic x2 mirror-8bit",
                        "bicubic x3 mirror-unrounded",
                        "noise sigma=25.0",
                        "jpeg quality=10 4:4:4",
                        "jpeg quality=40 4:2:0",
                        "noise sigma=15.0 equal smooth=0.8",
                        "poisson a=0.02 b=0.001",
                        "jpeg quality=30 4:4:4 shift=4,11",
                        "noise sigma=15.0 then jpeg quality=90 4:2:0",
                        "jpeg quality=30 4:2:0 shift=4,4 then reduce factor=1.5 then jpeg quality=60 4:2:0");
    }

    @Test
    void theSeedIsTheBeginningOfTheNamesSha256() {
        // printf baby.png | sha256sum → 6592bf3ed5fb3652…
        assertThat(Degradation.seedOf("baby.png")).isEqualTo(7319122621029365330L);
        assertThat(Degradation.seedOf("")).isEqualTo(0xe3b0c44298fc1c14L);
    }
}
