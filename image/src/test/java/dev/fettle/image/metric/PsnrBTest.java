package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Plane;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PsnrBTest {
    /// Flat blocks of 8×8 in a checkerboard of 100 and 110.
    private static Plane checkerboard(int width, int height) {
        double[] samples = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                samples[y * width + x] = (x / 8 + y / 8) % 2 == 0 ? 100 : 110;
            }
        }
        return Plane.of(width, height, samples);
    }

    @Test
    void blocksAreChargedByTheClosedForm() {
        // MSE 25 against the flat 105; D_B = 100, D_C = 0, eta = log2(8) / log2(32) = 3/5
        double[] flat = new double[32 * 32];
        Arrays.fill(flat, 105);

        assertThat(PsnrB.of(Plane.of(32, 32, flat), checkerboard(32, 32), 0))
                .isCloseTo(10 * Math.log10(255 * 255 / (25 + 60.0)), within(1e-12));
    }

    @Test
    void everyEdgeCountsWhenTheSideIsNoMultipleOfEight() {
        // D_B is the mean over all edges, so it is 100 whatever their number
        Plane blocks = checkerboard(20, 27);

        assertThat(PsnrB.of(blocks, blocks, 0))
                .isCloseTo(10 * Math.log10(255 * 255 / (100 * Math.log(8) / Math.log(20))), within(1e-12));
    }

    @Test
    void theGridFollowsTheBorderThatWasCut() {
        Plane whole = checkerboard(48, 48);
        Plane inner = whole.withoutBorder(3);

        assertThat(PsnrB.of(inner, inner, 3)).isFinite();
        assertThat(PsnrB.of(inner, inner, 0))
                .as("edges in the middle of blocks are texture")
                .isInfinite();
    }

    @Test
    void textureWithoutBlocksCostsNothing() {
        Plane ramp = Plane.of(16, 16, IntStream.range(0, 256).asDoubleStream().toArray());
        Plane other = Plane.of(16, 16, new Random(3).doubles(256, 0, 255).toArray());

        assertThat(PsnrB.of(other, ramp, 0)).isEqualTo(Psnr.of(other, ramp));
        assertThat(PsnrB.of(ramp, ramp, 0)).isInfinite();
    }

    @Test
    void aSinglePixelHasNoEdges() {
        assertThat(PsnrB.of(Plane.of(1, 1, 3), Plane.of(1, 1, 4), 0)).isCloseTo(48.130803608679, within(1e-11));
    }
}
