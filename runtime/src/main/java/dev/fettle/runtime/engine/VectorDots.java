package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops behind {@link VectorLanes#dot}: pixels by filters, one accumulator of sums per lane for each pair.
final class VectorDots {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    private VectorDots() {}

    static void dotFourBy3(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        float[] start = block.start;
        int length = block.length;
        int w0 = block.wFrom;
        int w1 = block.wFrom + length;
        int w2 = block.wFrom + 2 * length;
        int at0 = block.xFrom;
        int at1 = at0 + block.xStep;
        int at2 = at1 + block.xStep;
        int at3 = at2 + block.xStep;
        int from = block.startFrom;
        int step = block.startStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, start, from);
        FloatVector a1 = FloatVector.fromArray(SPECIES, start, from + step);
        FloatVector a2 = FloatVector.fromArray(SPECIES, start, from + 2 * step);
        FloatVector b0 = FloatVector.fromArray(SPECIES, start, from + 3 * step);
        FloatVector b1 = FloatVector.fromArray(SPECIES, start, from + 4 * step);
        FloatVector b2 = FloatVector.fromArray(SPECIES, start, from + 5 * step);
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, from + 6 * step);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, from + 7 * step);
        FloatVector c2 = FloatVector.fromArray(SPECIES, start, from + 8 * step);
        FloatVector d0 = FloatVector.fromArray(SPECIES, start, from + 9 * step);
        FloatVector d1 = FloatVector.fromArray(SPECIES, start, from + 10 * step);
        FloatVector d2 = FloatVector.fromArray(SPECIES, start, from + 11 * step);
        for (int i = 0; i < length; i += COUNT) {
            FloatVector v0 = FloatVector.fromArray(SPECIES, w, w0 + i);
            FloatVector v1 = FloatVector.fromArray(SPECIES, w, w1 + i);
            FloatVector v2 = FloatVector.fromArray(SPECIES, w, w2 + i);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at0 + i);
            a0 = x0.fma(v0, a0);
            a1 = x0.fma(v1, a1);
            a2 = x0.fma(v2, a2);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at1 + i);
            b0 = x1.fma(v0, b0);
            b1 = x1.fma(v1, b1);
            b2 = x1.fma(v2, b2);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at2 + i);
            c0 = x2.fma(v0, c0);
            c1 = x2.fma(v1, c1);
            c2 = x2.fma(v2, c2);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at3 + i);
            d0 = x3.fma(v0, d0);
            d1 = x3.fma(v1, d1);
            d2 = x3.fma(v2, d2);
        }
        int to = block.yFrom;
        a0.intoArray(y, to);
        a1.intoArray(y, to + COUNT);
        a2.intoArray(y, to + 2 * COUNT);
        b0.intoArray(y, to + 3 * COUNT);
        b1.intoArray(y, to + 4 * COUNT);
        b2.intoArray(y, to + 5 * COUNT);
        c0.intoArray(y, to + 6 * COUNT);
        c1.intoArray(y, to + 7 * COUNT);
        c2.intoArray(y, to + 8 * COUNT);
        d0.intoArray(y, to + 9 * COUNT);
        d1.intoArray(y, to + 10 * COUNT);
        d2.intoArray(y, to + 11 * COUNT);
    }

    static void dotEightBy1(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        float[] start = block.start;
        int length = block.length;
        int w0 = block.wFrom;
        int at0 = block.xFrom;
        int at1 = at0 + block.xStep;
        int at2 = at1 + block.xStep;
        int at3 = at2 + block.xStep;
        int at4 = at3 + block.xStep;
        int at5 = at4 + block.xStep;
        int at6 = at5 + block.xStep;
        int at7 = at6 + block.xStep;
        int from = block.startFrom;
        int step = block.startStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, start, from);
        FloatVector b0 = FloatVector.fromArray(SPECIES, start, from + step);
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, from + 2 * step);
        FloatVector d0 = FloatVector.fromArray(SPECIES, start, from + 3 * step);
        FloatVector e0 = FloatVector.fromArray(SPECIES, start, from + 4 * step);
        FloatVector f0 = FloatVector.fromArray(SPECIES, start, from + 5 * step);
        FloatVector g0 = FloatVector.fromArray(SPECIES, start, from + 6 * step);
        FloatVector h0 = FloatVector.fromArray(SPECIES, start, from + 7 * step);
        for (int i = 0; i < length; i += COUNT) {
            FloatVector v0 = FloatVector.fromArray(SPECIES, w, w0 + i);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at0 + i);
            a0 = x0.fma(v0, a0);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at1 + i);
            b0 = x1.fma(v0, b0);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at2 + i);
            c0 = x2.fma(v0, c0);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at3 + i);
            d0 = x3.fma(v0, d0);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at4 + i);
            e0 = x4.fma(v0, e0);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at5 + i);
            f0 = x5.fma(v0, f0);
            FloatVector x6 = FloatVector.fromArray(SPECIES, x, at6 + i);
            g0 = x6.fma(v0, g0);
            FloatVector x7 = FloatVector.fromArray(SPECIES, x, at7 + i);
            h0 = x7.fma(v0, h0);
        }
        int to = block.yFrom;
        a0.intoArray(y, to);
        b0.intoArray(y, to + COUNT);
        c0.intoArray(y, to + 2 * COUNT);
        d0.intoArray(y, to + 3 * COUNT);
        e0.intoArray(y, to + 4 * COUNT);
        f0.intoArray(y, to + 5 * COUNT);
        g0.intoArray(y, to + 6 * COUNT);
        h0.intoArray(y, to + 7 * COUNT);
    }
}
