package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.image.data.CentreCrop;
import dev.fettle.image.files.Format;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelledSamplerTest {
    private static final PaddedCrop AS_IT_IS = new PaddedCrop(0, false);

    @TempDir
    private Path folder;

    private LabelledPhotographs photographs() throws IOException {
        return LabelledPhotographs.of("data.photos", folder.toString(), Integer.MAX_VALUE);
    }

    /// Samples that 8 bits hold.
    private static float eighth(int value) {
        return value / 255f;
    }

    private void write(String name, int width, int height, int first) throws IOException {
        float[] plane = new float[width * height];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = eighth((first + i) % 256);
        }
        Files.createDirectories(folder.resolve(name).getParent());
        ImageFiles.write(Image.of(width, height, plane), folder.resolve(name), WriteOptions.of(Format.PNG));
    }

    /// 1 picture of one class, 3 of the other: a quarter and three quarters of 40,000 draws, ± 4 standard
    /// deviations.
    @Test
    void everyPictureHasTheSameChanceAndItsLabel() throws IOException {
        write("a/1.png", 1, 1, 10);
        write("b/1.png", 1, 1, 20);
        write("b/2.png", 1, 1, 30);
        write("b/3.png", 1, 1, 40);
        LabelledSampler sampler = new LabelledSampler(LabelledPictures.whole(photographs(), 1), 1, AS_IT_IS);
        Batch batch = sampler.next(new RandomState(1), 40_000);
        int[] counts = new int[5];
        for (int i = 0; i < batch.count(); i++) {
            int value = Math.round(batch.input()[3 * i] * 255) / 10;
            assertThat(batch.labels()[i]).isEqualTo(value == 1 ? 0 : 1);
            assertThat(batch.input()[3 * i + 2]).isEqualTo(batch.input()[3 * i]); // gray as three equal channels
            counts[value]++;
        }
        for (int value = 1; value <= 4; value++) {
            assertThat(counts[value]).isCloseTo(10_000, within(350));
        }
        assertThat(batch.targets()).isEmpty();
        assertThat(batch.arrays().keySet()).containsExactly("input", "labels");
    }

    /// All that a picture of 2×2 with a zero around it can show: nine places, each in two mirror images.
    @Test
    void aPaddedCropIsFromAnywhereAndMirrored() throws IOException {
        write("a/1.png", 2, 2, 1);
        write("b/1.png", 2, 2, 1);
        LabelledSampler sampler =
                new LabelledSampler(LabelledPictures.whole(photographs(), 2), 2, new PaddedCrop(1, true));
        Set<List<Integer>> expected = new HashSet<>();
        int[][] padded = {{0, 0, 0, 0}, {0, 1, 2, 0}, {0, 3, 4, 0}, {0, 0, 0, 0}};
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                int[] top = padded[y];
                int[] below = padded[y + 1];
                expected.add(List.of(top[x], top[x + 1], below[x], below[x + 1]));
                expected.add(List.of(top[x + 1], top[x], below[x + 1], below[x]));
            }
        }
        assertThat(seen(sampler, 2)).isEqualTo(expected);
    }

    /// Of a larger picture without zeros: two places across, one down.
    @Test
    void withoutPaddingACropStaysInThePicture() throws IOException {
        write("a/1.png", 3, 2, 1);
        write("b/1.png", 3, 2, 1);
        LabelledSampler sampler = new LabelledSampler(LabelledPictures.whole(photographs(), 2), 2, AS_IT_IS);
        assertThat(seen(sampler, 2)).isEqualTo(Set.of(List.of(1, 2, 4, 5), List.of(2, 3, 5, 6)));
    }

    private static Set<List<Integer>> seen(LabelledSampler sampler, int side) {
        Batch batch = sampler.next(new RandomState(3), 2000);
        Set<List<Integer>> seen = new HashSet<>();
        for (int i = 0; i < batch.count(); i++) {
            int from = 3 * side * side * i;
            Integer[] patch = new Integer[side * side];
            Arrays.setAll(patch, pixel -> Math.round(batch.input()[from + 3 * pixel] * 255));
            seen.add(List.of(patch));
        }
        return seen;
    }

    /// Area a and t = |log ratio| are drawn evenly, and drawn again where a > exp(-t), since a side would
    /// leave the square: with 0.08 ≤ a and 0 ≤ t ≤ log(4/3) the mean of a is 0.108454 / 0.226985 = 0.4778.
    @Test
    void aRandomSizeCropKeepsToItsAreasAndShapes() {
        RandomSizeCrop crop = new RandomSizeCrop(0.08, 4.0 / 3, true);
        RandomState random = new RandomState(5);
        double sum = 0;
        Set<Boolean> isWide = new HashSet<>();
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            RandomSizeCrop.Rectangle part = crop.rectangle(random, 3000, 3000);
            double area = (double) part.width() * part.height() / 9e6;
            double ratio = (double) part.width() / part.height();
            assertThat(area).isBetween(0.0795, 1.0005);
            assertThat(ratio).isBetween(0.7495, 1.3345);
            assertThat(part.left()).isBetween(0, 3000 - part.width());
            assertThat(part.top()).isBetween(0, 3000 - part.height());
            isWide.add(ratio > 1);
            sum += area;
        }
        assertThat(isWide).hasSize(2);
        assertThat(sum / draws).isCloseTo(0.4778, within(0.006));
    }

    @Test
    void whatFitsNowhereGivesTheMiddle() {
        RandomSizeCrop whole = new RandomSizeCrop(1, 1, false);
        assertThat(whole.rectangle(new RandomState(1), 10, 30)).isEqualTo(new RandomSizeCrop.Rectangle(0, 10, 10, 10));
    }

    /// A flat picture stays flat at any size, and a dark half stays on its side but for mirroring.
    @Test
    void aRandomSizeCropIsResizedToThePatch() throws IOException {
        float[] half = new float[12 * 16];
        for (int i = 0; i < half.length; i++) {
            half[i] = i % 12 < 6 ? 0.2f : 0.6f;
        }
        for (String name : List.of("a", "b")) {
            Files.createDirectories(folder.resolve(name));
            ImageFiles.write(Image.of(12, 16, half), folder.resolve(name + "/1.png"), WriteOptions.of(Format.PNG));
        }
        RandomSizeCrop crop = new RandomSizeCrop(1, 1.5, true);
        LabelledSampler sampler = new LabelledSampler(LabelledPictures.whole(photographs(), 8), 8, crop);
        Batch batch = sampler.next(new RandomState(2), 50);
        int mirrored = 0;
        for (int i = 0; i < 50; i++) {
            float left = batch.input()[3 * 64 * i];
            float right = batch.input()[3 * 64 * i + 3 * 7];
            assertThat(Math.min(left, right)).isCloseTo(0.2f, within(0.01f));
            assertThat(Math.max(left, right)).isCloseTo(0.6f, within(0.01f));
            mirrored += left > right ? 1 : 0;
        }
        assertThat(mirrored).isBetween(12, 38);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStateIsThePositionInTheData(boolean isPadded) throws IOException {
        TinyClasses.write(folder, 3, 9, 1);
        Augmentation augmentation = isPadded ? PaddedCrop.DEFAULTS : RandomSizeCrop.DEFAULTS;
        LabelledSampler sampler = new LabelledSampler(LabelledPictures.whole(photographs(), 8), 8, augmentation);
        RandomState random = new RandomState(7);
        Batch first = sampler.next(random, 4);
        Batch second = sampler.next(random, 4);
        RandomState again = new RandomState(7);
        sampler.next(again, 4);
        Batch repeated = sampler.next(new RandomState(again.state()), 4);
        assertThat(repeated.input()).isEqualTo(second.input()).isNotEqualTo(first.input());
        assertThat(repeated.labels()).isEqualTo(second.labels());
    }

    @Test
    void whatDoesNotFitIntoMemoryIsReadFromItsFileWithTheSameSamples() throws IOException {
        TinyClasses.write(folder, 3, 9, 1);
        Batch kept = new LabelledSampler(LabelledPictures.whole(photographs(), 8), 8, PaddedCrop.DEFAULTS)
                .next(new RandomState(7), 10);
        LabelledPictures read = LabelledPictures.whole(photographs(), 8, 6 * 81 * 3 - 1);
        assertThat(read).hasToString("LabelledPictures[6 of 2 classes, read from files]");
        Batch same = new LabelledSampler(read, 8, PaddedCrop.DEFAULTS).next(new RandomState(7), 10);
        assertThat(same.input()).isEqualTo(kept.input());
        assertThat(LabelledPictures.cut(photographs(), new CentreCrop(8), 0)
                        .picture(5)
                        .image()
                        .hasSamplesOf(LabelledPictures.cut(photographs(), new CentreCrop(8))
                                .picture(5)
                                .image()))
                .isTrue();
    }

    @Test
    void filesThatCannotBeUsedAreNamedTogether() throws IOException {
        TinyClasses.write(folder, 2, 9, 1);
        write("down/small.png", 20, 7, 0);
        Files.writeString(folder.resolve("across/broken.png"), "no picture");
        assertThatThrownBy(() -> LabelledPictures.whole(photographs(), 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("2 of the 6 pictures in " + folder + " cannot be used: ")
                .hasMessageContaining("broken.png")
                .hasMessageContaining(folder.resolve("down/small.png")
                        + ": 20x7 is smaller than a patch of 8; leave the file out or set data.patch lower")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> LabelledPhotographs.of("data.photos", " ", 1))
                .hasMessage("data.photos: the folder of classes is missing");
    }

    @Test
    void theFingerprintIsOfPicturesAndTheirClasses() throws IOException {
        TinyClasses.write(folder, 2, 9, 1);
        String before = photographs().fingerprint();
        assertThat(photographs().fingerprint()).isEqualTo(before);
        Files.move(folder.resolve("across"), folder.resolve("other"));
        assertThat(photographs().fingerprint()).isNotEqualTo(before);
        Files.move(folder.resolve("other"), folder.resolve("across"));
        Files.move(folder.resolve("across/p1.png"), folder.resolve("down/p9.png"));
        assertThat(photographs().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void augmentationsOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> new PaddedCrop(-1, true)).hasMessageContaining("padding must be 0 to 1024, got -1");
        assertThatThrownBy(() -> new RandomSizeCrop(0, 1, true)).hasMessageContaining("leastArea must be above 0");
        assertThatThrownBy(() -> new RandomSizeCrop(1, 0.9, true)).hasMessageContaining("aspect must be 1 to 100");
    }
}
