package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// {@link VectorWideProducts} by vectors of half the length, for filters that leave half of the last vector free, or
/// fill one alone: for processors that take a vector of 512 bits in two halves ({@link Processor#halvesVectors}). There
/// 20 filters cost as much as 24, and a broadcast, on which a single vector waits, serves two. Each sum has the bits
/// that it has in whole vectors; the free half of the last vector stays as it was.
final class VectorHalfProducts {
    private static final VectorSpecies<Float> WHOLE_SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> SPECIES =
            VectorSpecies.of(float.class, VectorShape.forBitSize(WHOLE_SPECIES.vectorBitSize() / 2));
    private static final int WHOLE = WHOLE_SPECIES.length();
    private static final int COUNT = SPECIES.length();

    private VectorHalfProducts() {}

    /// What {@link Lanes#accumulate} does. Where a loop takes half as many pixels as that, it runs twice, or once if no
    /// more matter.
    static void accumulate(Block block) {
        switch (block.vectors) {
            case 1 -> twelveBy2(block, 0);
            case 2 -> {
                sixBy3(block, 0);
                if (block.pixels > 6) {
                    sixBy3(block, 6);
                }
            }
            case 3 -> {
                fourBy5(block, 0);
                if (block.pixels > 4) {
                    fourBy5(block, 4);
                }
            }
            default -> {
                threeBy7(block, 0);
                if (block.pixels > 3) {
                    threeBy7(block, 3);
                }
            }
        }
    }

    static void twelveBy2(Block block, int firstPixel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int wStep = block.vectors * WHOLE;
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
        FloatVector g0 = FloatVector.zero(SPECIES);
        FloatVector g1 = FloatVector.zero(SPECIES);
        FloatVector h0 = FloatVector.zero(SPECIES);
        FloatVector h1 = FloatVector.zero(SPECIES);
        FloatVector i0 = FloatVector.zero(SPECIES);
        FloatVector i1 = FloatVector.zero(SPECIES);
        FloatVector j0 = FloatVector.zero(SPECIES);
        FloatVector j1 = FloatVector.zero(SPECIES);
        FloatVector k0 = FloatVector.zero(SPECIES);
        FloatVector k1 = FloatVector.zero(SPECIES);
        FloatVector l0 = FloatVector.zero(SPECIES);
        FloatVector l1 = FloatVector.zero(SPECIES);
        int run = 0;
        int first = block.xFrom + firstPixel * block.xStep;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * wStep;
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
            FloatVector x6 = FloatVector.broadcast(SPECIES, x[at + step6]);
            g0 = x6.fma(w0, g0);
            g1 = x6.fma(w1, g1);
            FloatVector x7 = FloatVector.broadcast(SPECIES, x[at + step7]);
            h0 = x7.fma(w0, h0);
            h1 = x7.fma(w1, h1);
            FloatVector x8 = FloatVector.broadcast(SPECIES, x[at + step8]);
            i0 = x8.fma(w0, i0);
            i1 = x8.fma(w1, i1);
            FloatVector x9 = FloatVector.broadcast(SPECIES, x[at + step9]);
            j0 = x9.fma(w0, j0);
            j1 = x9.fma(w1, j1);
            FloatVector x10 = FloatVector.broadcast(SPECIES, x[at + step10]);
            k0 = x10.fma(w0, k0);
            k1 = x10.fma(w1, k1);
            FloatVector x11 = FloatVector.broadcast(SPECIES, x[at + step11]);
            l0 = x11.fma(w0, l0);
            l1 = x11.fma(w1, l1);
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        int to0 = block.yFrom + firstPixel * block.yStep;
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
        g0.intoArray(y, to6);
        g1.intoArray(y, to6 + COUNT);
        h0.intoArray(y, to7);
        h1.intoArray(y, to7 + COUNT);
        i0.intoArray(y, to8);
        i1.intoArray(y, to8 + COUNT);
        j0.intoArray(y, to9);
        j1.intoArray(y, to9 + COUNT);
        k0.intoArray(y, to10);
        k1.intoArray(y, to10 + COUNT);
        l0.intoArray(y, to11);
        l1.intoArray(y, to11 + COUNT);
    }

