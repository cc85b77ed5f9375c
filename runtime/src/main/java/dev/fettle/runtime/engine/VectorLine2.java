package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// F(2×2, 3×3) with the points 0, ±1 and ∞. Lavin and Gray, CVPR 2016, sec. 4.1. Rounding errors hardly larger
/// than those of the definition. One loop per method, for C2 (see {@link VectorLanes}).
final class VectorLine2 implements LineTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final double[][] FILTER = {
        {1, 0, 0},
        {1 / 2.0, 1 / 2.0, 1 / 2.0},
        {1 / 2.0, -1 / 2.0, 1 / 2.0},
        {0, 0, 1},
    };

    @Override
    public int side() {
        return 2;
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
            x0.sub(x2).intoArray(y, to);
            x1.add(x2).intoArray(y, to + valueStep);
            x2.sub(x1).intoArray(y, to + 2 * valueStep);
            x3.sub(x1).intoArray(y, to + 3 * valueStep);
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
            m0.add(m1).add(m2).intoArray(y, to);
            m1.sub(m2).add(m3).intoArray(y, to + valueStep);
        }
    }
}
