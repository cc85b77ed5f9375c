package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops behind {@link VectorLanes#accumulateDepthwise}: a vector of channels at a time, of all pixels. The weights
/// of up to nine taps stay in registers, and a sum is stored when these are added up; of larger kernels it is then
/// taken up again. So a tap costs one load, and not the sum's load and store and a call besides.
///
/// The loops that begin a sum are other methods than those that go on with one: with one loop for both, which loads
/// zeros where a sum begins, 5×5 of 64 channels took 5.0 ms in place of 3.5 (3×3 the same).
final class VectorDepthwise {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    private VectorDepthwise() {}

    static void accumulate(Block block) {
        for (int channel = 0; channel < block.length; channel += COUNT) {
            int done = first(block, channel);
            while (done < block.runs) {
                done += more(block, done, channel);
            }
        }
    }

    /// @return taps that are done
    private static int first(Block block, int channel) {
        if (block.runs == 9) {
            nine(block, 0, channel);
            return 9;
        }
        if (block.runs >= 5) {
            five(block, 0, channel);
            return 5;
        }
        if (block.runs >= 3) {
            three(block, 0, channel);
            return 3;
        }
        one(block, 0, channel);
        return 1;
    }

    /// @return taps that are done besides
    private static int more(Block block, int done, int channel) {
        int left = block.runs - done;
        if (left >= 5) {
            fiveMore(block, done, channel);
            return 5;
        }
        if (left >= 3) {
            threeMore(block, done, channel);
            return 3;
        }
        oneMore(block, done, channel);
        return 1;
    }

    private static void nine(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, weights + block.length);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, weights + 2 * block.length);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, weights + 3 * block.length);
        FloatVector w4 = FloatVector.fromArray(SPECIES, w, weights + 4 * block.length);
        FloatVector w5 = FloatVector.fromArray(SPECIES, w, weights + 5 * block.length);
        FloatVector w6 = FloatVector.fromArray(SPECIES, w, weights + 6 * block.length);
        FloatVector w7 = FloatVector.fromArray(SPECIES, w, weights + 7 * block.length);
        FloatVector w8 = FloatVector.fromArray(SPECIES, w, weights + 8 * block.length);
        int at0 = from + runs[firstRun];
        int at1 = from + runs[firstRun + 1];
        int at2 = from + runs[firstRun + 2];
        int at3 = from + runs[firstRun + 3];
        int at4 = from + runs[firstRun + 4];
        int at5 = from + runs[firstRun + 5];
        int at6 = from + runs[firstRun + 6];
        int at7 = from + runs[firstRun + 7];
        int at8 = from + runs[firstRun + 8];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.zero(SPECIES);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum = FloatVector.fromArray(SPECIES, x, at1 + beside).fma(w1, sum);
            sum = FloatVector.fromArray(SPECIES, x, at2 + beside).fma(w2, sum);
            sum = FloatVector.fromArray(SPECIES, x, at3 + beside).fma(w3, sum);
            sum = FloatVector.fromArray(SPECIES, x, at4 + beside).fma(w4, sum);
            sum = FloatVector.fromArray(SPECIES, x, at5 + beside).fma(w5, sum);
            sum = FloatVector.fromArray(SPECIES, x, at6 + beside).fma(w6, sum);
            sum = FloatVector.fromArray(SPECIES, x, at7 + beside).fma(w7, sum);
            sum = FloatVector.fromArray(SPECIES, x, at8 + beside).fma(w8, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }

    private static void five(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, weights + block.length);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, weights + 2 * block.length);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, weights + 3 * block.length);
        FloatVector w4 = FloatVector.fromArray(SPECIES, w, weights + 4 * block.length);
        int at0 = from + runs[firstRun];
        int at1 = from + runs[firstRun + 1];
        int at2 = from + runs[firstRun + 2];
        int at3 = from + runs[firstRun + 3];
        int at4 = from + runs[firstRun + 4];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.zero(SPECIES);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum = FloatVector.fromArray(SPECIES, x, at1 + beside).fma(w1, sum);
            sum = FloatVector.fromArray(SPECIES, x, at2 + beside).fma(w2, sum);
            sum = FloatVector.fromArray(SPECIES, x, at3 + beside).fma(w3, sum);
            sum = FloatVector.fromArray(SPECIES, x, at4 + beside).fma(w4, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }

    private static void three(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, weights + block.length);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, weights + 2 * block.length);
        int at0 = from + runs[firstRun];
        int at1 = from + runs[firstRun + 1];
        int at2 = from + runs[firstRun + 2];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.zero(SPECIES);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum = FloatVector.fromArray(SPECIES, x, at1 + beside).fma(w1, sum);
            sum = FloatVector.fromArray(SPECIES, x, at2 + beside).fma(w2, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }

    private static void one(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        int at0 = from + runs[firstRun];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.zero(SPECIES);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }

    private static void fiveMore(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, weights + block.length);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, weights + 2 * block.length);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, weights + 3 * block.length);
        FloatVector w4 = FloatVector.fromArray(SPECIES, w, weights + 4 * block.length);
        int at0 = from + runs[firstRun];
        int at1 = from + runs[firstRun + 1];
        int at2 = from + runs[firstRun + 2];
        int at3 = from + runs[firstRun + 3];
        int at4 = from + runs[firstRun + 4];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.fromArray(SPECIES, y, to);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum = FloatVector.fromArray(SPECIES, x, at1 + beside).fma(w1, sum);
            sum = FloatVector.fromArray(SPECIES, x, at2 + beside).fma(w2, sum);
            sum = FloatVector.fromArray(SPECIES, x, at3 + beside).fma(w3, sum);
            sum = FloatVector.fromArray(SPECIES, x, at4 + beside).fma(w4, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }

    private static void threeMore(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, weights + block.length);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, weights + 2 * block.length);
        int at0 = from + runs[firstRun];
        int at1 = from + runs[firstRun + 1];
        int at2 = from + runs[firstRun + 2];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.fromArray(SPECIES, y, to);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum = FloatVector.fromArray(SPECIES, x, at1 + beside).fma(w1, sum);
            sum = FloatVector.fromArray(SPECIES, x, at2 + beside).fma(w2, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }

    private static void oneMore(Block block, int firstRun, int channel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int from = block.xFrom + channel;
        int weights = block.wFrom + firstRun * block.length + channel;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, weights);
        int at0 = from + runs[firstRun];
        int step = block.xStep;
        int toStep = block.yStep;
        int beside = 0;
        int to = block.yFrom + channel;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector sum = FloatVector.fromArray(SPECIES, y, to);
            sum = FloatVector.fromArray(SPECIES, x, at0 + beside).fma(w0, sum);
            sum.intoArray(y, to);
            beside += step;
            to += toStep;
        }
    }
}
