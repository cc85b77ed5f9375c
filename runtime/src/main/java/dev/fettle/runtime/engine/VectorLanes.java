package dev.fettle.runtime.engine;

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
    public void accumulate(
            float[] x,
            int from,
            int step,
            int length,
            float[] w,
            int wFrom,
            int vectors,
            float[] y,
            int yFrom,
            int yStep) {
        if (vectors == 1) {
            twelveBy1(x, from, step, length, w, wFrom, y, yFrom, yStep);
        } else if (WIDE) {
            twelveBy2(x, from, step, length, w, wFrom, y, yFrom, yStep);
        } else {
            sixBy2(x, from, step, length, w, wFrom, y, yFrom, yStep);
        }
    }

    private static void sixBy2(
            float[] x, int from, int step, int length, float[] w, int wFrom, float[] y, int yFrom, int yStep) {
        int at0 = from;
        int at1 = at0 + step;
        int at2 = at1 + step;
        int at3 = at2 + step;
        int at4 = at3 + step;
        int at5 = at4 + step;
        int to0 = yFrom;
        int to1 = to0 + yStep;
        int to2 = to1 + yStep;
        int to3 = to2 + yStep;
        int to4 = to3 + yStep;
        int to5 = to4 + yStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, to0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, to0 + COUNT);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, to1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, to1 + COUNT);
        FloatVector c0 = FloatVector.fromArray(SPECIES, y, to2);
        FloatVector c1 = FloatVector.fromArray(SPECIES, y, to2 + COUNT);
        FloatVector d0 = FloatVector.fromArray(SPECIES, y, to3);
        FloatVector d1 = FloatVector.fromArray(SPECIES, y, to3 + COUNT);
        FloatVector e0 = FloatVector.fromArray(SPECIES, y, to4);
        FloatVector e1 = FloatVector.fromArray(SPECIES, y, to4 + COUNT);
        FloatVector f0 = FloatVector.fromArray(SPECIES, y, to5);
        FloatVector f1 = FloatVector.fromArray(SPECIES, y, to5 + COUNT);
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
    static void twelveBy2(
            float[] x, int from, int step, int length, float[] w, int wFrom, float[] y, int yFrom, int yStep) {
        int at0 = from;
        int at1 = at0 + step;
        int at2 = at1 + step;
        int at3 = at2 + step;
        int at4 = at3 + step;
        int at5 = at4 + step;
        int at6 = at5 + step;
        int at7 = at6 + step;
        int at8 = at7 + step;
        int at9 = at8 + step;
        int at10 = at9 + step;
        int at11 = at10 + step;
        int to0 = yFrom;
        int to1 = to0 + yStep;
        int to2 = to1 + yStep;
        int to3 = to2 + yStep;
        int to4 = to3 + yStep;
        int to5 = to4 + yStep;
        int to6 = to5 + yStep;
        int to7 = to6 + yStep;
        int to8 = to7 + yStep;
        int to9 = to8 + yStep;
        int to10 = to9 + yStep;
        int to11 = to10 + yStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, to0);
        FloatVector a1 = FloatVector.fromArray(SPECIES, y, to0 + COUNT);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, to1);
        FloatVector b1 = FloatVector.fromArray(SPECIES, y, to1 + COUNT);
        FloatVector c0 = FloatVector.fromArray(SPECIES, y, to2);
        FloatVector c1 = FloatVector.fromArray(SPECIES, y, to2 + COUNT);
        FloatVector d0 = FloatVector.fromArray(SPECIES, y, to3);
        FloatVector d1 = FloatVector.fromArray(SPECIES, y, to3 + COUNT);
        FloatVector e0 = FloatVector.fromArray(SPECIES, y, to4);
        FloatVector e1 = FloatVector.fromArray(SPECIES, y, to4 + COUNT);
        FloatVector f0 = FloatVector.fromArray(SPECIES, y, to5);
        FloatVector f1 = FloatVector.fromArray(SPECIES, y, to5 + COUNT);
        FloatVector g0 = FloatVector.fromArray(SPECIES, y, to6);
        FloatVector g1 = FloatVector.fromArray(SPECIES, y, to6 + COUNT);
        FloatVector h0 = FloatVector.fromArray(SPECIES, y, to7);
        FloatVector h1 = FloatVector.fromArray(SPECIES, y, to7 + COUNT);
        FloatVector i0 = FloatVector.fromArray(SPECIES, y, to8);
        FloatVector i1 = FloatVector.fromArray(SPECIES, y, to8 + COUNT);
        FloatVector j0 = FloatVector.fromArray(SPECIES, y, to9);
        FloatVector j1 = FloatVector.fromArray(SPECIES, y, to9 + COUNT);
        FloatVector k0 = FloatVector.fromArray(SPECIES, y, to10);
        FloatVector k1 = FloatVector.fromArray(SPECIES, y, to10 + COUNT);
        FloatVector l0 = FloatVector.fromArray(SPECIES, y, to11);
        FloatVector l1 = FloatVector.fromArray(SPECIES, y, to11 + COUNT);
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

    private static void twelveBy1(
            float[] x, int from, int step, int length, float[] w, int wFrom, float[] y, int yFrom, int yStep) {
        int at0 = from;
        int at1 = at0 + step;
        int at2 = at1 + step;
        int at3 = at2 + step;
        int at4 = at3 + step;
        int at5 = at4 + step;
        int at6 = at5 + step;
        int at7 = at6 + step;
        int at8 = at7 + step;
        int at9 = at8 + step;
        int at10 = at9 + step;
        int at11 = at10 + step;
        int to0 = yFrom;
        int to1 = to0 + yStep;
        int to2 = to1 + yStep;
        int to3 = to2 + yStep;
        int to4 = to3 + yStep;
        int to5 = to4 + yStep;
        int to6 = to5 + yStep;
        int to7 = to6 + yStep;
        int to8 = to7 + yStep;
        int to9 = to8 + yStep;
        int to10 = to9 + yStep;
        int to11 = to10 + yStep;
        FloatVector a0 = FloatVector.fromArray(SPECIES, y, to0);
        FloatVector b0 = FloatVector.fromArray(SPECIES, y, to1);
        FloatVector c0 = FloatVector.fromArray(SPECIES, y, to2);
        FloatVector d0 = FloatVector.fromArray(SPECIES, y, to3);
        FloatVector e0 = FloatVector.fromArray(SPECIES, y, to4);
        FloatVector f0 = FloatVector.fromArray(SPECIES, y, to5);
        FloatVector g0 = FloatVector.fromArray(SPECIES, y, to6);
        FloatVector h0 = FloatVector.fromArray(SPECIES, y, to7);
        FloatVector i0 = FloatVector.fromArray(SPECIES, y, to8);
        FloatVector j0 = FloatVector.fromArray(SPECIES, y, to9);
        FloatVector k0 = FloatVector.fromArray(SPECIES, y, to10);
        FloatVector l0 = FloatVector.fromArray(SPECIES, y, to11);
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
}
