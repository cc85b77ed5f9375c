package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// F(6×6, 3×3) with the points 0, ±1, ±2, ±1/2 and ∞; the matrices follow from the construction of Cook and
/// Toom (Lavin and Gray, CVPR 2016, sec. 4). A fifth fewer products than {@link VectorLine4}, rounding errors
/// about twice as large. One loop per method, for C2 (see {@link VectorLanes}).
final class VectorLine6 implements LineTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final double[][] FILTER = {
        {1, 0, 0},
        {-2 / 9.0, -2 / 9.0, -2 / 9.0},
        {-2 / 9.0, 2 / 9.0, -2 / 9.0},
        {1 / 90.0, 1 / 45.0, 2 / 45.0},
        {1 / 90.0, -1 / 45.0, 2 / 45.0},
        {32 / 45.0, 16 / 45.0, 8 / 45.0},
        {32 / 45.0, -16 / 45.0, 8 / 45.0},
        {0, 0, 1},
    };

    @Override
    public int side() {
        return 6;
    }

    @Override
    public double[][] filterMatrix() {
        return FILTER;
    }

    @Override
    public void toPoints(Lines lines) {
        float[] x = lines.x;
        float[] y = lines.y;
        int step = lines.step;
        int toStep = lines.toStep;
        int valueStep = lines.valueStep;
        int at0 = lines.from[0];
        int at1 = lines.from[1];
        int at2 = lines.from[2];
        int at3 = lines.from[3];
        int at4 = lines.from[4];
        int at5 = lines.from[5];
        int at6 = lines.from[6];
        int at7 = lines.from[7];
        int group = lines.group;
        int groupStep = lines.groupStep;
        int groupToStep = lines.groupToStep;
        int left = group;
        int nextFrom = 0;
        int nextTo = lines.to;
        for (int i = 0; i < lines.count; i++) {
            int from = nextFrom;
            int to = nextTo;
            nextFrom += step;
            nextTo += toStep;
            left--;
            if (left == 0) {
                left = group;
                nextFrom += groupStep;
                nextTo += groupToStep;
            }
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at0 + from);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at1 + from);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at2 + from);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at3 + from);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at4 + from);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at5 + from);
            FloatVector x6 = FloatVector.fromArray(SPECIES, x, at6 + from);
            FloatVector x7 = FloatVector.fromArray(SPECIES, x, at7 + from);
            FloatVector even1 = x4.fma(FloatVector.broadcast(SPECIES, -4.25f), x2.add(x6));
            FloatVector odd1 = x3.fma(FloatVector.broadcast(SPECIES, -4.25f), x1.add(x5));
            FloatVector even2 =
                    x4.fma(FloatVector.broadcast(SPECIES, -1.25f), x2.fma(FloatVector.broadcast(SPECIES, 0.25f), x6));
            FloatVector odd2 = x3.fma(
                    FloatVector.broadcast(SPECIES, -2.5f), x1.fma(FloatVector.broadcast(SPECIES, 0.5f), x5.mul(2f)));
            FloatVector evenHalf =
                    x4.fma(FloatVector.broadcast(SPECIES, -5f), x2.fma(FloatVector.broadcast(SPECIES, 4f), x6));
            FloatVector oddHalf = x3.fma(
                    FloatVector.broadcast(SPECIES, -2.5f), x1.fma(FloatVector.broadcast(SPECIES, 2f), x5.mul(0.5f)));
            x4.sub(x2).fma(FloatVector.broadcast(SPECIES, 5.25f), x0.sub(x6)).intoArray(y, to);
            even1.add(odd1).intoArray(y, to + valueStep);
            even1.sub(odd1).intoArray(y, to + 2 * valueStep);
            even2.add(odd2).intoArray(y, to + 3 * valueStep);
            even2.sub(odd2).intoArray(y, to + 4 * valueStep);
            evenHalf.add(oddHalf).intoArray(y, to + 5 * valueStep);
            evenHalf.sub(oddHalf).intoArray(y, to + 6 * valueStep);
            x3.sub(x5).fma(FloatVector.broadcast(SPECIES, 5.25f), x7.sub(x1)).intoArray(y, to + 7 * valueStep);
        }
    }

    @Override
    public void toSamples(Lines lines) {
        float[] x = lines.x;
        float[] y = lines.y;
        int step = lines.step;
        int toStep = lines.toStep;
        int valueStep = lines.valueStep;
        int at0 = lines.from[0];
        int at1 = lines.from[1];
        int at2 = lines.from[2];
        int at3 = lines.from[3];
        int at4 = lines.from[4];
        int at5 = lines.from[5];
        int at6 = lines.from[6];
        int at7 = lines.from[7];
        int group = lines.group;
        int groupStep = lines.groupStep;
        int groupToStep = lines.groupToStep;
        int left = group;
        int nextFrom = 0;
        int nextTo = lines.to;
        for (int i = 0; i < lines.count; i++) {
            int from = nextFrom;
            int to = nextTo;
            nextFrom += step;
            nextTo += toStep;
            left--;
            if (left == 0) {
                left = group;
                nextFrom += groupStep;
                nextTo += groupToStep;
            }
            FloatVector m0 = FloatVector.fromArray(SPECIES, x, at0 + from);
            FloatVector m1 = FloatVector.fromArray(SPECIES, x, at1 + from);
            FloatVector m2 = FloatVector.fromArray(SPECIES, x, at2 + from);
            FloatVector m3 = FloatVector.fromArray(SPECIES, x, at3 + from);
            FloatVector m4 = FloatVector.fromArray(SPECIES, x, at4 + from);
            FloatVector m5 = FloatVector.fromArray(SPECIES, x, at5 + from);
            FloatVector m6 = FloatVector.fromArray(SPECIES, x, at6 + from);
            FloatVector m7 = FloatVector.fromArray(SPECIES, x, at7 + from);
            FloatVector sum1 = m1.add(m2);
            FloatVector difference1 = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            FloatVector sumHalf = m5.add(m6);
            FloatVector differenceHalf = m5.sub(m6);
            m0.add(sum1).add(sum2.add(sumHalf)).intoArray(y, to);
            joined(difference1, difference2, 2f, differenceHalf, 0.5f).intoArray(y, to + valueStep);
            joined(sum1, sum2, 4f, sumHalf, 0.25f).intoArray(y, to + 2 * valueStep);
            joined(difference1, difference2, 8f, differenceHalf, 0.125f).intoArray(y, to + 3 * valueStep);
            joined(sum1, sum2, 16f, sumHalf, 0.0625f).intoArray(y, to + 4 * valueStep);
            joined(difference1, difference2, 32f, differenceHalf, 0.03125f)
                    .add(m7)
                    .intoArray(y, to + 5 * valueStep);
        }
    }

    /// one + ofTwo · two + ofHalf · half: sums or differences of the points ±1, ±2 and ±1/2.
    private static FloatVector joined(FloatVector one, FloatVector two, float ofTwo, FloatVector half, float ofHalf) {
        return half.fma(FloatVector.broadcast(SPECIES, ofHalf), two.fma(FloatVector.broadcast(SPECIES, ofTwo), one));
    }
}
