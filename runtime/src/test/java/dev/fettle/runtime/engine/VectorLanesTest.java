package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VectorLanesTest {
    private static final int STEP = 7;
    private static final int LENGTH = 31;

    private final VectorLanes lanes = new VectorLanes();
    private final float[] x = random(12 * STEP + LENGTH, 1);

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private void assertIsTheSum(float[] y, float[] before, float[] w, int filters) {
        for (int p = 0; p < y.length / filters; p++) {
            for (int f = 0; f < filters; f++) {
                double sum = before[p * filters + f];
                for (int i = 0; i < LENGTH; i++) {
                    sum += (double) x[p * STEP + i] * w[i * filters + f];
                }
                assertThat((double) y[p * filters + f]).isCloseTo(sum, within(1e-5));
            }
        }
    }

    /// Adds to what y holds.
    private Block block(float[] w, int vectors, float[] y, int filters) {
        Block block = new Block();
        block.x = x;
        block.pixels = lanes.pixels(vectors);
        block.xStep = STEP;
        block.length = LENGTH;
        block.w = w;
        block.vectors = vectors;
        block.start = y;
        block.startStep = filters;
        block.y = y;
        block.yStep = filters;
        return block;
    }

    @Test
    void accumulateAddsTheSumsOfAllPixelsAndFilters() {
        for (int vectors = 1; vectors <= lanes.vectors(); vectors++) {
            int filters = vectors * lanes.count();
            float[] w = random(LENGTH * filters, 2);
            float[] before = random(lanes.pixels(vectors) * filters, 3);
            float[] y = before.clone();
            lanes.accumulate(block(w, vectors, y, filters));
            assertIsTheSum(y, before, w, filters);
        }
    }

    /// Chosen on machines with 512-bit vectors only, but right on all.
    @Test
    void theKernelOfWideMachinesComputesTheSameSums() {
        int filters = 2 * lanes.count();
        float[] w = random(LENGTH * filters, 2);
        float[] before = random(12 * filters, 3);
        float[] y = before.clone();
        VectorProducts.twelveBy2(block(w, 2, y, filters));
        assertIsTheSum(y, before, w, filters);
    }

    @Test
    void multiplyAddReachesTheLastSample() {
        for (int length = 1; length < 40; length++) {
            float[] factor = random(length + 2, 4);
            float[] y = random(length + 3, 5);
            float[] before = y.clone();
            lanes.multiplyAdd(x, 1, factor, 2, y, 3, length);
            for (int i = 0; i < length; i++) {
                assertThat(y[3 + i]).isCloseTo(before[3 + i] + x[1 + i] * factor[2 + i], within(1e-6f));
            }
            assertThat(y[0]).isEqualTo(before[0]);
        }
    }
}
