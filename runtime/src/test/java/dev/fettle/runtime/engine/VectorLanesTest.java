package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VectorLanesTest {
    private static final int STEP = 7;
    private static final int LENGTH = 32; // whole vectors, for dot
    private static final int[] RUNS = {5, 90, 40};
    private static final int TAPS = 3 * LENGTH;

    private final VectorLanes lanes = new VectorLanes();
    private final float[] x = random(220, 1);

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    /// @param step floats from a tap's weight to the next in w
    private double sum(int pixel, float[] w, int wFrom, int step) {
        double sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            float sample = x[3 + RUNS[tap / LENGTH] + pixel * STEP + tap % LENGTH];
            sum += (double) sample * w[wFrom + tap * step];
        }
        return sum;
    }

    private Block block(float[] w, int vectors, int filters, float[] y) {
        Block block = new Block();
        block.begin(x, STEP, Arrays.copyOf(RUNS, RUNS.length + 1), RUNS.length, LENGTH, w, y, vectors * lanes.count());
        block.takeFilters(2, vectors, filters);
        block.moveTo(3, 0, lanes.pixels(vectors));
        return block;
    }

    private void assertAreSumsOfRuns(Consumer<Block> loop, int pixels, int vectors) {
        int filters = vectors * lanes.count();
        float[] w = random(2 + TAPS * filters, 2);
        float[] y = random(pixels * filters, 3); // what was there is gone
        loop.accept(block(w, vectors, filters, y));
        for (int i = 0; i < y.length; i++) {
            assertThat((double) y[i]).isCloseTo(sum(i / filters, w, 2 + i % filters, filters), within(1e-5));
        }
    }

    /// Beside what is certain to be computed in whole vectors.
    private void assertAreTheSameBits(Consumer<Block> loop, int pixels, int vectors, int filters) {
        int step = vectors * lanes.count();
        float[] w = random(2 + TAPS * step, 2);
        float[] y = random(pixels * step, 3);
        float[] whole = y.clone();
        loop.accept(block(w, vectors, filters, y));
        lanes.accumulate(block(w, vectors, step, whole));
        for (int i = 0; i < y.length; i++) {
            if (i % step < filters) {
                assertThat(y[i]).as("%d filters, sum %d", filters, i).isEqualTo(whole[i]);
            }
        }
    }

    @Test
    void accumulateMakesTheSumsOfAllPixelsAndFilters() {
        for (int vectors = 1; vectors <= lanes.vectors(); vectors++) {
            assertAreSumsOfRuns(lanes::accumulate, lanes.pixels(vectors), vectors);
        }
    }

    /// Neighbouring groups that fill one vector, of any number of pixels, in the order of weights that a panel has;
    /// what lies behind the last pixel stays as it was.
    @Test
    void groupsOfEveryWidthWithALoopMakeTheirSums() {
        for (int channels = 1; channels <= lanes.count(); channels++) {
            if (lanes.hasGroupLoop(channels)) {
                assertAreSumsOfGroups(channels, 1);
                assertAreSumsOfGroups(channels, 5);
            }
        }
    }

    private void assertAreSumsOfGroups(int channels, int pixels) {
        int count = lanes.count();
        Panels.Panel panel = new Panels.Panel(0, count, 1, 0, count, 3, 0, channels);
        float[] weights = random(count * channels, 4);
        float[] w = new float[3 + count * channels];
        for (int i = 0; i < weights.length; i++) {
            int place = i / channels;
            w[panel.position(place, place / channels * channels + i % channels, count)] = weights[i];
        }
        float[] y = random((pixels + 1) * count, 3);
        float[] before = y.clone();
        Block block = new Block();
        block.begin(x, count + 1, new int[] {5, 0}, 1, channels, w, y, count);
        block.takeFilters(3, 1, count);
        block.moveTo(2, 0, pixels);
        lanes.accumulateGroups(block);
        for (int i = 0; i < pixels * count; i++) {
            int place = i % count;
            double sum = 0;
            for (int c = 0; c < channels; c++) {
                float sample = x[7 + i / count * (count + 1) + place / channels * channels + c];
                sum += (double) sample * weights[place * channels + c];
            }
            assertThat((double) y[i]).as("groups of %d, sum %d", channels, i).isCloseTo(sum, within(1e-5));
        }
        assertThat(Arrays.copyOfRange(y, pixels * count, y.length))
                .isEqualTo(Arrays.copyOfRange(before, pixels * count, y.length));
    }

    /// Chosen on machines with 512-bit vectors only, but right on all.
    @Test
    void theProductsOfWideMachinesAreTheSameSums() {
        assertAreSumsOfRuns(VectorWideProducts::twelveBy2, 12, 2);
        assertAreSumsOfRuns(VectorWideProducts::eightBy3, 8, 3);
        assertAreSumsOfRuns(VectorWideProducts::sixBy4, 6, 4);
    }

    @Test
    void filtersThatLeaveAVectorPartlyFreeHaveTheBitsOfWholeVectors() {
        for (int filters = 1; filters <= lanes.vectors() * lanes.count(); filters++) {
            int vectors = Math.ceilDiv(filters, lanes.count());
            assertAreTheSameBits(lanes::accumulate, lanes.pixels(vectors), vectors, filters);
        }
    }

    /// Chosen on processors that take vectors in halves only, but right on all.
    @Test
    void halfVectorsMakeTheSameSums() {
        int half = lanes.count() / 2;
        assertAreSumsOfRuns(VectorHalfProducts::accumulate, 12, 1);
        for (int vectors = 2; vectors <= lanes.vectors(); vectors++) {
            int filters = vectors * lanes.count() - half;
            assertAreTheSameBits(VectorHalfProducts::accumulate, lanes.pixels(vectors), vectors, filters);
        }
    }

    private void assertAreSumsPerLane(Consumer<Block> loop, int pixels, int filters) {
        int count = lanes.count();
        float[] w = random(2 + TAPS * filters, 2);
        float[] y = random(pixels * filters * count, 3);
        loop.accept(block(w, filters, filters, y));
        lanes.addLanes(y, 0, pixels * filters);
        for (int i = 0; i < pixels * filters; i++) {
            double expected = sum(i / filters, w, 2 + i % filters * TAPS, 1);
            assertThat((double) y[i * count]).isCloseTo(expected, within(1e-5));
        }
    }

    @Test
    void lanesOfDotAddUpToTheSums() {
        for (int filters : new int[] {1, lanes.dotFilters()}) {
            assertAreSumsPerLane(lanes::dot, lanes.dotPixels(filters), filters);
        }
    }

    /// Each is chosen on some machines only, but right on all.
    @Test
    void theDotsOfAllMachinesAreTheSameSums() {
        assertAreSumsPerLane(VectorDots::eightBy3, 8, 3);
        assertAreSumsPerLane(VectorDots::fourBy3, 4, 3);
    }

    /// One fused multiply-add after the other, for kernels of one tap to 7×7.
    @Test
    void accumulateDepthwiseAddsUpTapsInTheirOrder() {
        int pixels = 5;
        int length = 2 * lanes.count();
        float[] samples = random(400, 6);
        for (int taps = 1; taps <= 49; taps++) {
            int[] runs = new int[taps];
            Arrays.setAll(runs, tap -> tap * 7 % 61);
            float[] w = random(3 + taps * length, 7);
            float[] y = random(4 + pixels * (length + 1), 8);
            float[] before = y.clone();
            Block block = new Block();
            block.begin(samples, length + 3, runs, taps, length, w, y, length + 1);
            block.takeFilters(3, 2, length);
            block.moveTo(2, 4, pixels);
            lanes.accumulateDepthwise(block);
            for (int i = 0; i < y.length; i++) {
                int pixel = (i - 4) / (length + 1);
                int channel = (i - 4) % (length + 1);
                float sum = i < 4 || channel == length ? before[i] : 0;
                for (int tap = 0; i >= 4 && channel < length && tap < taps; tap++) {
                    float sample = samples[2 + runs[tap] + pixel * (length + 3) + channel];
                    sum = Math.fma(sample, w[3 + tap * length + channel], sum);
                }
                assertThat(y[i]).as("%d taps, float %d", taps, i).isEqualTo(sum);
            }
        }
    }

    /// Vectors reach beyond a pixel whose channels do not fill them; what lies behind the last pixel stays.
    @Test
    void finishWritesEachChannelOfEachPixelAndNothingElse() {
        for (int channels = 1; channels <= 70; channels++) {
            for (int gap : new int[] {0, 3}) {
                assertIsFinished(channels, gap, false);
                assertIsFinished(channels, gap, true);
            }
        }
    }

    private void assertIsFinished(int channels, int gap, boolean hasResidual) {
        int pixels = 5;
        int whole = Math.ceilDiv(channels, lanes.count()) * lanes.count();
        Finish finish = new Finish();
        finish.x = random(pixels * whole, 6);
        finish.bias = random(whole, 7);
        finish.first = new Activation.Line(0.25f);
        finish.residual = random(pixels * channels, 8);
        finish.hasResidual = hasResidual;
        finish.residualStep = channels;
        finish.then = new Activation.Line(0.5f);
        finish.takeRow(whole, pixels, 0);
        finish.takeChannels(channels, 0, 0, 0);
        float[] before = random(pixels * (channels + gap) + 20, 9);
        finish.takeResult(before.clone(), channels + gap);
        lanes.finish(finish);
        float[] expected = before.clone();
        for (int i = 0; i < pixels * channels; i++) {
            int channel = i % channels;
            float sum = finish.firstLine().of(finish.x[i / channels * whole + channel] + finish.bias[channel]);
            float joined = hasResidual ? finish.thenLine().of(sum + finish.residual[i]) : sum;
            expected[i / channels * (channels + gap) + channel] = joined;
        }
        assertThat(finish.y)
                .as("%d channels, %d floats between pixels, residual: %b", channels, gap, hasResidual)
                .containsExactly(expected);
    }
}