    static void sixBy3(Block block, int firstPixel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int wStep = block.vectors * WHOLE;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        int step4 = step3 + block.xStep;
        int step5 = step4 + block.xStep;
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
        int run = 0;
        int first = block.xFrom + firstPixel * block.xStep;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * wStep;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + COUNT);
            FloatVector w2 = FloatVector.fromArray(SPECIES, w, k + 2 * COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            a2 = x0.fma(w2, a2);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + step1]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            b2 = x1.fma(w2, b2);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + step2]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            c2 = x2.fma(w2, c2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at + step3]);
            d0 = x3.fma(w0, d0);
            d1 = x3.fma(w1, d1);
            d2 = x3.fma(w2, d2);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[at + step4]);
            e0 = x4.fma(w0, e0);
            e1 = x4.fma(w1, e1);
            e2 = x4.fma(w2, e2);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[at + step5]);
            f0 = x5.fma(w0, f0);
            f1 = x5.fma(w1, f1);
            f2 = x5.fma(w2, f2);
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        int to0 = block.yFrom + firstPixel * block.yStep;
        int to1 = to0 + block.yStep;
        int to2 = to1 + block.yStep;
        int to3 = to2 + block.yStep;
        int to4 = to3 + block.yStep;
        int to5 = to4 + block.yStep;
        a0.intoArray(y, to0);
        a1.intoArray(y, to0 + COUNT);
        a2.intoArray(y, to0 + 2 * COUNT);
        b0.intoArray(y, to1);
        b1.intoArray(y, to1 + COUNT);
        b2.intoArray(y, to1 + 2 * COUNT);
        c0.intoArray(y, to2);
        c1.intoArray(y, to2 + COUNT);
        c2.intoArray(y, to2 + 2 * COUNT);
        d0.intoArray(y, to3);
        d1.intoArray(y, to3 + COUNT);
        d2.intoArray(y, to3 + 2 * COUNT);
        e0.intoArray(y, to4);
        e1.intoArray(y, to4 + COUNT);
        e2.intoArray(y, to4 + 2 * COUNT);
        f0.intoArray(y, to5);
        f1.intoArray(y, to5 + COUNT);
        f2.intoArray(y, to5 + 2 * COUNT);
    }

    static void fourBy5(Block block, int firstPixel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int wStep = block.vectors * WHOLE;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        int step3 = step2 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector a4 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector b4 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector d0 = FloatVector.zero(SPECIES);
        FloatVector d1 = FloatVector.zero(SPECIES);
        FloatVector d2 = FloatVector.zero(SPECIES);
        FloatVector d3 = FloatVector.zero(SPECIES);
        FloatVector d4 = FloatVector.zero(SPECIES);
        int run = 0;
        int first = block.xFrom + firstPixel * block.xStep;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * wStep;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + COUNT);
            FloatVector w2 = FloatVector.fromArray(SPECIES, w, k + 2 * COUNT);
            FloatVector w3 = FloatVector.fromArray(SPECIES, w, k + 3 * COUNT);
            FloatVector w4 = FloatVector.fromArray(SPECIES, w, k + 4 * COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            a2 = x0.fma(w2, a2);
            a3 = x0.fma(w3, a3);
            a4 = x0.fma(w4, a4);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + step1]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            b2 = x1.fma(w2, b2);
            b3 = x1.fma(w3, b3);
            b4 = x1.fma(w4, b4);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + step2]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            c2 = x2.fma(w2, c2);
            c3 = x2.fma(w3, c3);
            c4 = x2.fma(w4, c4);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at + step3]);
            d0 = x3.fma(w0, d0);
            d1 = x3.fma(w1, d1);
            d2 = x3.fma(w2, d2);
            d3 = x3.fma(w3, d3);
            d4 = x3.fma(w4, d4);
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        int to0 = block.yFrom + firstPixel * block.yStep;
        int to1 = to0 + block.yStep;
        int to2 = to1 + block.yStep;
        int to3 = to2 + block.yStep;
        a0.intoArray(y, to0);
        a1.intoArray(y, to0 + COUNT);
        a2.intoArray(y, to0 + 2 * COUNT);
        a3.intoArray(y, to0 + 3 * COUNT);
        a4.intoArray(y, to0 + 4 * COUNT);
        b0.intoArray(y, to1);
        b1.intoArray(y, to1 + COUNT);
        b2.intoArray(y, to1 + 2 * COUNT);
        b3.intoArray(y, to1 + 3 * COUNT);
        b4.intoArray(y, to1 + 4 * COUNT);
        c0.intoArray(y, to2);
        c1.intoArray(y, to2 + COUNT);
        c2.intoArray(y, to2 + 2 * COUNT);
        c3.intoArray(y, to2 + 3 * COUNT);
        c4.intoArray(y, to2 + 4 * COUNT);
        d0.intoArray(y, to3);
        d1.intoArray(y, to3 + COUNT);
        d2.intoArray(y, to3 + 2 * COUNT);
        d3.intoArray(y, to3 + 3 * COUNT);
        d4.intoArray(y, to3 + 4 * COUNT);
    }

    static void threeBy7(Block block, int firstPixel) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        int[] runs = block.runFrom;
        int length = block.length;
        int all = block.runs * length;
        int wFrom = block.wFrom;
        int wStep = block.vectors * WHOLE;
        int step1 = block.xStep;
        int step2 = step1 + block.xStep;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = FloatVector.zero(SPECIES);
        FloatVector a2 = FloatVector.zero(SPECIES);
        FloatVector a3 = FloatVector.zero(SPECIES);
        FloatVector a4 = FloatVector.zero(SPECIES);
        FloatVector a5 = FloatVector.zero(SPECIES);
        FloatVector a6 = FloatVector.zero(SPECIES);
        FloatVector b0 = FloatVector.zero(SPECIES);
        FloatVector b1 = FloatVector.zero(SPECIES);
        FloatVector b2 = FloatVector.zero(SPECIES);
        FloatVector b3 = FloatVector.zero(SPECIES);
        FloatVector b4 = FloatVector.zero(SPECIES);
        FloatVector b5 = FloatVector.zero(SPECIES);
        FloatVector b6 = FloatVector.zero(SPECIES);
        FloatVector c0 = FloatVector.zero(SPECIES);
        FloatVector c1 = FloatVector.zero(SPECIES);
        FloatVector c2 = FloatVector.zero(SPECIES);
        FloatVector c3 = FloatVector.zero(SPECIES);
        FloatVector c4 = FloatVector.zero(SPECIES);
        FloatVector c5 = FloatVector.zero(SPECIES);
        FloatVector c6 = FloatVector.zero(SPECIES);
        int run = 0;
        int first = block.xFrom + firstPixel * block.xStep;
        int at = first + runs[0];
        int end = at + length;
        for (int i = 0; i < all; i++) {
            int k = wFrom + i * wStep;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + COUNT);
            FloatVector w2 = FloatVector.fromArray(SPECIES, w, k + 2 * COUNT);
            FloatVector w3 = FloatVector.fromArray(SPECIES, w, k + 3 * COUNT);
            FloatVector w4 = FloatVector.fromArray(SPECIES, w, k + 4 * COUNT);
            FloatVector w5 = FloatVector.fromArray(SPECIES, w, k + 5 * COUNT);
            FloatVector w6 = FloatVector.fromArray(SPECIES, w, k + 6 * COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            a2 = x0.fma(w2, a2);
            a3 = x0.fma(w3, a3);
            a4 = x0.fma(w4, a4);
            a5 = x0.fma(w5, a5);
            a6 = x0.fma(w6, a6);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + step1]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            b2 = x1.fma(w2, b2);
            b3 = x1.fma(w3, b3);
            b4 = x1.fma(w4, b4);
            b5 = x1.fma(w5, b5);
            b6 = x1.fma(w6, b6);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + step2]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            c2 = x2.fma(w2, c2);
            c3 = x2.fma(w3, c3);
            c4 = x2.fma(w4, c4);
            c5 = x2.fma(w5, c5);
            c6 = x2.fma(w6, c6);
            at++;
            if (at == end) {
                run++;
                at = first + runs[run];
                end = at + length;
            }
        }
        int to0 = block.yFrom + firstPixel * block.yStep;
        int to1 = to0 + block.yStep;
        int to2 = to1 + block.yStep;
        a0.intoArray(y, to0);
        a1.intoArray(y, to0 + COUNT);
        a2.intoArray(y, to0 + 2 * COUNT);
        a3.intoArray(y, to0 + 3 * COUNT);
        a4.intoArray(y, to0 + 4 * COUNT);
        a5.intoArray(y, to0 + 5 * COUNT);
        a6.intoArray(y, to0 + 6 * COUNT);
        b0.intoArray(y, to1);
        b1.intoArray(y, to1 + COUNT);
        b2.intoArray(y, to1 + 2 * COUNT);
        b3.intoArray(y, to1 + 3 * COUNT);
        b4.intoArray(y, to1 + 4 * COUNT);
        b5.intoArray(y, to1 + 5 * COUNT);
        b6.intoArray(y, to1 + 6 * COUNT);
        c0.intoArray(y, to2);
        c1.intoArray(y, to2 + COUNT);
        c2.intoArray(y, to2 + 2 * COUNT);
        c3.intoArray(y, to2 + 3 * COUNT);
        c4.intoArray(y, to2 + 4 * COUNT);
        c5.intoArray(y, to2 + 5 * COUNT);
        c6.intoArray(y, to2 + 6 * COUNT);
    }
}
