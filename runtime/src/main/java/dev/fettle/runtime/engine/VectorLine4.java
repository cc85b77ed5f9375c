package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// F(4×4, 3×3) with the points 0, ±1, ±2 and ∞. Lavin and Gray, CVPR 2016, sec. 4.3. One loop per method, for
/// C2 (see {@link VectorLanes}).
final class VectorLine4 implements LineTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private static final double[][] FILTER = {
        {1 / 4.0, 0, 0},
        {-1 / 6.0, -1 / 6.0, -1 / 6.0},
        {-1 / 6.0, 1 / 6.0, -1 / 6.0},
        {1 / 24.0, 1 / 12.0, 1 / 6.0},
        {1 / 24.0, -1 / 12.0, 1 / 6.0},
        {0, 0, 1},
    };

    @Override
    public int side() {
        return 4;
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
            FloatVector even = x2.fma(FloatVector.broadcast(SPECIES, -4f), x4);
            FloatVector odd = x1.fma(FloatVector.broadcast(SPECIES, -4f), x3);
            FloatVector evenHalf = x4.sub(x2);
            FloatVector oddHalf = x3.sub(x1).mul(2f);
            x2.fma(FloatVector.broadcast(SPECIES, -5f), x0.fma(FloatVector.broadcast(SPECIES, 4f), x4))
                    .intoArray(y, to);
            even.add(odd).intoArray(y, to + valueStep);
            even.sub(odd).intoArray(y, to + 2 * valueStep);
            evenHalf.add(oddHalf).intoArray(y, to + 3 * valueStep);
            evenHalf.sub(oddHalf).intoArray(y, to + 4 * valueStep);
            x3.fma(FloatVector.broadcast(SPECIES, -5f), x1.fma(FloatVector.broadcast(SPECIES, 4f), x5))
                    .intoArray(y, to + 5 * valueStep);
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
            FloatVector sum1 = m1.add(m2);
            FloatVector difference1 = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            m0.add(sum1).add(sum2).intoArray(y, to);
            difference2.fma(FloatVector.broadcast(SPECIES, 2f), difference1).intoArray(y, to + valueStep);
            sum2.fma(FloatVector.broadcast(SPECIES, 4f), sum1).intoArray(y, to + 2 * valueStep);
            difference2
                    .fma(FloatVector.broadcast(SPECIES, 8f), difference1)
                    .add(m5)
                    .intoArray(y, to + 3 * valueStep);
        }
    }
}
