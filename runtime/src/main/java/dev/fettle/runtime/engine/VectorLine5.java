package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// F(5, 4) with the points of {@link VectorLine6}: for a filter and its copy moved by one sample, joined. Points are
/// made
/// from as many samples, by the same matrix Bᵀ. One loop per method, for C2 (see {@link VectorLanes}).
final class VectorLine5 implements LineTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final double[][] FILTER = {
        {1, 0, 0, 0},
        {-2 / 9.0, -2 / 9.0, -2 / 9.0, -2 / 9.0},
        {-2 / 9.0, 2 / 9.0, -2 / 9.0, 2 / 9.0},
        {1 / 90.0, 1 / 45.0, 2 / 45.0, 4 / 45.0},
        {1 / 90.0, -1 / 45.0, 2 / 45.0, -4 / 45.0},
        {32 / 45.0, 16 / 45.0, 8 / 45.0, 4 / 45.0},
        {32 / 45.0, -16 / 45.0, 8 / 45.0, -4 / 45.0},
        {0, 0, 0, 1},
    };

    private final LineTransform same = new VectorLine6();

    @Override
    public int side() {
        return 5;
    }

    @Override
    public int taps() {
        return 4;
    }

    @Override
    public double[][] filterMatrix() {
        return FILTER;
    }

    @Override
    public void toPoints(Lines lines) {
        same.toPoints(lines);
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
            joined(sum1, sum2, 16f, sumHalf, 0.0625f).add(m7).intoArray(y, to + 4 * valueStep);
        }
    }

    /// one + ofTwo · two + ofHalf · half: sums or differences of the points ±1, ±2 and ±1/2.
    private static FloatVector joined(FloatVector one, FloatVector two, float ofTwo, FloatVector half, float ofHalf) {
        return half.fma(FloatVector.broadcast(SPECIES, ofHalf), two.fma(FloatVector.broadcast(SPECIES, ofTwo), one));
    }
}
