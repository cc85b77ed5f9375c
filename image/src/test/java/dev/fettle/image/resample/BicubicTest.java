package dev.fettle.image.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.SharedData;
import dev.fettle.image.Source;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BicubicTest {
    /// Half of the last printed digit of MATLAB's results.
    private static final Offset<Double> PRINTED = within(5.1e-11);

    /// Rounding of the arithmetic alone.
    private static final Offset<Double> EXACT = within(1e-12);

    /// 0, 1, 2, … in row order, as in the published test of MATLAB's `imresize` (sanghyun-son/bicubic_pytorch,
    /// gen_test.m).
    private static Plane counting(int size) {
        return Plane.of(
                size, size, IntStream.range(0, size * size).asDoubleStream().toArray());
    }

    private static double[] matrix(String rows) {
        return Pattern.compile("\\s+")
                .splitAsStream(rows.strip())
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static Plane shrunk(int size, int width, int height) {
        return Bicubic.resize(counting(size), width, height, Border.MIRROR);
    }

    @Test
    void matlabHalvesWithAntialiasing() {
        assertThat(shrunk(8, 4, 4).samples()).containsExactly(matrix("""
                                 4.04296875  6.08203125  8.10546875 10.14453125
                                20.35546875 22.39453125 24.41796875 26.45703125
                                36.54296875 38.58203125 40.60546875 42.64453125
                                52.85546875 54.89453125 56.91796875 58.95703125
                                """), EXACT);
    }

    @Test
    void matlabQuartersWithAntialiasing() {
        assertThat(shrunk(8, 2, 2).samples())
                .containsExactly(new double[] {12.3837890625, 16.6318359375, 46.3681640625, 50.6162109375}, EXACT);
    }

    @Test
    void matlabShrinksEachDimensionByItsOwnScale() {
        assertThat(shrunk(8, 4, 3).samples()).containsExactly(matrix("""
                                 6.4725287733  8.5115912733 10.5350287733 12.5740912733
                                  28.44921875   30.48828125   32.51171875   34.55078125
                                50.4259087267 52.4649712267 54.4884087267 56.5274712267
                                """), PRINTED);
    }

    @Test
    void matlabShrinksWithoutAntialiasing() {
        assertThat(Bicubic.interpolate(counting(8), 4, 3, Border.MIRROR).samples())
                .containsExactly(matrix("""
                                 7.0115740741  9.0740740741 11.0740740741 13.1365740741
                                      28.4375          30.5          32.5       34.5625
                                49.8634259259 51.9259259259 53.9259259259 55.9884259259
                                """), PRINTED);
    }

    @Test
    void matlabShrinksByAFractionWithAntialiasing() {
        assertThat(shrunk(4, 3, 3).samples()).containsExactly(matrix("""
                                 0.7505518764  2.1004415011  3.4503311258
                                 6.1501103753           7.5  8.8498896247
                                11.5496688742 12.8995584989 14.2494481236
                                """), PRINTED);
    }

    @Test
    void matlabShrinksToAThirdWithAntialiasing() {
        assertThat(Arrays.copyOf(shrunk(15, 5, 5).samples(), 5))
                .containsExactly(
                        new double[] {14.41975309, 17.50617284, 20.51851852, 23.5308642, 26.61728395}, within(5.1e-9));
    }

    @Test
    void matlabEnlargesByAFraction() {
        Plane plane = Plane.of(4, 4, 100, 1, 0, 100, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        assertThat(Bicubic.interpolate(plane, 5, 5, Border.MIRROR).samples()).containsExactly(matrix("""
                                 108.685225  27.6970975 -12.4465625  26.8841925    109.2025
                                  35.471365    8.970789  -3.5895625    6.637437      26.961
                                 -0.6503125 -0.21221875  0.39453125 -1.60790625    -6.53125
                                  -0.768075    -0.18963   0.0459375           0           0
                                          0           0           0           0           0
                                """), EXACT);
    }

    @Test
    void antialiasingChangesNothingWhenEnlarging() {
        assertThat(Bicubic.resize(counting(4), 9, 5, Border.CLAMP).samples())
                .containsExactly(
                        Bicubic.interpolate(counting(4), 9, 5, Border.CLAMP).samples());
    }

    /// Tap by tap in two dimensions at once, straight from the definition; agrees with the separable passes up
    /// to rounding.
    @Test
    void bothBordersAgreeWithTheDefinitionInTwoDimensions() {
        for (Border border : Border.values()) {
            for (long seed = 0; seed < 3; seed++) {
                Plane plane =
                        Plane.of(7, 5, new Random(seed).doubles(35, 0, 255).toArray());
                double[] expected = new double[3 * 4];
                for (int y = 0; y < 4; y++) {
                    for (int x = 0; x < 3; x++) {
                        expected[y * 3 + x] = definition(plane, 3, 4, x, y, border);
                    }
                }
                assertThat(Bicubic.resize(plane, 3, 4, border).samples())
                        .as("border %s, seed %d", border, seed)
                        .containsExactly(expected, within(1e-11));
            }
        }
    }

    private static double definition(Plane plane, int width, int height, int x, int y, Border border) {
        double weightSum = 0;
        double sum = 0;
        for (int row = -40; row < 40; row++) {
            for (int column = -40; column < 40; column++) {
                double weight = stretched(
                                (x + 0.5) * plane.width() / width - 0.5 - column, (double) width / plane.width())
                        * stretched((y + 0.5) * plane.height() / height - 0.5 - row, (double) height / plane.height());
                weightSum += weight;
                sum += weight * plane.at(outside(column, plane.width(), border), outside(row, plane.height(), border));
            }
        }
        return sum / weightSum;
    }

    private static double stretched(double distance, double scale) {
        double r = Math.abs(distance * Math.min(1, scale));
        if (r >= 2) {
            return 0;
        }
        return r < 1 ? 1.5 * r * r * r - 2.5 * r * r + 1 : -0.5 * r * r * r + 2.5 * r * r - 4 * r + 2;
    }

    private static int outside(int index, int length, Border border) {
        int inside = index;
        while (inside < 0 || inside >= length) {
            inside = switch (border) {
                case CLAMP -> inside < 0 ? 0 : length - 1;
                case MIRROR -> inside < 0 ? -1 - inside : 2 * length - 1 - inside;
            };
        }
        return inside;
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aConstantPictureStaysConstant(Flavour flavour) {
        float[] plane = new float[63];
        Arrays.fill(plane, 200 / 255f);
        Image image = Image.of(9, 7, plane).withAlpha(plane);

        for (Image resized : new Image[] {
            Bicubic.resize(image, 4, 3, flavour),
            Bicubic.enlarge(image, 3, flavour),
            Bicubic.resize(image, 1, 1, flavour)
        }) {
            for (float sample : resized.plane(0)) {
                assertThat(sample).isCloseTo(200 / 255f, within(6e-8f));
            }
            assertThat(resized.alpha())
                    .hasValueSatisfying(alpha -> assertThat(alpha)
                            .hasSize(resized.width() * resized.height())
                            .containsOnly(resized.plane(0)[0]));
        }
    }

    @Test
    void theThreePublishedFlavoursDiffer() {
        Image image = noise(12, 12, 5);

        Image mirrored = Bicubic.shrink(image, 2, Flavour.MIRROR_8BIT);
        Image clamped = Bicubic.shrink(image, 2, Flavour.CLAMP_8BIT);
        Image once = Bicubic.shrink(image, 2, Flavour.MIRROR_DOUBLE);

        assertThat(mirrored.plane(0)).isNotEqualTo(clamped.plane(0)).isNotEqualTo(once.plane(0));
        assertThat(mirrored.crop(2, 2, 2, 2).plane(0))
                .as("borders reach four input samples inwards")
                .isEqualTo(clamped.crop(2, 2, 2, 2).plane(0));
        Image unrounded = Bicubic.shrink(image, 2, Flavour.MIRROR_UNROUNDED);
        assertThat(unrounded.quantised().plane(0)).isEqualTo(once.plane(0)).isNotEqualTo(unrounded.plane(0));
    }

    @Test
    void unroundedValuesLeaveTheRangeAndRoundedOnesDoNot() {
        float[] step = {0, 0, 0, 1, 1, 1};
        Image image = Image.of(6, 1, step).withAlpha(step);

        Image unrounded = Bicubic.enlarge(image, 2, Flavour.MIRROR_UNROUNDED);
        Image rounded = Bicubic.enlarge(image, 2, Flavour.MIRROR_DOUBLE);

        assertThat(minimum(unrounded.plane(0))).isLessThan(-0.01f);
        assertThat(minimum(unrounded.alpha().orElseThrow())).isZero();
        assertThat(minimum(rounded.plane(0))).isZero();
    }

    private static float minimum(float[] plane) {
        float minimum = plane[0];
        for (float sample : plane) {
            minimum = Math.min(minimum, sample);
        }
        return minimum;
    }

    @Test
    void roundingYieldsAnEightBitPictureAndOnlyThatDoes() {
        Image deep = noise(8, 8, 1).withSource(Source.NONE.withBitDepth(16));

        assertThat(Bicubic.shrink(deep, 2, Flavour.MIRROR_8BIT).source().bitDepth())
                .isEqualTo(8);
        assertThat(Bicubic.shrink(deep, 2, Flavour.MIRROR_UNROUNDED).source().bitDepth())
                .isEqualTo(16);
    }

    /// Row by row, and both passes over the whole plane.
    @Test
    void rowsAddUpInTheOrderOfWholePlanes() {
        float[] samples = new float[13 * 9];
        double[] doubles = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i * 37 % 101 / 101f;
            doubles[i] = samples[i];
        }
        float[] byRows = Bicubic.enlarge(Image.of(13, 9, samples), 3, Flavour.MIRROR_UNROUNDED)
                .plane(0);
        double[] whole =
                Bicubic.resize(Plane.of(13, 9, doubles), 39, 27, Border.MIRROR).samples();
        for (int i = 0; i < byRows.length; i++) {
            assertThat(byRows[i]).isEqualTo((float) whole[i]);
        }
    }

    @Test
    void aCheckIsAskedForEveryRowAndEndsTheWork() {
        int[] asked = new int[1];
        Image picture = Image.of(4, 50, new float[200]);
        Bicubic.enlarge(picture, 2, Flavour.CLAMP_UNROUNDED, () -> asked[0]++);
        assertThat(asked[0]).isGreaterThanOrEqualTo(100);
        assertThatThrownBy(() -> Bicubic.enlarge(picture, 2, Flavour.CLAMP_UNROUNDED, () -> {
                    throw new CancellationException("enough");
                }))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
    }

    @Test
    void croppingKeepsTheTopLeftMultiple() {
        Image image = noise(11, 8, 2);

        Image cropped = Bicubic.cropToMultiple(image, 3);

        assertThat(cropped.width()).isEqualTo(9);
        assertThat(cropped.height()).isEqualTo(6);
        assertThat(cropped.plane(0)).isEqualTo(image.crop(0, 0, 9, 6).plane(0));
        assertThat(Bicubic.cropToMultiple(image, 1)).isSameAs(image);
    }

    @Test
    void nothingIsCroppedSilently() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bicubic.shrink(noise(11, 8, 2), 2, Flavour.MIRROR_8BIT))
                .withMessage("bicubic: 11x8 is no multiple of 2; use cropToMultiple first");
        assertThatIllegalArgumentException().isThrownBy(() -> Bicubic.cropToMultiple(noise(3, 9, 2), 4));
        assertThatIllegalArgumentException().isThrownBy(() -> Bicubic.enlarge(noise(3, 9, 2), 0, Flavour.MIRROR_8BIT));
    }

    @Test
    void flavoursAreParsedByTheirLabels() {
        for (Flavour flavour : Flavour.values()) {
            assertThat(Flavour.parse(flavour.label())).isEqualTo(flavour);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Flavour.parse("bicubic"))
                .withMessageContaining("mirror-8bit, clamp-8bit, mirror-double, mirror-unrounded, clamp-unrounded");
    }

    private static Image noise(int width, int height, long seed) {
        Random random = new Random(seed);
        float[] plane = new float[width * height];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = random.nextInt(256) / 255f;
        }
        return Image.of(width, height, plane);
    }

    @Tag("data")
    @ParameterizedTest
    @CsvSource({
        "LR_x2, 2, MIRROR_8BIT", "LR_x3, 3, MIRROR_8BIT", "LR_x4, 4, MIRROR_8BIT",
        "LR_replicate_x2, 2, CLAMP_8BIT", "LR_replicate_x3, 3, CLAMP_8BIT", "LR_replicate_x4, 4, CLAMP_8BIT"
    })
    void theBenchmarkFilesOfSet5ComeOutBitForBit(String folder, int scale, Flavour flavour) throws IOException {
        Path originals = SharedData.folder("Set5/HR");
        Path shrunken = SharedData.folder("Set5/" + folder);
        for (String name : new String[] {"baby.png", "bird.png", "butterfly.png", "head.png", "woman.png"}) {
            Image original = Bicubic.cropToMultiple(ImageFiles.read(originals.resolve(name)), scale);
            Image expected = ImageFiles.read(shrunken.resolve(name));

            Image actual = Bicubic.shrink(original, scale, flavour);

            assertThat(actual.channels()).isEqualTo(expected.channels());
            for (int channel = 0; channel < expected.channels(); channel++) {
                assertThat(actual.plane(channel)).as("%s/%s", folder, name).isEqualTo(expected.plane(channel));
            }
        }
    }
}
