package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The loops behind {@link VectorLanes#accumulate}: pixels by vectors of filters, one accumulator for each pair. Twelve
/// accumulators, two filters and two pixels fill the 16 registers of AVX2; see {@link VectorWideProducts} for 32.
final class VectorProducts {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    private VectorProducts() {}

    static void sixBy2(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        int step4 = step3 + block.xStep;
        int step5 = step4 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector d1 = FloatVector.zero(SPECIES);
        FloatVector e0 = FloatVector.zero(SPECIES);
        FloatVector e1 = FloatVector.zero(SPECIES);
        FloatVector f0 = FloatVector.zero(SPECIES);
        FloatVector f1 = FloatVector.zero(SPECIES);
        int run = 0;
        int first = block.xFrom;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * (2 * COUNT);
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + step1]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + step2]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at + step3]);
            d0 = x3.fma(w0, d0);
            d1 = x3.fma(w1, d1);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[at + step4]);
            e0 = x4.fma(w0, e0);
            e1 = x4.fma(w1, e1);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[at + step5]);
            f0 = x5.fma(w0, f0);
            f1 = x5.fma(w1, f1);
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        int to0 = block.yFrom;
        int to1 = to0 + block.yStep;
        int to2 = to1 + block.yStep;
        int to3 = to2 + block.yStep;
        int to4 = to3 + block.yStep;
        int to5 = to4 + block.yStep;
        a0.intoArray(y, to0);
        a1.intoArray(y, to0 + COUNT);
        b0.intoArray(y, to1);
        b1.intoArray(y, to1 + COUNT);
        c0.intoArray(y, to2);
        c1.intoArray(y, to2 + COUNT);
        d0.intoArray(y, to3);
        d1.intoArray(y, to3 + COUNT);
        e0.intoArray(y, to4);
        e1.intoArray(y, to4 + COUNT);
        f0.intoArray(y, to5);
        f1.intoArray(y, to5 + COUNT);
    }

    static void twelveBy1(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        int step4 = step3 + block.xStep;
        int step5 = step4 + block.xStep;
        int step6 = step5 + block.xStep;
        int step7 = step6 + block.xStep;
        int step8 = step7 + block.xStep;
        int step9 = step8 + block.xStep;
        int step10 = step9 + block.xStep;
        int step11 = step10 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector e0 = FloatVector.zero(SPECIES);
        FloatVector f0 = FloatVector.zero(SPECIES);
        FloatVector g0 = FloatVector.zero(SPECIES);
        FloatVector h0 = FloatVector.zero(SPECIES);
        FloatVector i0 = FloatVector.zero(SPECIES);
        FloatVector j0 = FloatVector.zero(SPECIES);
        FloatVector k0 = FloatVector.zero(SPECIES);
        FloatVector l0 = FloatVector.zero(SPECIES);
        int run = 0;
        int first = block.xFrom;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * COUNT;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
            a0 = x0.fma(w0, a0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + step1]);
            b0 = x1.fma(w0, b0);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + step2]);
            c0 = x2.fma(w0, c0);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at + step3]);
            d0 = x3.fma(w0, d0);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[at + step4]);
            e0 = x4.fma(w0, e0);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[at + step5]);
            f0 = x5.fma(w0, f0);
            FloatVector x6 = FloatVector.broadcast(SPECIES, x[at + step6]);
            g0 = x6.fma(w0, g0);
            FloatVector x7 = FloatVector.broadcast(SPECIES, x[at + step7]);
            h0 = x7.fma(w0, h0);
            FloatVector x8 = FloatVector.broadcast(SPECIES, x[at + step8]);
            i0 = x8.fma(w0, i0);
            FloatVector x9 = FloatVector.broadcast(SPECIES, x[at + step9]);
            j0 = x9.fma(w0, j0);
            FloatVector x10 = FloatVector.broadcast(SPECIES, x[at + step10]);
            k0 = x10.fma(w0, k0);
            FloatVector x11 = FloatVector.broadcast(SPECIES, x[at + step11]);
            l0 = x11.fma(w0, l0);
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        int to0 = block.yFrom;
        int to1 = to0 + block.yStep;
        int to2 = to1 + block.yStep;
        int to3 = to2 + block.yStep;
        int to4 = to3 + block.yStep;
        int to5 = to4 + block.yStep;
        int to6 = to5 + block.yStep;
        int to7 = to6 + block.yStep;
        int to8 = to7 + block.yStep;
        int to9 = to8 + block.yStep;
        int to10 = to9 + block.yStep;
        int to11 = to10 + block.yStep;
        a0.intoArray(y, to0);
        b0.intoArray(y, to1);
        c0.intoArray(y, to2);
        d0.intoArray(y, to3);
        e0.intoArray(y, to4);
        f0.intoArray(y, to5);
        g0.intoArray(y, to6);
        h0.intoArray(y, to7);
        i0.intoArray(y, to8);
        j0.intoArray(y, to9);
        k0.intoArray(y, to10);
        l0.intoArray(y, to11);
    }
}
