package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The loops behind {@link VectorLanes#accumulateGroups}, for vectors of sixteen floats: the channels of a
/// pixel are one vector, which is dealt out to lanes by permutations. The weights stay in up to sixteen of the
/// 32 registers, so pixels come one after the other, and there is no loop over channels to be entered for a few
/// of them.
///
/// With a broadcast for each channel ({@link VectorProducts#twelveBy1}) half of the products or more are with
/// zeros where a group has eight channels or fewer; here none is.
final class VectorGroupProducts {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    /// Lane i has channel c of its own eight.
    private static final VectorShuffle<Float> EIGHTS0 = ofEach(8, 0);
    private static final VectorShuffle<Float> EIGHTS1 = ofEach(8, 1);
    private static final VectorShuffle<Float> EIGHTS2 = ofEach(8, 2);
    private static final VectorShuffle<Float> EIGHTS3 = ofEach(8, 3);
    private static final VectorShuffle<Float> EIGHTS4 = ofEach(8, 4);
    private static final VectorShuffle<Float> EIGHTS5 = ofEach(8, 5);
    private static final VectorShuffle<Float> EIGHTS6 = ofEach(8, 6);
    private static final VectorShuffle<Float> EIGHTS7 = ofEach(8, 7);

    /// Lane i has channel c of its own four.
    private static final VectorShuffle<Float> FOURS0 = ofEach(4, 0);
    private static final VectorShuffle<Float> FOURS1 = ofEach(4, 1);
    private static final VectorShuffle<Float> FOURS2 = ofEach(4, 2);
    private static final VectorShuffle<Float> FOURS3 = ofEach(4, 3);

    /// Lane i has channel c of its own two.
    private static final VectorShuffle<Float> TWOS0 = ofEach(2, 0);
    private static final VectorShuffle<Float> TWOS1 = ofEach(2, 1);

    private static final VectorShuffle<Float> HALVES_SWAPPED = VectorShuffle.fromOp(SPECIES, lane -> lane ^ 8);
    private static final VectorMask<Float> SECOND_HALF = VectorMask.fromLong(SPECIES, 0xFF00L);

    private VectorGroupProducts() {}

    private static VectorShuffle<Float> ofEach(int channels, int channel) {
        return VectorShuffle.fromOp(SPECIES, lane -> lane / channels * channels + channel);
    }

    static void accumulate(Block block) {
        switch (block.length) {
            case 16 -> oneOf16(block);
            case 8 -> twoOf8(block);
            case 4 -> fourOf4(block);
            case 2 -> eightOf2(block);
            default -> throw new IllegalArgumentException("groups of " + block.length + " channels have no loop");
        }
    }

    /// One group: what is dealt out are two channels, eight apart, and serves two vectors of weights. Of
    /// the first sum lane i and lane i + 8 are of filter i, of the second of filter i + 8, each with half
    /// of the channels. Four weights are read anew for each pixel: with all sixteen C2 had too few
    /// registers, and put two of them down and took them up again each time.
    static void oneOf16(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int wFrom = block.wFrom;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, wFrom);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, wFrom + COUNT);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, wFrom + 2 * COUNT);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, wFrom + 3 * COUNT);
        FloatVector w4 = FloatVector.fromArray(SPECIES, w, wFrom + 4 * COUNT);
        FloatVector w5 = FloatVector.fromArray(SPECIES, w, wFrom + 5 * COUNT);
        FloatVector w6 = FloatVector.fromArray(SPECIES, w, wFrom + 6 * COUNT);
        FloatVector w7 = FloatVector.fromArray(SPECIES, w, wFrom + 7 * COUNT);
        FloatVector w8 = FloatVector.fromArray(SPECIES, w, wFrom + 8 * COUNT);
        FloatVector w9 = FloatVector.fromArray(SPECIES, w, wFrom + 9 * COUNT);
        FloatVector w10 = FloatVector.fromArray(SPECIES, w, wFrom + 10 * COUNT);
        FloatVector w11 = FloatVector.fromArray(SPECIES, w, wFrom + 11 * COUNT);
        int step = block.xStep;
        int toStep = block.yStep;
        int at = block.xFrom + block.runFrom[0];
        int to = block.yFrom;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector channels = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x0 = channels.rearrange(EIGHTS0);
            FloatVector a = x0.mul(w0);
            FloatVector b = x0.mul(w1);
            FloatVector x1 = channels.rearrange(EIGHTS1);
            a = x1.fma(w2, a);
            b = x1.fma(w3, b);
            FloatVector x2 = channels.rearrange(EIGHTS2);
            a = x2.fma(w4, a);
            b = x2.fma(w5, b);
            FloatVector x3 = channels.rearrange(EIGHTS3);
            a = x3.fma(w6, a);
            b = x3.fma(w7, b);
            FloatVector x4 = channels.rearrange(EIGHTS4);
            a = x4.fma(w8, a);
            b = x4.fma(w9, b);
            FloatVector x5 = channels.rearrange(EIGHTS5);
            a = x5.fma(w10, a);
            b = x5.fma(w11, b);
            FloatVector x6 = channels.rearrange(EIGHTS6);
            a = x6.fma(FloatVector.fromArray(SPECIES, w, wFrom + 12 * COUNT), a);
            b = x6.fma(FloatVector.fromArray(SPECIES, w, wFrom + 13 * COUNT), b);
            FloatVector x7 = channels.rearrange(EIGHTS7);
            a = x7.fma(FloatVector.fromArray(SPECIES, w, wFrom + 14 * COUNT), a);
            b = x7.fma(FloatVector.fromArray(SPECIES, w, wFrom + 15 * COUNT), b);
            FloatVector ofSecond = b.blend(a, SECOND_HALF).rearrange(HALVES_SWAPPED);
            a.blend(b, SECOND_HALF).add(ofSecond).intoArray(y, to);
            at += step;
            to += toStep;
        }
    }

    /// Two groups.
    static void twoOf8(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int wFrom = block.wFrom;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, wFrom);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, wFrom + COUNT);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, wFrom + 2 * COUNT);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, wFrom + 3 * COUNT);
        FloatVector w4 = FloatVector.fromArray(SPECIES, w, wFrom + 4 * COUNT);
        FloatVector w5 = FloatVector.fromArray(SPECIES, w, wFrom + 5 * COUNT);
        FloatVector w6 = FloatVector.fromArray(SPECIES, w, wFrom + 6 * COUNT);
        FloatVector w7 = FloatVector.fromArray(SPECIES, w, wFrom + 7 * COUNT);
        int step = block.xStep;
        int toStep = block.yStep;
        int at = block.xFrom + block.runFrom[0];
        int to = block.yFrom;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector channels = FloatVector.fromArray(SPECIES, x, at);
            FloatVector sum = channels.rearrange(EIGHTS0).mul(w0);
            sum = channels.rearrange(EIGHTS1).fma(w1, sum);
            sum = channels.rearrange(EIGHTS2).fma(w2, sum);
            sum = channels.rearrange(EIGHTS3).fma(w3, sum);
            sum = channels.rearrange(EIGHTS4).fma(w4, sum);
            sum = channels.rearrange(EIGHTS5).fma(w5, sum);
            sum = channels.rearrange(EIGHTS6).fma(w6, sum);
            sum = channels.rearrange(EIGHTS7).fma(w7, sum);
            sum.intoArray(y, to);
            at += step;
            to += toStep;
        }
    }

    /// Four groups.
    static void fourOf4(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int wFrom = block.wFrom;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, wFrom);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, wFrom + COUNT);
        FloatVector w2 = FloatVector.fromArray(SPECIES, w, wFrom + 2 * COUNT);
        FloatVector w3 = FloatVector.fromArray(SPECIES, w, wFrom + 3 * COUNT);
        int step = block.xStep;
        int toStep = block.yStep;
        int at = block.xFrom + block.runFrom[0];
        int to = block.yFrom;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector channels = FloatVector.fromArray(SPECIES, x, at);
            FloatVector sum = channels.rearrange(FOURS0).mul(w0);
            sum = channels.rearrange(FOURS1).fma(w1, sum);
            sum = channels.rearrange(FOURS2).fma(w2, sum);
            sum = channels.rearrange(FOURS3).fma(w3, sum);
            sum.intoArray(y, to);
            at += step;
            to += toStep;
        }
    }

    /// Eight groups.
    static void eightOf2(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int wFrom = block.wFrom;
        FloatVector w0 = FloatVector.fromArray(SPECIES, w, wFrom);
        FloatVector w1 = FloatVector.fromArray(SPECIES, w, wFrom + COUNT);
        int step = block.xStep;
        int toStep = block.yStep;
        int at = block.xFrom + block.runFrom[0];
        int to = block.yFrom;
        for (int i = block.pixels; i > 0; i--) {
            FloatVector channels = FloatVector.fromArray(SPECIES, x, at);
            FloatVector sum = channels.rearrange(TWOS0).mul(w0);
            sum = channels.rearrange(TWOS1).fma(w1, sum);
            sum.intoArray(y, to);
            at += step;
            to += toStep;
        }
    }
}
