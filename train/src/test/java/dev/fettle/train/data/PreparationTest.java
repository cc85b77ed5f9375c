package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final BicubicDown HALF = new BicubicDown(2, Flavour.MIRROR_8BIT);

    private static Image photograph(int width, int height, int channels) {
        Random random = new Random(1);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextInt(256) / 255f;
            }
        }
        return Image.of(width, height, planes);
    }

    @Test
    void superResolutionSeesTheReductionOfTheCroppedPicture() {
        Image photograph = photograph(13, 10, 3);
        Pair pair = new Preparation(HALF, false, 3).trained("a.png", photograph);
        Image reduced = Bicubic.shrink(photograph.crop(0, 0, 12, 10), 2, Flavour.MIRROR_8BIT);
        assertThat(pair.scale()).isEqualTo(2);
        assertThat(pair.target().width()).isEqualTo(12);
        for (int i = 0; i < 30; i++) {
            assertThat(pair.input().sample(3 * i + 1)).isEqualTo(reduced.plane(1)[i]);
        }
    }

    @Test
    void aGrayPhotographBecomesThreeEqualChannels() {
        Pair pair = new Preparation(HALF, false, 3).trained("a.png", photograph(8, 8, 1));
        assertThat(pair.input().channels()).isEqualTo(3);
        assertThat(pair.input().sample(0)).isEqualTo(pair.input().sample(2));
    }

    /// Luma of BT.601 in studio range, of the reduced picture, enlarged without rounding.
    @Test
    void aNetworkFedEnlargedLumaGetsThat() {
        Image photograph = photograph(12, 10, 3);
        Example example = new Preparation(HALF, true, 1).measured("a.png", photograph);
        Image reduced = Bicubic.shrink(photograph, 2, Flavour.MIRROR_8BIT);
        float[] luma = new float[30];
        for (int i = 0; i < 30; i++) {
            luma[i] = (float)
                    ((16 + 65.481 * reduced.plane(0)[i] + 128.553 * reduced.plane(1)[i] + 24.966 * reduced.plane(2)[i])
                            / 255);
        }
        Image expected = Bicubic.enlarge(Image.of(6, 5, luma), 2, Flavour.MIRROR_UNROUNDED);
        assertThat(example.input().channels()).isEqualTo(1);
        assertThat(example.input().plane(0)).containsExactly(expected.plane(0), within(1e-6f));
        assertThat(example.target().plane(0)[0])
                .isCloseTo(
                        (float) ((16
                                        + 65.481 * photograph.plane(0)[0]
                                        + 128.553 * photograph.plane(1)[0]
                                        + 24.966 * photograph.plane(2)[0])
                                / 255),
                        within(1e-6f));
        assertThat(new Preparation(HALF, true, 1).trained("a.png", photograph).scale())
                .isEqualTo(1);
    }

    @Test
    void noiseIsFixedForMeasuringAndLeftToTheSamplerForTraining() {
        Preparation noisy = new Preparation(new GaussianNoise(25), false, 3);
        Image photograph = photograph(8, 8, 3);
        assertThat(noisy.noise()).isCloseTo(25 / 255.0, within(1e-12));
        assertThat(noisy.measured("a.png", photograph).input().plane(0))
                .isEqualTo(noisy.measured("a.png", photograph).input().plane(0));
        assertThat(noisy.measured("a.png", photograph).input().plane(0)).isNotEqualTo(photograph.plane(0));
        assertThat(noisy.trained("a.png", photograph).input().sample(0))
                .isEqualTo(photograph.plane(0)[0]);
    }

    @Test
    void jpegIsCodedOnceForAll() {
        Pair pair = new Preparation(new JpegCompression(10, Subsampling.HALF), false, 3)
                .trained("a.png", photograph(16, 16, 3));
        float worst = 0;
        for (int i = 0; i < 16 * 16 * 3; i++) {
            worst = Math.max(
                    worst, Math.abs(pair.input().sample(i) - pair.target().sample(i)));
        }
        assertThat(worst).isGreaterThan(0.1f);
    }

    @Test
    void otherNumbersOfChannelsAreRefused() {
        assertThatThrownBy(() -> new Preparation(HALF, false, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
