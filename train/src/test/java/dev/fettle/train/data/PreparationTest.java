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
import dev.fettle.train.data.DegradationModel.Jpeg;
import dev.fettle.train.data.DegradationModel.Noise;
import dev.fettle.train.data.DegradationModel.Reduction;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final Reduction HALF = new Reduction(new BicubicDown(2, Flavour.MIRROR_8BIT));

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
        assertThat(pair.targets()).containsOnlyKeys(2);
        assertThat(pair.targets().get(2).width()).isEqualTo(12);
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
        Example example =
                new Preparation(HALF, true, 1).measured("a.png", photograph).getFirst();
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
        Pair pair = new Preparation(HALF, true, 1).trained("a.png", photograph);
        assertThat(pair.enlargement()).isEqualTo(2);
        assertThat(pair.targets()).containsOnlyKeys(2);
    }

    @Test
    void noiseIsFixedByTheFilesNameForMeasuringAndLeftToTheSamplerForTraining() {
        Preparation blind = new Preparation(new Noise(new NoiseLevels(0, 55)), false, 3);
        Image photograph = photograph(40, 40, 3);
        List<Example> measured = blind.measured("a.png", photograph);
        List<Double> levels = measured.stream().map(PreparationTest::deviation).toList();
        assertThat(levels.get(0)).isCloseTo(15, within(0.7)); // 4 deviations of the estimate
        assertThat(levels.get(1)).isCloseTo(25, within(1.1));
        assertThat(levels.get(2)).isCloseTo(50, within(2.1));
        assertThat(levels).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(blind.measured("a.png", photograph).get(i).input().plane(2))
                    .isEqualTo(measured.get(i).input().plane(2));
            assertThat(blind.measured("b.png", photograph).get(i).input().plane(2))
                    .isNotEqualTo(measured.get(i).input().plane(2));
        }
        Pair trained = blind.trained("a.png", photograph);
        for (int i = 0; i < 40 * 40 * 3; i++) {
            assertThat(trained.input().sample(i)).isEqualTo(photograph.plane(i % 3)[i / 3]);
            assertThat(trained.targets().get(1).sample(i)).isEqualTo(photograph.plane(i % 3)[i / 3]);
        }
    }

    /// On the 0..255 scale.
    private static double deviation(Example example) {
        double squares = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < example.input().plane(channel).length; i++) {
                double error =
                        example.input().plane(channel)[i] - example.target().plane(channel)[i];
                squares += error * error / (3.0 * example.input().plane(channel).length);
            }
        }
        return 255 * Math.sqrt(squares);
    }

    /// Gray in three equal channels, the original, too; beside what is measured without a mixture.
    @Test
    void ofAMixtureGrayExamplesAreMeasured() {
        Mixture mixture = new Mixture(
                0.2,
                0,
                0,
                0,
                0,
                new JpegQualities(60, 98),
                0,
                new JpegQualities(10, 95),
                0,
                0,
                new JpegQualities(85, 99));
        Image photograph = photograph(24, 16, 3);
        List<Example> measured =
                new Preparation(new Noise(new NoiseLevels(0, 55), mixture), false, 3).measured("a.png", photograph);
        List<Example> plain =
                new Preparation(new Noise(new NoiseLevels(0, 55)), false, 3).measured("a.png", photograph);
        assertThat(measured).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(measured.get(i).input().plane(1))
                    .isEqualTo(plain.get(i).input().plane(1));
        }
        for (Image gray : List.of(measured.get(3).input(), measured.get(3).target())) {
            assertThat(gray.plane(1)).isEqualTo(gray.plane(0));
            assertThat(gray.plane(2)).isEqualTo(gray.plane(0));
        }
    }

    @Test
    void aRangeIsMeasuredAtTheCustomaryLevelsInItOrItsMiddle() {
        assertThat(new NoiseLevels(0, 55).measured())
                .extracting(GaussianNoise::sigma255)
                .containsExactly(15.0, 25.0, 50.0);
        assertThat(new NoiseLevels(20, 30).measured())
                .extracting(GaussianNoise::sigma255)
                .containsExactly(25.0);
        assertThat(new NoiseLevels(1, 4).measured())
                .extracting(GaussianNoise::sigma255)
                .containsExactly(2.5);
        assertThat(NoiseLevels.of(7).measured())
                .extracting(GaussianNoise::sigma255)
                .containsExactly(7.0);
        assertThat(new JpegQualities(1, 100).measured())
                .extracting(JpegCompression::quality)
                .containsExactly(10, 20, 30, 40);
        assertThat(new JpegQualities(60, 90).measured())
                .extracting(JpegCompression::quality)
                .containsExactly(75);
        assertThat(JpegQualities.of(35).measured())
                .extracting(JpegCompression::quality)
                .containsExactly(35);
    }

    @Test
    void jpegIsCodedAtEachQualityForMeasuringAndLeftToTheSamplerForTraining() {
        Preparation blind = new Preparation(new Jpeg(new JpegQualities(5, 95)), false, 3);
        Image photograph = photograph(16, 16, 3);
        List<Example> measured = blind.measured("a.png", photograph);
        assertThat(measured).hasSize(4);
        for (int i = 0; i < 4; i++) {
            Image coded = new JpegCompression(10 * (i + 1), Subsampling.HALF).apply(photograph, 0);
            assertThat(measured.get(i).input().plane(1)).isEqualTo(coded.plane(1));
            assertThat(measured.get(i).target().plane(1)).isEqualTo(photograph.plane(1));
        }
        assertThat(blind.trained("a.png", photograph).input().sample(5))
                .isEqualTo(photograph.plane(2)[1]);
    }

    /// Red alone: 0.2989 · 255 = 76.2 by rgb2gray, 16 + 65.481 = 81.5 as luma in studio range; both as 8-bit
    /// files.
    @Test
    void networksOfOneChannelSeeGrayForNoiseAndLumaForJpeg() {
        float[] white = new float[64];
        Arrays.fill(white, 1);
        Image red = Image.of(8, 8, white, new float[64], new float[64]);
        Preparation noise = new Preparation(new Noise(NoiseLevels.of(25)), false, 1);
        Preparation jpeg = new Preparation(new Jpeg(JpegQualities.of(40)), false, 1);
        assertThat(noise.trained("a.png", red).targets().get(1).sample(9)).isEqualTo(76 / 255f);
        assertThat(noise.measured("a.png", red).getFirst().target().plane(0)[9]).isEqualTo(76 / 255f);
        assertThat(jpeg.trained("a.png", red).targets().get(1).sample(9)).isEqualTo(81 / 255f);
        assertThat(jpeg.measured("a.png", red).getFirst().target().plane(0)[9]).isEqualTo(81 / 255f);
        assertThat(jpeg.trained("a.png", red).targets().get(1).channels()).isEqualTo(1);
    }

    @Test
    void otherNumbersOfChannelsAreRefused() {
        assertThatThrownBy(() -> new Preparation(HALF, false, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    /// Originals at smaller scales are reduced from the photograph itself, by the filter that makes the input.
    @Test
    void originalsAtSmallerScalesAreReducedByTheSameFilter() {
        Image photograph = photograph(37, 45, 3);
        Flavour flavour = Flavour.MIRROR_8BIT;
        Preparation preparation =
                new Preparation(new Reduction(new BicubicDown(4, flavour)), false, 3, new TreeSet<>(Set.of(1, 2)));
        Pair pair = preparation.trained("a.png", photograph);
        assertThat(pair.targets()).containsOnlyKeys(1, 2, 4);
        assertThat(pair.target(1)).isSameAs(pair.input());
        Image half = new BicubicDown(2, flavour).apply(new BicubicDown(4, flavour).reference(photograph), 0);
        Bitmap expected = Bitmap.eightBits(half);
        for (int i = 0; i < 3 * half.width() * half.height(); i++) {
            assertThat(pair.target(2).sample(i)).isEqualTo(expected.sample(i));
        }
    }

    /// What a network that is fed enlarged pictures was made of is an original like others.
    @Test
    void whatWasEnlargedIsAnOriginal() {
        Image photograph = photograph(16, 12, 3);
        Reduction half = new Reduction(new BicubicDown(2, Flavour.MIRROR_8BIT));
        Pair enlarged = new Preparation(half, true, 3, new TreeSet<>(Set.of(1))).trained("a.png", photograph);
        Pair plain = new Preparation(half, false, 3).trained("a.png", photograph);
        assertThat(enlarged.enlargement()).isEqualTo(2);
        assertThat(enlarged.input().width()).isEqualTo(16);
        assertThat(enlarged.targets()).containsOnlyKeys(1, 2);
        for (int i = 0; i < 3 * 8 * 6; i++) {
            assertThat(enlarged.target(1).sample(i)).isEqualTo(plain.input().sample(i));
        }
    }
}
