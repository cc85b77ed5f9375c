package dev.fettle.runtime.engine;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The inner loops on `jdk.incubator.vector`. Loaded only where that module is: nobody else may name this
/// class before {@link Engine} has asked for the module.
///
/// Whether C2 keeps vectors in registers depends on small things (docs/design/0005-engine.md): the
/// accumulators are named locals, there is one loop per method, nothing is captured by a lambda. Twelve
/// accumulators, two filters and two pixels fill the 16 registers of AVX2; 512-bit vectors come with 32.
final class VectorLanes implements Lanes {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();
    private static final boolean WIDE = COUNT >= 16;

    @Override
    public String label() {
        return SPECIES.vectorBitSize() + "-bit vectors";
    }

    @Override
    public int count() {
        return COUNT;
    }

    @Override
    public int pixels(int vectors) {
        return vectors == 2 && !WIDE ? 6 : 12;
    }

    @Override
    public int vectors() {
        return 2;
    }

    @Override
    public void accumulate(Block block) {
        if (block.vectors == 1) {
            twelveBy1(block);
        } else if (WIDE && block.pixels > 6) {
            twelveBy2(block);
        } else {
            sixBy2(block);
        }
    }

    private static void sixBy2(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        float[] start = block.start;
        int length = block.length;
        int wFrom = block.wFrom;
        int at0 = block.xFrom;
        int at1 = at0 + block.xStep;
        int at2 = at1 + block.xStep;
        int at3 = at2 + block.xStep;
        int at4 = at3 + block.xStep;
        int at5 = at4 + block.xStep;
        int s0 = block.startFrom;
        int s1 = s0 + block.startStep;
        int s2 = s1 + block.startStep;
        int s3 = s2 + block.startStep;
        int s4 = s3 + block.startStep;
        int s5 = s4 + block.startStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, start, s0 + COUNT);
        FloatVector b0 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, start, s1 + COUNT);
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s2 + COUNT);
        FloatVector d0 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector d1 = FloatVector.fromArray(SPECIES, start, s3 + COUNT);
        FloatVector e0 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector e1 = FloatVector.fromArray(SPECIES, start, s4 + COUNT);
        FloatVector f0 = FloatVector.fromArray(SPECIES, start, s5);
        FloatVector f1 = FloatVector.fromArray(SPECIES, start, s5 + COUNT);
        for (int i = 0; i < length; i++) {
            int k = wFrom + i * (2 * COUNT);
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at0 + i]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at1 + i]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at2 + i]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at3 + i]);
            d0 = x3.fma(w0, d0);
            d1 = x3.fma(w1, d1);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[at4 + i]);
            e0 = x4.fma(w0, e0);
            e1 = x4.fma(w1, e1);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[at5 + i]);
            f0 = x5.fma(w0, f0);
            f1 = x5.fma(w1, f1);
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

    /// For machines with 32 registers.
    static void twelveBy2(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        float[] start = block.start;
        int length = block.length;
        int wFrom = block.wFrom;
        int at0 = block.xFrom;
        int at1 = at0 + block.xStep;
        int at2 = at1 + block.xStep;
        int at3 = at2 + block.xStep;
        int at4 = at3 + block.xStep;
        int at5 = at4 + block.xStep;
        int at6 = at5 + block.xStep;
        int at7 = at6 + block.xStep;
        int at8 = at7 + block.xStep;
        int at9 = at8 + block.xStep;
        int at10 = at9 + block.xStep;
        int at11 = at10 + block.xStep;
        int s0 = block.startFrom;
        int s1 = s0 + block.startStep;
        int s2 = s1 + block.startStep;
        int s3 = s2 + block.startStep;
        int s4 = s3 + block.startStep;
        int s5 = s4 + block.startStep;
        int s6 = s5 + block.startStep;
        int s7 = s6 + block.startStep;
        int s8 = s7 + block.startStep;
        int s9 = s8 + block.startStep;
        int s10 = s9 + block.startStep;
        int s11 = s10 + block.startStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, start, s0 + COUNT);
        FloatVector b0 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, start, s1 + COUNT);
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector c1 = FloatVector.fromArray(SPECIES, start, s2 + COUNT);
        FloatVector d0 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector d1 = FloatVector.fromArray(SPECIES, start, s3 + COUNT);
        FloatVector e0 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector e1 = FloatVector.fromArray(SPECIES, start, s4 + COUNT);
        FloatVector f0 = FloatVector.fromArray(SPECIES, start, s5);
        FloatVector f1 = FloatVector.fromArray(SPECIES, start, s5 + COUNT);
        FloatVector g0 = FloatVector.fromArray(SPECIES, start, s6);
        FloatVector g1 = FloatVector.fromArray(SPECIES, start, s6 + COUNT);
        FloatVector h0 = FloatVector.fromArray(SPECIES, start, s7);
        FloatVector h1 = FloatVector.fromArray(SPECIES, start, s7 + COUNT);
        FloatVector i0 = FloatVector.fromArray(SPECIES, start, s8);
        FloatVector i1 = FloatVector.fromArray(SPECIES, start, s8 + COUNT);
        FloatVector j0 = FloatVector.fromArray(SPECIES, start, s9);
        FloatVector j1 = FloatVector.fromArray(SPECIES, start, s9 + COUNT);
        FloatVector k0 = FloatVector.fromArray(SPECIES, start, s10);
        FloatVector k1 = FloatVector.fromArray(SPECIES, start, s10 + COUNT);
        FloatVector l0 = FloatVector.fromArray(SPECIES, start, s11);
        FloatVector l1 = FloatVector.fromArray(SPECIES, start, s11 + COUNT);
        for (int i = 0; i < length; i++) {
            int k = wFrom + i * (2 * COUNT);
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector w1 = FloatVector.fromArray(SPECIES, w, k + COUNT);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at0 + i]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at1 + i]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at2 + i]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at3 + i]);
            d0 = x3.fma(w0, d0);
            d1 = x3.fma(w1, d1);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[at4 + i]);
            e0 = x4.fma(w0, e0);
            e1 = x4.fma(w1, e1);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[at5 + i]);
            f0 = x5.fma(w0, f0);
            f1 = x5.fma(w1, f1);
            FloatVector x6 = FloatVector.broadcast(SPECIES, x[at6 + i]);
            g0 = x6.fma(w0, g0);
            g1 = x6.fma(w1, g1);
            FloatVector x7 = FloatVector.broadcast(SPECIES, x[at7 + i]);
            h0 = x7.fma(w0, h0);
            h1 = x7.fma(w1, h1);
            FloatVector x8 = FloatVector.broadcast(SPECIES, x[at8 + i]);
            i0 = x8.fma(w0, i0);
            i1 = x8.fma(w1, i1);
            FloatVector x9 = FloatVector.broadcast(SPECIES, x[at9 + i]);
            j0 = x9.fma(w0, j0);
            j1 = x9.fma(w1, j1);
            FloatVector x10 = FloatVector.broadcast(SPECIES, x[at10 + i]);
            k0 = x10.fma(w0, k0);
            k1 = x10.fma(w1, k1);
            FloatVector x11 = FloatVector.broadcast(SPECIES, x[at11 + i]);
            l0 = x11.fma(w0, l0);
            l1 = x11.fma(w1, l1);
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

    private static void twelveBy1(Block block) {
        float[] x = block.x;
        float[] w = block.w;
        float[] y = block.y;
        float[] start = block.start;
        int length = block.length;
        int wFrom = block.wFrom;
        int at0 = block.xFrom;
        int at1 = at0 + block.xStep;
        int at2 = at1 + block.xStep;
        int at3 = at2 + block.xStep;
        int at4 = at3 + block.xStep;
        int at5 = at4 + block.xStep;
        int at6 = at5 + block.xStep;
        int at7 = at6 + block.xStep;
        int at8 = at7 + block.xStep;
        int at9 = at8 + block.xStep;
        int at10 = at9 + block.xStep;
        int at11 = at10 + block.xStep;
        int s0 = block.startFrom;
        int s1 = s0 + block.startStep;
        int s2 = s1 + block.startStep;
        int s3 = s2 + block.startStep;
        int s4 = s3 + block.startStep;
        int s5 = s4 + block.startStep;
        int s6 = s5 + block.startStep;
        int s7 = s6 + block.startStep;
        int s8 = s7 + block.startStep;
        int s9 = s8 + block.startStep;
        int s10 = s9 + block.startStep;
        int s11 = s10 + block.startStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, start, s0);
        FloatVector b0 = FloatVector.fromArray(SPECIES, start, s1);
        FloatVector c0 = FloatVector.fromArray(SPECIES, start, s2);
        FloatVector d0 = FloatVector.fromArray(SPECIES, start, s3);
        FloatVector e0 = FloatVector.fromArray(SPECIES, start, s4);
        FloatVector f0 = FloatVector.fromArray(SPECIES, start, s5);
        FloatVector g0 = FloatVector.fromArray(SPECIES, start, s6);
        FloatVector h0 = FloatVector.fromArray(SPECIES, start, s7);
        FloatVector i0 = FloatVector.fromArray(SPECIES, start, s8);
        FloatVector j0 = FloatVector.fromArray(SPECIES, start, s9);
        FloatVector k0 = FloatVector.fromArray(SPECIES, start, s10);
        FloatVector l0 = FloatVector.fromArray(SPECIES, start, s11);
        for (int i = 0; i < length; i++) {
            int k = wFrom + i * COUNT;
            FloatVector w0 = FloatVector.fromArray(SPECIES, w, k);
            FloatVector x0 = FloatVector.broadcast(SPECIES, x[at0 + i]);
            a0 = x0.fma(w0, a0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, x[at1 + i]);
            b0 = x1.fma(w0, b0);
            FloatVector x2 = FloatVector.broadcast(SPECIES, x[at2 + i]);
            c0 = x2.fma(w0, c0);
            FloatVector x3 = FloatVector.broadcast(SPECIES, x[at3 + i]);
            d0 = x3.fma(w0, d0);
            FloatVector x4 = FloatVector.broadcast(SPECIES, x[at4 + i]);
            e0 = x4.fma(w0, e0);
            FloatVector x5 = FloatVector.broadcast(SPECIES, x[at5 + i]);
            f0 = x5.fma(w0, f0);
            FloatVector x6 = FloatVector.broadcast(SPECIES, x[at6 + i]);
            g0 = x6.fma(w0, g0);
            FloatVector x7 = FloatVector.broadcast(SPECIES, x[at7 + i]);
            h0 = x7.fma(w0, h0);
            FloatVector x8 = FloatVector.broadcast(SPECIES, x[at8 + i]);
            i0 = x8.fma(w0, i0);
            FloatVector x9 = FloatVector.broadcast(SPECIES, x[at9 + i]);
            j0 = x9.fma(w0, j0);
            FloatVector x10 = FloatVector.broadcast(SPECIES, x[at10 + i]);
            k0 = x10.fma(w0, k0);
            FloatVector x11 = FloatVector.broadcast(SPECIES, x[at11 + i]);
            l0 = x11.fma(w0, l0);
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

    @Override
    public int dotFilters() {
        return 3;
    }

    @Override
    public int dotPixels(int filters) {
        return filters == 1 ? 8 : 4;
    }

    @Override
    public void dot(Block block) {
        if (block.vectors == 1) {
            dotEightBy1(block);
        } else {
            dotFourBy3(block);
        }
    }

    private static void dotFourBy3(Block block) {
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

    private static void dotEightBy1(Block block) {
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

    /// Halves are added to halves, because the order of {@link FloatVector#reduceLanes} is not specified.
    @Override
    public void addLanes(float[] array, int from, int vectors) {
        for (int vector = 0; vector < vectors; vector++) {
            int at = from + vector * COUNT;
            if (COUNT == 16) {
                FloatVector low = FloatVector.fromArray(FloatVector.SPECIES_256, array, at);
                low.add(FloatVector.fromArray(FloatVector.SPECIES_256, array, at + 8))
                        .intoArray(array, at);
            }
            if (COUNT >= 8) {
                FloatVector low = FloatVector.fromArray(FloatVector.SPECIES_128, array, at);
                low.add(FloatVector.fromArray(FloatVector.SPECIES_128, array, at + 4))
                        .intoArray(array, at);
            }
            array[at] = array[at] + array[at + 2] + (array[at + 1] + array[at + 3]);
        }
    }

    @Override
    public void multiplyAdd(float[] x, int xFrom, float[] w, int wFrom, float[] y, int yFrom, int length) {
        int whole = SPECIES.loopBound(length);
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, y, yFrom + i);
            FloatVector factor = FloatVector.fromArray(SPECIES, w, wFrom + i);
            FloatVector.fromArray(SPECIES, x, xFrom + i).fma(factor, sum).intoArray(y, yFrom + i);
        }
        for (int i = whole; i < length; i++) {
            y[yFrom + i] = Math.fma(x[xFrom + i], w[wFrom + i], y[yFrom + i]);
        }
    }

    @Override
    public void finish(Finish finish) {
        int first = finish.xFrom;
        for (int pixel = 0; pixel < finish.pixels; pixel++) {
            int residual = finish.residualFrom + pixel * finish.residualStep;
            int to = finish.yFrom + pixel * finish.yStep;
            int from = first + pixel * finish.xStep;
            if (finish.hasResidual) {
                finishWithResidual(finish, from, residual, to);
            } else {
                finishAlone(finish, from, to);
            }
        }
    }

    private static void finishAlone(Finish finish, int from, int to) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] y = finish.y;
        FloatVector slope = FloatVector.broadcast(SPECIES, finish.first.slope());
        int whole = SPECIES.loopBound(finish.channels);
        for (int c = 0; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                    .add(FloatVector.fromArray(SPECIES, bias, finish.biasFrom + c));
            activated(sum, slope).intoArray(y, to + c);
        }
        for (int c = whole; c < finish.channels; c++) {
            y[to + c] = finish.first.of(x[from + c] + bias[finish.biasFrom + c]);
        }
    }

    private static void finishWithResidual(Finish finish, int from, int residualFrom, int to) {
        float[] x = finish.x;
        float[] bias = finish.bias;
        float[] residual = finish.residual;
        float[] y = finish.y;
        FloatVector first = FloatVector.broadcast(SPECIES, finish.first.slope());
        FloatVector then = FloatVector.broadcast(SPECIES, finish.then.slope());
        int whole = SPECIES.loopBound(finish.channels);
        for (int c = 0; c < whole; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                    .add(FloatVector.fromArray(SPECIES, bias, finish.biasFrom + c));
            FloatVector joined = activated(sum, first).add(FloatVector.fromArray(SPECIES, residual, residualFrom + c));
            activated(joined, then).intoArray(y, to + c);
        }
        for (int c = whole; c < finish.channels; c++) {
            float sum = finish.first.of(x[from + c] + bias[finish.biasFrom + c]);
            y[to + c] = finish.then.of(sum + residual[residualFrom + c]);
        }
    }

    /// max(x, 0) + slope · min(x, 0), so that slope 1 leaves x as it is.
    private static FloatVector activated(FloatVector x, FloatVector slope) {
        return x.min(0f).fma(slope, x.max(0f));
    }

    @Override
    public Optional<TileTransform> tileTransform(int side) {
        return switch (side) {
            case 4 -> Optional.of(new VectorTile4());
            default -> Optional.empty();
        };
    }
}
