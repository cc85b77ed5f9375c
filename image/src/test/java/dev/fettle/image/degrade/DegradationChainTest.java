package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.degrade.JpegCompression.Shift;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DegradationChainTest {
    private static final JpegCompression JPEG = new JpegCompression(60, Subsampling.HALF);

    private static Image colour() {
        Random random = new Random(1);
        float[][] planes = new float[3][40 * 30];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (60 + i % 40 * 3 + random.nextInt(40)) / 255f;
            }
        }
        return Image.of(40, 30, planes);
    }

    @Test
    void eachStepIsDoneToWhatTheOneBeforeLeft() {
        Image noisy = new GaussianNoise(15).apply(colour(), 3);
        Image stored = DegradationChain.of(new GaussianNoise(15), JPEG).apply(colour(), 3);
        assertThat(stored.hasSamplesOf(JPEG.apply(noisy, 0))).isTrue();
        assertThat(stored.source().jpeg()).isPresent();
        assertThat(DegradationChain.of(JPEG, new GaussianNoise(1))
                        .apply(colour(), 3)
                        .source()
                        .jpeg())
                .isEmpty();
    }

    /// On a slope, quality 8 leaves edges between its blocks alone: those of the first JPEG outlast a
    /// second, better one.
    @Test
    void theGridOfTheFirstJpegIsSeenBehindTheSecond() {
        float[] slope = new float[96 * 96];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (38 + 1.75f * (i % 96)) / 255;
        }
        Degradation twice = DegradationChain.of(new JpegCompression(8, Subsampling.HALF, new Shift(4, 4)), JPEG);
        float[] plane = twice.apply(Image.of(96, 96, slope), 0).plane(0);
        double[] steps = new double[8];
        for (int x = 17; x < 80; x++) {
            steps[x % 8] += Math.abs(plane[48 * 96 + x] - plane[48 * 96 + x - 1]);
        }
        for (int phase = 0; phase < 8; phase++) {
            if (phase != 4) {
                assertThat(steps[4]).as("phase %d", phase).isGreaterThan(1.5 * steps[phase]);
            }
        }
    }

    @Test
    void theReferenceIsGrayOrSmallerWhereThePictureIs() {
        Degradation gray = DegradationChain.of(new Gray(), new GaussianNoise(25));
        Image reference = gray.reference(colour());
        assertThat(reference.colour()).isEqualTo(Colour.GRAY);
        assertThat(gray.apply(colour(), 2).plane(0))
                .containsExactly(new GaussianNoise(25).apply(reference, 2).plane(0));
        // 0.299 R + 0.587 G + 0.114 B, rounded to 8 bits
        Image colour = colour();
        long expected = Math.round(
                255 * (0.299 * colour.plane(0)[77] + 0.587 * colour.plane(1)[77] + 0.114 * colour.plane(2)[77]));
        assertThat(Math.round(255 * reference.plane(0)[77])).isEqualTo((int) expected);

        Degradation smaller = DegradationChain.of(JPEG, new Downsizing(2), JPEG);
        Image half = Bicubic.resize(colour, 20, 15, Flavour.MIRROR_8BIT);
        assertThat(smaller.reference(colour).hasSamplesOf(half)).isTrue();
        assertThat(smaller.apply(colour, 0).width()).isEqualTo(20);
    }

    @Test
    void grayPicturesStayAsTheyAre() {
        Image deep = Image.of(2, 1, new float[] {0.1234567f, 0.7654321f});
        assertThat(new Gray().apply(deep, 0)).isSameAs(deep);
        assertThat(new Gray().reference(deep)).isSameAs(deep);
    }

    @Test
    void aPictureIsNeverReducedToNothing() {
        Image line = Image.of(3, 1, new float[3]);
        assertThat(new Downsizing(8).apply(line, 0).height()).isEqualTo(1);
        assertThat(new Downsizing(1.5).apply(line, 0).width()).isEqualTo(2);
        for (double factor : new double[] {1, 0, -2, 9, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Downsizing(factor))
                    .withMessageStartingWith("reduce: the factor must be above 1 and at most 8, got ");
        }
    }

    @Test
    void theFirstThingThatSpoilsSaysWhatUndoesIt() {
        assertThat(DegradationChain.of(new Gray(), new GaussianNoise(5), JPEG).task())
                .contains(Task.DENOISE);
        assertThat(DegradationChain.of(JPEG, new Downsizing(2), JPEG).task()).contains(Task.DEBLOCK);
        assertThat(DegradationChain.of(new Gray(), new Downsizing(2)).task()).isEqualTo(Optional.empty());
        assertThat(new BicubicDown(2, Flavour.MIRROR_8BIT).task()).contains(Task.SR);
    }

    @Test
    void chainsAreFlatAndHaveTwoStepsAtLeast() {
        Degradation inner = DegradationChain.of(new Gray(), new GaussianNoise(5));
        assertThat(DegradationChain.of(inner, JPEG))
                .isEqualTo(new DegradationChain(List.of(new Gray(), new GaussianNoise(5), JPEG)));
        assertThat(DegradationChain.of(JPEG)).isEqualTo(JPEG);
        assertThat(((DegradationChain) DegradationChain.of(inner, JPEG)).withoutLast())
                .isEqualTo(inner);
        assertThatIllegalArgumentException()
                .isThrownBy(DegradationChain::of)
                .withMessageContaining("at least two steps, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DegradationChain.of(new BicubicDown(2, Flavour.MIRROR_8BIT), JPEG))
                .withMessage("degradation: 'bicubic x2 mirror-8bit' is no step of a chain");
    }
}
