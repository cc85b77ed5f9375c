package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.SharedData;
import dev.fettle.image.degrade.JpegCompression.Shift;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.metric.Scores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JpegCompressionTest {
    private static final List<String> CLASSIC5 = List.of("baboon", "barbara", "boats", "lena", "peppers");

    private static float[] flat(int value) {
        float[] plane = new float[256];
        Arrays.fill(plane, value / 255f);
        return plane;
    }

    /// A flat block is its DC alone, 8 (v − 128), in steps of the table's first entry: 16·5 = 80 at
    /// quality 10, so values move to 128 + 10 k; 13 at quality 40 (16·125/100 = 20), to 128 + 2.5 k.
    @Test
    void flatBlocksMoveToTheStepsOfTheTable() {
        var coarse = new JpegCompression(10, Subsampling.FULL);

        assertThat(coarse.apply(Image.of(16, 16, flat(100)), 0).plane(0)).containsOnly(98 / 255f);
        assertThat(coarse.apply(Image.of(16, 16, flat(200)), 0).plane(0)).containsOnly(198 / 255f);
        assertThat(new JpegCompression(40, Subsampling.FULL)
                        .apply(Image.of(16, 16, flat(100)), 0)
                        .plane(0))
                .containsOnly(101 / 255f); // 128 − 27.5 = 100.5, which libjpeg rounds up
    }

    @Test
    void neutralColoursStayNeutral() {
        for (Subsampling subsampling : Subsampling.values()) {
            Image coded =
                    new JpegCompression(10, subsampling).apply(Image.of(16, 16, flat(100), flat(100), flat(100)), 0);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(coded.plane(channel)).containsOnly(98 / 255f);
            }
        }
    }

    @Test
    void theCodedPictureHasEightBits() {
        Image deep = Image.of(16, 16, flat(7));

        assertThat(new JpegCompression(50, Subsampling.FULL)
                        .apply(deep.withSource(deep.source().withBitDepth(16)), 0)
                        .source()
                        .bitDepth())
                .isEqualTo(8);
    }

    @Test
    void qualityIsLibjpegs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JpegCompression(0, Subsampling.FULL))
                .withMessage("jpeg: quality must be 1 to 100, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new JpegCompression(101, Subsampling.FULL));
    }

    /// On a slope of 1.75 a pixel, quality 8 leaves of each block its mean alone (the step of the first
    /// wave is 69, its share less than half of that), so that neighbours differ where blocks meet and
    /// nowhere else.
    @Test
    void theGridOfBlocksLiesWhereItIsShiftedTo() {
        float[] across = new float[100 * 100];
        float[] down = new float[100 * 100];
        for (int i = 0; i < across.length; i++) {
            int row = i / 100;
            across[i] = (38 + 1.75f * (i % 100)) / 255;
            down[i] = (38 + 1.75f * row) / 255;
        }
        for (int shift = 0; shift < 16; shift++) {
            var right = new JpegCompression(8, Subsampling.HALF, new Shift(shift, 3));
            var below = new JpegCompression(8, Subsampling.HALF, new Shift(5, shift));
            assertThat(edges(right.apply(Image.of(100, 100, across), 0).plane(0), 1))
                    .as("shift of %d to the right", shift)
                    .containsExactly(shift % 8);
            assertThat(edges(below.apply(Image.of(100, 100, down), 0).plane(0), 100))
                    .as("shift of %d down", shift)
                    .containsExactly(shift % 8);
        }
    }

    /// The places modulo 8, along columns or rows, at which samples away from the picture's edge differ
    /// from the ones before.
    private static Set<Integer> edges(float[] plane, int step) {
        Set<Integer> edges = new TreeSet<>();
        for (int place = 17; place < 80; place++) {
            int i = step == 1 ? 50 * 100 + place : place * 100 + 50;
            if (Math.abs(plane[i] - plane[i - step]) > 4 / 255f) {
                edges.add(place % 8);
            }
        }
        return edges;
    }

    /// Shifted by whole units, a picture that is cut out of a coded one is what it was there.
    @Test
    void aShiftedGridIsThatOfACutPicture() {
        Random random = new Random(3);
        float[][] planes = new float[3][64 * 64];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = (100 + (i % 64) + random.nextInt(60)) / 255f;
            }
        }
        Image whole = Image.of(64, 64, planes);
        var coded = new JpegCompression(30, Subsampling.HALF).apply(whole, 0).crop(32, 32, 16, 16);
        var cut = new JpegCompression(30, Subsampling.HALF, new Shift(12, 9))
                .apply(whole.crop(4, 7, 60, 57), 0)
                .crop(28, 25, 16, 16);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(cut.plane(channel)).containsExactly(coded.plane(channel));
        }
    }

    @Test
    void aShiftIsWithinAUnit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shift(16, 0))
                .withMessage("jpeg: shift must be from 0,0 to 15,15, got 16,0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Shift(0, -1));
    }

    private static List<Scores> classic5(int quality) throws IOException {
        Path folder = SharedData.folder("Classic5");
        var evaluation = new Evaluation(Protocol.Y, 0);
        var jpeg = new JpegCompression(quality, Subsampling.FULL);
        List<Scores> scores = new ArrayList<>();
        for (String name : CLASSIC5) {
            Image original = ImageFiles.read(folder.resolve(name + ".bmp"));
            scores.add(evaluation.measure(original, jpeg.apply(original, 0)));
        }
        return scores;
    }

    /// The column "JPEG" that nearly all papers print (FBCNN, Jiang et al., ICCV 2021), PSNR and SSIM to the
    /// digits of libjpeg's own files, PSNR-B to the printed two.
    @Tag("data")
    @ParameterizedTest
    @CsvSource({
        "10, 27.821, .7595, 25.21",
        "20, 30.123, .8344, 27.50",
        "30, 31.484, .8666, 28.94",
        "40, 32.428, .8849, 29.92"
    })
    void theJpegColumnOfClassic5ComesOut(int quality, double psnr, double ssim, double psnrB) throws IOException {
        Scores mean = Scores.mean(classic5(quality));

        assertThat(mean.psnr().value()).isCloseTo(psnr, within(5.1e-4));
        assertThat(mean.ssim().value()).isCloseTo(ssim, within(5.1e-5));
        assertThat(mean.psnrB().value()).isCloseTo(psnrB, within(5.1e-3));
    }

    @Tag("data")
    @Test
    void qualityTenComesOutPictureByPicture() throws IOException {
        List<Scores> scores = classic5(10);

        double[] psnr =
                scores.stream().mapToDouble(score -> score.psnr().value()).toArray();
        double[] ssim =
                scores.stream().mapToDouble(score -> score.ssim().value()).toArray();
        assertThat(psnr).containsExactly(new double[] {24.3330, 25.7875, 28.1346, 30.4102, 30.4401}, within(5.1e-5));
        assertThat(ssim).containsExactly(new double[] {.673174, .762105, .758042, .818304, .785982}, within(5.1e-7));
    }
}
