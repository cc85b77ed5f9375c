package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.train.data.DegradationModel.Noise;
import dev.fettle.train.data.DegradationModel.Reduction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static final DegradationModel CLEAN = new Reduction(new BicubicDown(2, Flavour.MIRROR_8BIT));

    /// Flat on the left, lines of one pixel on the right half.
    private static Bitmap halfDetailed() {
        float[] plane = new float[40 * 20];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = i % 40 < 20 ? 0.5f : i % 2;
        }
        return Bitmap.eightBits(Image.of(40, 20, plane));
    }

    /// Colours 1, 2 and 3 in every pixel, in units of 1/255.
    private static Pair threeColours() {
        float[][] planes = new float[3][8 * 8];
        for (int c = 0; c < 3; c++) {
            Arrays.fill(planes[c], (c + 1) / 255f);
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(8, 8, planes));
        return new Pair("colours", bitmap, bitmap);
    }

    /// A step of a line is 1, and each of the 9 differences of a row of 10 pixels is one.
    @Test
    void detailIsTheSumOfDifferencesOfNeighbours() {
        assertThat(Drawing.detail(halfDetailed(), new Square(25, 5, 10, 0))).isEqualTo(9 * 9);
        assertThat(Drawing.detail(halfDetailed(), new Square(3, 5, 10, 0))).isZero();
    }

    /// With one candidate half of the places have lines in them, with four at most one in sixteen has none: such
    /// need all four on the left.
    @Test
    void ofSeveralPlacesTheOneWithMostDetailIsTaken() {
        for (int candidates : new int[] {1, 4}) {
            RandomState random = new RandomState(2);
            int flat = 0;
            for (int i = 0; i < 4000; i++) {
                Square place = new Drawing(candidates, false).place(random, halfDetailed(), 10, 1);
                flat += place.left() <= 10 ? 1 : 0;
            }
            double expected = Math.pow(11 / 31.0, candidates);
            assertThat(flat / 4000.0).isBetween(expected * 0.8, expected * 1.2);
        }
    }

    @Test
    void coloursAreShuffledAlikeInPatchAndOriginal() {
        PatchSampler sampler = new PatchSampler(List.of(threeColours()), 4, true, new Drawing(1, true), CLEAN);
        Batch batch = sampler.next(new RandomState(1), 200);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < batch.input().length; i += 3) {
            String order = "%.0f %.0f %.0f"
                    .formatted(255 * batch.input()[i], 255 * batch.input()[i + 1], 255 * batch.input()[i + 2]);
            orders.add(order);
        }
        assertThat(orders).containsExactlyInAnyOrder("1 2 3", "1 3 2", "2 1 3", "2 3 1", "3 1 2", "3 2 1");
        assertThat(batch.target(1)).isEqualTo(batch.input());
    }

    @Test
    void noiseComesAfterTheShuffle() {
        DegradationModel none = new Noise(NoiseLevels.of(0));
        PatchSampler sampler = new PatchSampler(List.of(threeColours()), 4, true, new Drawing(1, true), none);
        Batch batch = sampler.next(new RandomState(1), 20);
        assertThat(batch.input()).isEqualTo(batch.target(1));
    }

    @Test
    void tooManyCandidatesAreRefused() {
        assertThatThrownBy(() -> new Drawing(0, false)).hasMessage("data.drawing.candidates must be 1 to 64, got 0");
    }
}
