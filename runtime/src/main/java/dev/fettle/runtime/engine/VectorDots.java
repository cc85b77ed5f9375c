package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops behind {@link VectorLanes#dot}: pixels by filters, one accumulator of sums per lane for each pair. All
/// rows of taps go through one loop, because filling and emptying the accumulators takes as long as a row.
final class VectorDots {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    private VectorDots() {}

    static void eightBy3(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int first = block.xFrom;
        int length = block.length;
        int all = block.runs * length;
        int w0 = block.wFrom;
        int w1 = w0 + all;
        int w2 = w1 + all;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        int step4 = step3 + block.xStep;
        int step5 = step4 + block.xStep;
        int step6 = step5 + block.xStep;
        int step7 = step6 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector d1 = FloatVector.zero(SPECIES);
        FloatVector d2 = FloatVector.zero(SPECIES);
        FloatVector e0 = FloatVector.zero(SPECIES);
        FloatVector e1 = FloatVector.zero(SPECIES);
        FloatVector e2 = FloatVector.zero(SPECIES);
        FloatVector f0 = FloatVector.zero(SPECIES);
        FloatVector f1 = FloatVector.zero(SPECIES);
        FloatVector f2 = FloatVector.zero(SPECIES);
        FloatVector g0 = FloatVector.zero(SPECIES);
        FloatVector g1 = FloatVector.zero(SPECIES);
        FloatVector g2 = FloatVector.zero(SPECIES);
        FloatVector h0 = FloatVector.zero(SPECIES);
        FloatVector h1 = FloatVector.zero(SPECIES);
        FloatVector h2 = FloatVector.zero(SPECIES);
        int run = 0;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i += COUNT) {
            FloatVector v0 = FloatVector.fromArray(SPECIES, w, w0 + i);
            FloatVector v1 = FloatVector.fromArray(SPECIES, w, w1 + i);
            FloatVector v2 = FloatVector.fromArray(SPECIES, w, w2 + i);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            a0 = x0.fma(v0, a0);
            a1 = x0.fma(v1, a1);
            a2 = x0.fma(v2, a2);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + step1);
            b0 = x1.fma(v0, b0);
            b1 = x1.fma(v1, b1);
            b2 = x1.fma(v2, b2);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + step2);
            c0 = x2.fma(v0, c0);
            c1 = x2.fma(v1, c1);
            c2 = x2.fma(v2, c2);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + step3);
            d0 = x3.fma(v0, d0);
            d1 = x3.fma(v1, d1);
            d2 = x3.fma(v2, d2);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at + step4);
            e0 = x4.fma(v0, e0);
            e1 = x4.fma(v1, e1);
            e2 = x4.fma(v2, e2);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at + step5);
            f0 = x5.fma(v0, f0);
            f1 = x5.fma(v1, f1);
            f2 = x5.fma(v2, f2);
            FloatVector x6 = FloatVector.fromArray(SPECIES, x, at + step6);
            g0 = x6.fma(v0, g0);
            g1 = x6.fma(v1, g1);
            g2 = x6.fma(v2, g2);
            FloatVector x7 = FloatVector.fromArray(SPECIES, x, at + step7);
            h0 = x7.fma(v0, h0);
            h1 = x7.fma(v1, h1);
            h2 = x7.fma(v2, h2);
            at += COUNT;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
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
        e0.intoArray(y, to + 12 * COUNT);
        e1.intoArray(y, to + 13 * COUNT);
        e2.intoArray(y, to + 14 * COUNT);
        f0.intoArray(y, to + 15 * COUNT);
        f1.intoArray(y, to + 16 * COUNT);
        f2.intoArray(y, to + 17 * COUNT);
        g0.intoArray(y, to + 18 * COUNT);
        g1.intoArray(y, to + 19 * COUNT);
        g2.intoArray(y, to + 20 * COUNT);
        h0.intoArray(y, to + 21 * COUNT);
        h1.intoArray(y, to + 22 * COUNT);
        h2.intoArray(y, to + 23 * COUNT);
    }

    static void fourBy3(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int first = block.xFrom;
        int length = block.length;
        int all = block.runs * length;
        int w0 = block.wFrom;
        int w1 = w0 + all;
        int w2 = w1 + all;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector d1 = FloatVector.zero(SPECIES);
        FloatVector d2 = FloatVector.zero(SPECIES);
        int run = 0;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i += COUNT) {
            FloatVector v0 = FloatVector.fromArray(SPECIES, w, w0 + i);
            FloatVector v1 = FloatVector.fromArray(SPECIES, w, w1 + i);
            FloatVector v2 = FloatVector.fromArray(SPECIES, w, w2 + i);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            a0 = x0.fma(v0, a0);
            a1 = x0.fma(v1, a1);
            a2 = x0.fma(v2, a2);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + step1);
            b0 = x1.fma(v0, b0);
            b1 = x1.fma(v1, b1);
            b2 = x1.fma(v2, b2);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + step2);
            c0 = x2.fma(v0, c0);
            c1 = x2.fma(v1, c1);
            c2 = x2.fma(v2, c2);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + step3);
            d0 = x3.fma(v0, d0);
            d1 = x3.fma(v1, d1);
            d2 = x3.fma(v2, d2);
            at += COUNT;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
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

    static void eightBy1(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int first = block.xFrom;
        int length = block.length;
        int all = block.runs * length;
        int w0 = block.wFrom;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        int step4 = step3 + block.xStep;
        int step5 = step4 + block.xStep;
        int step6 = step5 + block.xStep;
        int step7 = step6 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector e0 = FloatVector.zero(SPECIES);
        FloatVector f0 = FloatVector.zero(SPECIES);
        FloatVector g0 = FloatVector.zero(SPECIES);
        FloatVector h0 = FloatVector.zero(SPECIES);
        int run = 0;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i += COUNT) {
            FloatVector v0 = FloatVector.fromArray(SPECIES, w, w0 + i);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            a0 = x0.fma(v0, a0);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + step1);
            b0 = x1.fma(v0, b0);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + step2);
            c0 = x2.fma(v0, c0);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + step3);
            d0 = x3.fma(v0, d0);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at + step4);
            e0 = x4.fma(v0, e0);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at + step5);
            f0 = x5.fma(v0, f0);
            FloatVector x6 = FloatVector.fromArray(SPECIES, x, at + step6);
            g0 = x6.fma(v0, g0);
            FloatVector x7 = FloatVector.fromArray(SPECIES, x, at + step7);
            h0 = x7.fma(v0, h0);
            at += COUNT;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
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
