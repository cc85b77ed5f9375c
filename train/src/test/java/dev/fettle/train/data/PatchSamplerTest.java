package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.train.data.DegradationModel.Jpeg;
import dev.fettle.train.data.DegradationModel.Noise;
import dev.fettle.train.data.DegradationModel.Reduction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PatchSamplerTest {
    /// Patches are cut out of the pairs and nothing more.
    private static final DegradationModel CLEAN = new Reduction(new BicubicDown(2, Flavour.MIRROR_8BIT));

    private static DegradationModel noise(double low, double high) {
        return new Noise(new NoiseLevels(low, high));
    }

    private static DegradationModel jpeg(int low, int high) {
        return new Jpeg(new JpegQualities(low, high));
    }

    /// Every input pixel has a level of its own; its target pixels have the same level.
    private static Pair numbered(int width, int height, int scale) {
        float[] input = new float[width * height];
        float[] target = new float[width * scale * height * scale];
        for (int i = 0; i < input.length; i++) {
            input[i] = i / 255f;
        }
        for (int i = 0; i < target.length; i++) {
            int x = i % (width * scale) / scale;
            int y = i / (width * scale) / scale;
            target[i] = (y * width + x) / 255f;
        }
        Bitmap small = Bitmap.eightBits(Image.of(width, height, input));
        Bitmap large = Bitmap.eightBits(Image.of(width * scale, height * scale, target));
        return new Pair("numbered", small, large);
    }

    private static Pair flat(String name, int width, int height, float level) {
        float[] plane = new float[width * height];
        Arrays.fill(plane, level);
        Bitmap bitmap = Bitmap.eightBits(Image.of(width, height, plane));
        return new Pair(name, bitmap, bitmap);
    }

    @Test
    void targetShowsThePlaceOfItsInputInAllEightSymmetries() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(15, 11, 2)), 4, true, Drawing.DEFAULTS, CLEAN);
        Batch batch = sampler.next(new RandomState(1), 300);
        for (int n = 0; n < batch.count(); n++) {
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    assertThat(batch.target(2)[(n * 8 + y) * 8 + x])
                            .isEqualTo(batch.input()[(n * 4 + y / 2) * 4 + x / 2]);
                }
            }
        }
    }

    @Test
    void allEightSymmetriesAndAllPlacesAreDrawn() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(4, 3, 1)), 3, true, Drawing.DEFAULTS, CLEAN);
        Batch batch = sampler.next(new RandomState(2), 400);
        Set<List<Integer>> seen = new HashSet<>();
        for (int n = 0; n < batch.count(); n++) {
            int corner = Math.round(batch.input()[n * 9] * 255);
            int right = Math.round(batch.input()[n * 9 + 1] * 255) - corner;
            int down = Math.round(batch.input()[n * 9 + 3] * 255) - corner;
            assertThat(Set.of(1, -1, 4, -4)).contains(right, down);
            seen.add(List.of(corner, right, down));
        }
        assertThat(seen).hasSize(2 * 8);
    }

    @Test
    void withoutMirroringPicturesStayAsTheyAre() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(9, 9, 1)), 3, false, Drawing.DEFAULTS, CLEAN);
        Batch batch = sampler.next(new RandomState(2), 50);
        for (int n = 0; n < 50; n++) {
            assertThat(Math.round((batch.input()[n * 9 + 1] - batch.input()[n * 9]) * 255))
                    .isEqualTo(1);
            assertThat(Math.round((batch.input()[n * 9 + 3] - batch.input()[n * 9]) * 255))
                    .isEqualTo(9);
        }
    }

    @Test
    void picturesAreDrawnByTheirArea() {
        PatchSampler sampler = new PatchSampler(
                List.of(flat("small", 10, 10, 0), flat("large", 30, 30, 1)), 2, true, Drawing.DEFAULTS, CLEAN);
        Batch batch = sampler.next(new RandomState(4), 10_000);
        double large = 0;
        for (int n = 0; n < 10_000; n++) {
            large += batch.input()[n * 4];
        }
        assertThat(large / 10_000).isCloseTo(0.9, within(0.015));
    }

    @Test
    void noiseIsAddedToTheInputAlone() {
        PatchSampler sampler =
                new PatchSampler(List.of(flat("gray", 10, 10, 0.6f)), 10, true, Drawing.DEFAULTS, noise(25.5, 25.5));
        Batch batch = sampler.next(new RandomState(4), 100);
        double squares = 0;
        for (int i = 0; i < batch.input().length; i++) {
            assertThat(batch.target(1)[i]).isEqualTo(0.6f, within(1e-6f));
            squares += Math.pow(batch.input()[i] - 0.6, 2);
        }
        assertThat(Math.sqrt(squares / batch.input().length)).isCloseTo(0.1, within(0.003));
    }

    @Test
    void theSameStateDrawsTheSamePatches() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(15, 11, 2)), 4, true, Drawing.DEFAULTS, CLEAN);
        RandomState random = new RandomState(1);
        sampler.next(random, 3);
        Batch expected = sampler.next(new RandomState(random.state()), 5);
        assertThat(sampler.next(random, 5).input()).isEqualTo(expected.input());
    }

    private static double deviation(Batch batch, int patch) {
        int samples = batch.side() * batch.side() * batch.channels();
        double squares = 0;
        for (int i = patch * samples; i < (patch + 1) * samples; i++) {
            squares += Math.pow(batch.input()[i] - batch.target(1)[i], 2);
        }
        return Math.sqrt(squares / samples);
    }

    /// White pictures: what is clipped would halve the deviation; what is rounded would lie on multiples of
    /// 1/255.
    @Test
    void noiseIsNeitherClippedNorRounded() {
        Batch batch = new PatchSampler(List.of(flat("white", 40, 40, 1)), 40, true, Drawing.DEFAULTS, noise(25, 25))
                .next(new RandomState(9), 4);
        assertThat(deviation(batch, 0)).isCloseTo(25 / 255.0, within(0.007)); // 4 deviations of the estimate
        int whole = 0;
        for (float sample : batch.input()) {
            whole += Math.abs(sample * 255 - Math.round(sample * 255)) < 1e-3 ? 1 : 0;
        }
        assertThat(whole).isLessThan(batch.input().length / 100);
    }

    /// The mean of a uniform distribution over [10, 50] is 30, its variance 40²/12; every tenth is hit alike.
    @Test
    void blindNoiseHasALevelForEachPatchUniformOverItsRange() {
        int patches = 4000;
        Batch batch = new PatchSampler(List.of(flat("gray", 30, 30, 0.5f)), 20, true, Drawing.DEFAULTS, noise(10, 50))
                .next(new RandomState(3), patches);
        double sum = 0;
        double squares = 0;
        int[] tenths = new int[10];
        for (int patch = 0; patch < patches; patch++) {
            double level = deviation(batch, patch) * 255;
            sum += level;
            squares += level * level;
            tenths[Math.clamp((int) ((level - 10) / 4), 0, 9)]++;
        }
        double mean = sum / patches;
        assertThat(mean).isCloseTo(30, within(0.8));
        assertThat(squares / patches - mean * mean).isCloseTo(1600 / 12.0, within(8.0));
        for (int count : tenths) {
            assertThat(count).isBetween(300, 500);
        }
    }

    private static Pair texture(int width, int height, int channels) {
        Random random = new Random(11);
        float[][] planes = new float[channels][width * height];
        for (float[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] =
                        Math.round(255 * (0.5f + 0.3f * (float) Math.sin(i % width * 0.4) + 0.2f * random.nextFloat()))
                                / 255f;
            }
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(width, height, planes));
        return new Pair("texture", bitmap, bitmap);
    }

    /// On a slope of 1.75 a column, quality 8 leaves of each block its mean alone: the step of the first
    /// wave is 69, its share 18.2 · 1.75 = 32 is less than half. Means are 14 apart and stored in steps of
    /// 12.5, so that the columns where blocks begin stand out.
    @Test
    void theGridOfBlocksBeginsAnywhereInAPatch() {
        float[] slope = new float[100 * 100];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (38 + 1.75f * (i % 100)) / 255;
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(100, 100, slope));
        int patches = 1600;
        Batch batch = new PatchSampler(
                        List.of(new Pair("slope", bitmap, bitmap)), 24, false, Drawing.DEFAULTS, jpeg(8, 8))
                .next(new RandomState(4), patches);
        int[] counts = new int[8];
        for (int patch = 0; patch < patches; patch++) {
            counts[phase(batch, patch)]++;
        }
        for (int phase = 0; phase < 8; phase++) {
            assertThat(counts[phase])
                    .as("phase %d of %s", phase, Arrays.toString(counts))
                    .isBetween(140, 260);
        }
    }

    /// Where, modulo 8, neighbouring columns differ most.
    private static int phase(Batch batch, int patch) {
        double[] steps = new double[8];
        int from = patch * 24 * 24;
        for (int row = 0; row < 24; row++) {
            for (int x = 1; x < 17; x++) {
                int i = from + row * 24 + x;
                steps[x % 8] += Math.abs(batch.input()[i] - batch.input()[i - 1]);
            }
        }
        int best = 0;
        for (int i = 1; i < 8; i++) {
            best = steps[i] > steps[best] ? i : best;
        }
        return best;
    }

    /// The whole picture coded at once is what every window away from its edges has to agree with, if it begins
    /// at a whole unit; here the same picture is cut so that it does.
    @Test
    void aPatchIsCutOutOfTheFileThatIsCompressedAroundIt() {
        for (int channels : new int[] {1, 3}) {
            Pair pair = texture(64, 64, channels);
            Square place = new Square(17, 20, 24, 0);
            JpegWindow window = new JpegWindow(64, 24, 17, 20);
            float[] clean = new float[64 * 64 * channels];
            place.within(window).copy(pair.input(), clean, 0);
            float[] input = new float[24 * 24 * channels];
            window.copyPatch(
                    window.coded(clean, channels, new JpegCompression(20, Subsampling.HALF)), channels, input, 0);
            float[][] planes = new float[channels][64 * 64];
            for (int i = 0; i < clean.length; i++) {
                assertThat(clean[i]).isEqualTo(pair.input().sample(i));
                planes[i % channels][i / channels] = clean[i];
            }
            Image coded = new JpegCompression(20, Subsampling.HALF).apply(Image.of(64, 64, planes), 0);
            for (int i = 0; i < input.length; i++) {
                int pixel = i / channels;
                int at = (20 + pixel / 24) * 64 + 17 + pixel % 24;
                assertThat(input[i]).isEqualTo(coded.plane(i % channels)[at]);
            }
        }
    }

    /// With quality 100 the input is nearly the target, wherever the patch lies and however it is turned.
    @Test
    void inputAndTargetOfJpegShowTheSamePlaceInAllSymmetriesAndAtTheEdges() {
        for (int channels : new int[] {1, 3}) {
            Batch batch = new PatchSampler(
                            List.of(texture(20, 18, channels)), 16, true, Drawing.DEFAULTS, jpeg(100, 100))
                    .next(new RandomState(8), 200);
            int seen = 16 * 16 * channels;
            for (int patch = 0; patch < 200; patch++) {
                double limit = channels == 1 ? 0.004 : 0.12; // chroma loses its fine half at 4:2:0
                assertThat(deviation(batch, patch))
                        .as("patch %d of %d", patch, seen)
                        .isLessThan(limit);
            }
        }
    }

    @Test
    void blindQualityCoversItsRangeAndBothKindsOfChroma() {
        RandomState random = new RandomState(2);
        JpegQualities qualities = new JpegQualities(10, 14);
        Set<JpegCompression> colour = new HashSet<>();
        Set<JpegCompression> gray = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            colour.add(qualities.draw(random, 3));
            gray.add(qualities.draw(random, 1));
        }
        assertThat(colour).hasSize(10);
        assertThat(gray).hasSize(5).allMatch(each -> each.subsampling() == Subsampling.HALF);
        assertThat(JpegQualities.of(30).draw(random, 3)).isEqualTo(new JpegCompression(30, Subsampling.HALF));
    }

    /// From 5 to 95 in doublings: the share of 5 to 9 is log(10 / 5) / log(96 / 5), that of 10 to 19 the same.
    @Test
    void eachDoublingOfTheQualityIsEquallyFrequent() {
        RandomState random = new RandomState(3);
        JpegQualities qualities = new JpegQualities(5, 95);
        int[] octaves = new int[3];
        for (int i = 0; i < 20_000; i++) {
            int quality = qualities.draw(random, 1).quality();
            for (int octave = 0; octave < 3; octave++) {
                octaves[octave] += quality >= 5 << octave && quality < 10 << octave ? 1 : 0;
            }
        }
        double share = Math.log(2) / Math.log(96 / 5.0);
        for (int count : octaves) {
            assertThat(count / 20_000.0).isCloseTo(share, within(0.012));
        }
    }

    @Test
    void theSameStateDrawsTheSameNoiseAndTheSameFiles() {
        for (DegradationModel model : List.of(noise(0, 55), jpeg(5, 95))) {
            PatchSampler sampler = new PatchSampler(List.of(texture(50, 40, 3)), 16, true, Drawing.DEFAULTS, model);
            RandomState random = new RandomState(1);
            sampler.next(random, 3);
            RandomState resumed = new RandomState(random.state());
            assertThat(sampler.next(random, 5).input())
                    .isEqualTo(sampler.next(resumed, 5).input());
            assertThat(random.state()).isEqualTo(resumed.state());
        }
    }

    @Test
    void aPictureSmallerThanThePatchIsNamed() {
        assertThatThrownBy(
                        () -> new PatchSampler(List.of(flat("tiny.png", 3, 30, 0)), 4, true, Drawing.DEFAULTS, CLEAN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny.png")
                .hasMessageContaining("patch of 4");
        assertThatThrownBy(() -> new PatchSampler(List.of(), 4, true, Drawing.DEFAULTS, CLEAN))
                .hasMessageContaining("no pictures");
    }

    /// A batch shows the same place at all scales, in the same symmetry.
    @Test
    void originalsAtSeveralScalesShowTheSamePlace() {
        Pair twice = numbered(15, 11, 2);
        Pair four = numbered(15, 11, 4);
        NavigableMap<Integer, Bitmap> targets = new TreeMap<>(twice.targets());
        targets.putAll(four.targets());
        targets.put(1, twice.input());
        Pair pair = new Pair("numbered", twice.input(), targets);
        Batch batch = new PatchSampler(List.of(pair), 4, true, Drawing.DEFAULTS, CLEAN).next(new RandomState(1), 30);
        assertThat(batch.target(1)).isEqualTo(batch.input());
        for (int scale : new int[] {2, 4}) {
            int side = 4 * scale;
            for (int i = 0; i < batch.target(scale).length; i++) {
                int n = i / (side * side);
                int y = i / side % side / scale;
                int x = i % side / scale;
                assertThat(batch.target(scale)[i]).isEqualTo(batch.input()[(n * 4 + y) * 4 + x]);
            }
        }
        assertThat(batch.arrays()).containsOnlyKeys("input", "target1", "target2", "target4");
    }

    /// Of a network that is fed enlarged pictures the small one shows the same place, where its pixels are whole.
    @Test
    void whatWasEnlargedShowsTheSamePlace() {
        Pair numbered = numbered(15, 11, 2);
        Bitmap large = numbered.target(2);
        NavigableMap<Integer, Bitmap> targets = new TreeMap<>(Map.of(1, numbered.input(), 2, large));
        Pair pair = new Pair("enlarged", large, 2, targets);
        Batch batch = new PatchSampler(List.of(pair), 4, true, Drawing.DEFAULTS, CLEAN).next(new RandomState(1), 30);
        assertThat(batch.target(2)).isEqualTo(batch.input());
        assertThat(batch.side(1)).isEqualTo(2);
        for (int i = 0; i < batch.input().length; i++) {
            int at = (i / 16 * 2 + i / 8 % 2) * 2 + i % 4 / 2;
            assertThat(batch.input()[i]).isEqualTo(batch.target(1)[at]);
        }
        assertThatThrownBy(() -> new PatchSampler(List.of(pair), 5, true, Drawing.DEFAULTS, CLEAN))
                .hasMessageContaining("patches of 5 are not whole in pictures 2 times smaller");
    }
}
