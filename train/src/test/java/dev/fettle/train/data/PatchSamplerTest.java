package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatchSamplerTest {
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
        java.util.Arrays.fill(plane, level);
        Bitmap bitmap = Bitmap.eightBits(Image.of(width, height, plane));
        return new Pair(name, bitmap, bitmap);
    }

    @Test
    void targetShowsThePlaceOfItsInputInAllEightSymmetries() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(15, 11, 2)), 4, true, 0);
        Batch batch = sampler.next(new RandomState(1), 300);
        for (int n = 0; n < batch.count(); n++) {
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    assertThat(batch.target()[(n * 8 + y) * 8 + x])
                            .isEqualTo(batch.input()[(n * 4 + y / 2) * 4 + x / 2]);
                }
            }
        }
    }

    @Test
    void allEightSymmetriesAndAllPlacesAreDrawn() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(4, 3, 1)), 3, true, 0);
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
        PatchSampler sampler = new PatchSampler(List.of(numbered(9, 9, 1)), 3, false, 0);
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
        PatchSampler sampler =
                new PatchSampler(List.of(flat("small", 10, 10, 0), flat("large", 30, 30, 1)), 2, true, 0);
        Batch batch = sampler.next(new RandomState(4), 10_000);
        double large = 0;
        for (int n = 0; n < 10_000; n++) {
            large += batch.input()[n * 4];
        }
        assertThat(large / 10_000).isCloseTo(0.9, within(0.015));
    }

    @Test
    void noiseIsAddedToTheInputAlone() {
        PatchSampler sampler = new PatchSampler(List.of(flat("gray", 10, 10, 0.6f)), 10, true, 0.1);
        Batch batch = sampler.next(new RandomState(4), 100);
        double squares = 0;
        for (int i = 0; i < batch.input().length; i++) {
            assertThat(batch.target()[i]).isEqualTo(0.6f, within(1e-6f));
            squares += Math.pow(batch.input()[i] - 0.6, 2);
        }
        assertThat(Math.sqrt(squares / batch.input().length)).isCloseTo(0.1, within(0.003));
    }

    @Test
    void theSameStateDrawsTheSamePatches() {
        PatchSampler sampler = new PatchSampler(List.of(numbered(15, 11, 2)), 4, true, 0.1);
        RandomState random = new RandomState(1);
        sampler.next(random, 3);
        Batch expected = sampler.next(new RandomState(random.state()), 5);
        assertThat(sampler.next(random, 5).input()).isEqualTo(expected.input());
    }

    @Test
    void aPictureSmallerThanThePatchIsNamed() {
        assertThatThrownBy(() -> new PatchSampler(List.of(flat("tiny.png", 3, 30, 0)), 4, true, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tiny.png")
                .hasMessageContaining("patch of 4");
        assertThatThrownBy(() -> new PatchSampler(List.of(), 4, true, 0)).hasMessageContaining("no pictures");
    }
}
