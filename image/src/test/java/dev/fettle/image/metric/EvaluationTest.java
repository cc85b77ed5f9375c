package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvaluationTest {
    private static final Offset<Double> ROUNDING = within(1e-9);

    private static Image noise(int width, int height, int channels, long seed) {
        Random random = new Random(seed);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextInt(256) / 255f;
            }
        }
        return Image.of(width, height, planes);
    }

    private static Image brighter(Image image, float amount) {
        float[][] planes = new float[image.channels()][];
        for (int channel = 0; channel < planes.length; channel++) {
            planes[channel] = image.plane(channel).clone();
            for (int i = 0; i < planes[channel].length; i++) {
                planes[channel][i] += amount;
            }
        }
        return Image.of(image.width(), image.height(), planes);
    }

    private static Image dark(int channels) {
        float[][] planes = new float[channels][16 * 16];
        return Image.of(16, 16, planes);
    }

    private static double psnr(Protocol protocol, int border, Image reference, Image restored) {
        return new Evaluation(protocol, border)
                .measure(reference, restored)
                .psnr()
                .value();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void equalPicturesHaveInfinitePsnrAndSsimOne(Protocol protocol) {
        Image image = noise(16, 16, 1, 1);

        Scores scores = new Evaluation(protocol, 2).measure(image, image);

        assertThat(scores.psnr().value()).isInfinite();
        assertThat(scores.ssim().value()).isCloseTo(1, within(1e-12));
        assertThat(scores.psnr().stamp()).isEqualTo(new Stamp(Metric.PSNR, protocol, 2));
        assertThat(scores.ssim().stamp()).isEqualTo(new Stamp(Metric.SSIM, protocol, 2));
        assertThat(scores.psnrB().stamp()).isEqualTo(new Stamp(Metric.PSNR_B, protocol, 2));
    }

    @Test
    void anErrorOfTenLevelsIsMeasuredOnTheRangeOfThePlane() {
        double tenLevels = 20 * Math.log10(255 / 10.0);
        float ten = 10 / 255f;

        assertThat(psnr(Protocol.RGB, 0, dark(3), brighter(dark(3), ten))).isCloseTo(tenLevels, ROUNDING);
        assertThat(psnr(Protocol.Y, 0, dark(1), brighter(dark(1), ten)))
                .as("gray is measured on 0..255")
                .isCloseTo(tenLevels, ROUNDING);
        assertThat(psnr(Protocol.Y, 0, dark(3), brighter(dark(3), ten)))
                .as("luma of colour is 219/255 as wide")
                .isCloseTo(tenLevels + 20 * Math.log10(255 / 219.0), ROUNDING);
        assertThat(psnr(Protocol.Y_ROUNDED, 0, dark(3), brighter(dark(3), ten)))
                .as("16 against round(24.588) = 25")
                .isCloseTo(20 * Math.log10(255 / 9.0), ROUNDING);
    }

    @Test
    void theErrorsOfThreeChannelsAreAveragedBeforeTheLogarithm() {
        float[] thirty = brighter(dark(1), 30 / 255f).plane(0);
        Image blue = Image.of(16, 16, new float[256], new float[256], thirty);

        assertThat(psnr(Protocol.RGB, 0, dark(3), blue)).isCloseTo(10 * Math.log10(255 * 255 / (900 / 3.0)), ROUNDING);
    }

    @Test
    void restoredPicturesAreClippedAndRoundedFirst() {
        Image reference = noise(16, 16, 3, 4);

        assertThat(psnr(Protocol.Y, 0, reference, brighter(reference, 0.4f / 255)))
                .isInfinite();
        assertThat(psnr(Protocol.Y, 0, brighter(dark(1), 1), brighter(dark(1), 7)))
                .isInfinite();
    }

    @Test
    void theBorderIsNotMeasured() {
        Image reference = noise(20, 20, 1, 5);
        Image spoilt = Image.of(20, 20, reference.plane(0).clone());
        spoilt.plane(0)[20 + 10] = 1 - spoilt.plane(0)[20 + 10];

        assertThat(psnr(Protocol.Y, 2, reference, spoilt)).isInfinite();
        assertThat(psnr(Protocol.Y, 1, reference, spoilt)).isFinite();
    }

    @Test
    void onlyPicturesOfOneColourCompare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evaluation(Protocol.Y, 0).measure(dark(1), dark(3)))
                .withMessage("evaluation: protocol 'y' wants a restored picture in GRAY, got RGB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Evaluation(Protocol.Y_DOUBLE, 0).measure(dark(3), dark(3)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Evaluation(Protocol.Y, -1));
    }

    @Test
    void theLumaOfARestoredPictureIsWhatYDoubleMeasures() {
        Image reference = noise(16, 16, 3, 6);

        assertThat(psnr(Protocol.Y_DOUBLE, 0, reference, Luma.picture(reference)))
                .isInfinite();
    }

    @Test
    void bicubicIsShrinkingAndEnlarging() {
        Image reference = noise(24, 18, 3, 7);
        Image restored = Bicubic.enlarge(Bicubic.shrink(reference, 2, Flavour.CLAMP_8BIT), 2, Flavour.CLAMP_8BIT);
        Evaluation evaluation = new Evaluation(Protocol.RGB, 2);

        assertThat(evaluation.bicubic(reference, 2, Flavour.CLAMP_8BIT))
                .isEqualTo(evaluation.measure(reference, restored));
    }

    @Test
    void yDoubleGoesBothWaysOnLumaInFloatingPoint() {
        Image reference = noise(24, 18, 3, 8);
        Image luma = Luma.picture(reference);
        Image restored =
                Bicubic.enlarge(Bicubic.shrink(luma, 3, Flavour.MIRROR_UNROUNDED), 3, Flavour.MIRROR_UNROUNDED);
        Evaluation evaluation = new Evaluation(Protocol.Y_DOUBLE, 3);

        assertThat(evaluation.bicubic(reference, 3, Flavour.MIRROR_8BIT).psnr().value())
                .isCloseTo(evaluation.measure(reference, restored).psnr().value(), within(0.01));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> evaluation.bicubic(noise(25, 18, 3, 8), 3, Flavour.MIRROR_8BIT));
    }
}
