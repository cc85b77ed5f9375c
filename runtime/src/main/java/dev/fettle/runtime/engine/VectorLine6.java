package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// F(6×6, 3×3) with the points 0, ±1, ±2, ±1/2 and ∞; the matrices follow from the construction of Cook and
/// Toom (Lavin and Gray, CVPR 2016, sec. 4). A fifth fewer products than {@link VectorLine4}, rounding errors
/// about twice as large. One loop per method, for C2 (see {@link VectorLanes}).
final class VectorLine6 implements LineTransform {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

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

    @Override
    public boolean finishes() {
        return true;
    }

    @Override
    public void finish(float[] x, int rows, Finish finish) {
        if (finish.hasResidual) {
            finishWithResidual(x, rows, finish);
        } else {
            finishAlone(x, rows, finish);
        }
    }

    private static void finishAlone(float[] x, int count, Finish finish) {
        float[] y = finish.y;
        int[] rows = finish.yRows;
        int step = finish.yStep;
        int vector = finish.vector;
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias, finish.biasFrom + vector);
        FloatVector slope = FloatVector.broadcast(SPECIES, finish.first.slope());
        boolean isRelu = finish.first.isRelu();
        for (int row = 0; row < count; row++) {
            int from = row * (8 * COUNT);
            int to = rows[row] + vector;
            FloatVector m0 = FloatVector.fromArray(SPECIES, x, from);
            FloatVector m1 = FloatVector.fromArray(SPECIES, x, from + COUNT);
            FloatVector m2 = FloatVector.fromArray(SPECIES, x, from + 2 * COUNT);
            FloatVector m3 = FloatVector.fromArray(SPECIES, x, from + 3 * COUNT);
            FloatVector m4 = FloatVector.fromArray(SPECIES, x, from + 4 * COUNT);
            FloatVector m5 = FloatVector.fromArray(SPECIES, x, from + 5 * COUNT);
            FloatVector m6 = FloatVector.fromArray(SPECIES, x, from + 6 * COUNT);
            FloatVector m7 = FloatVector.fromArray(SPECIES, x, from + 7 * COUNT);
            FloatVector sum1 = m1.add(m2);
            FloatVector difference1 = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            FloatVector sumHalf = m5.add(m6);
            FloatVector differenceHalf = m5.sub(m6);
            FloatVector s0 = m0.add(sum1).add(sum2.add(sumHalf)).add(bias);
            FloatVector p0 = s0.max(0f);
            (isRelu ? p0 : s0.min(0f).fma(slope, p0)).intoArray(y, to);
            FloatVector s1 = differenceHalf
                    .fma(
                            FloatVector.broadcast(SPECIES, 0.5f),
                            difference2.fma(FloatVector.broadcast(SPECIES, 2f), difference1))
                    .add(bias);
            FloatVector p1 = s1.max(0f);
            (isRelu ? p1 : s1.min(0f).fma(slope, p1)).intoArray(y, to + step);
            FloatVector s2 = sumHalf.fma(
                            FloatVector.broadcast(SPECIES, 0.25f), sum2.fma(FloatVector.broadcast(SPECIES, 4f), sum1))
                    .add(bias);
            FloatVector p2 = s2.max(0f);
            (isRelu ? p2 : s2.min(0f).fma(slope, p2)).intoArray(y, to + 2 * step);
            FloatVector s3 = differenceHalf
                    .fma(
                            FloatVector.broadcast(SPECIES, 0.125f),
                            difference2.fma(FloatVector.broadcast(SPECIES, 8f), difference1))
                    .add(bias);
            FloatVector p3 = s3.max(0f);
            (isRelu ? p3 : s3.min(0f).fma(slope, p3)).intoArray(y, to + 3 * step);
            FloatVector s4 = sumHalf.fma(
                            FloatVector.broadcast(SPECIES, 0.0625f),
                            sum2.fma(FloatVector.broadcast(SPECIES, 16f), sum1))
                    .add(bias);
            FloatVector p4 = s4.max(0f);
            (isRelu ? p4 : s4.min(0f).fma(slope, p4)).intoArray(y, to + 4 * step);
            FloatVector s5 = differenceHalf
                    .fma(
                            FloatVector.broadcast(SPECIES, 0.03125f),
                            difference2.fma(FloatVector.broadcast(SPECIES, 32f), difference1))
                    .add(m7)
                    .add(bias);
            FloatVector p5 = s5.max(0f);
            (isRelu ? p5 : s5.min(0f).fma(slope, p5)).intoArray(y, to + 5 * step);
        }
    }

    private static void finishWithResidual(float[] x, int count, Finish finish) {
        float[] y = finish.y;
        int[] rows = finish.yRows;
        int step = finish.yStep;
        int vector = finish.vector;
        FloatVector bias = FloatVector.fromArray(SPECIES, finish.bias, finish.biasFrom + vector);
        FloatVector slope = FloatVector.broadcast(SPECIES, finish.first.slope());
        boolean isRelu = finish.first.isRelu();
        float[] residual = finish.residual;
        int[] residualRows = finish.residualRows;
        int residualStep = finish.residualStep;
        FloatVector then = FloatVector.broadcast(SPECIES, finish.then.slope());
        boolean isThenRelu = finish.then.isRelu();
        for (int row = 0; row < count; row++) {
            int from = row * (8 * COUNT);
            int to = rows[row] + vector;
            int other = residualRows[row] + vector;
            FloatVector m0 = FloatVector.fromArray(SPECIES, x, from);
            FloatVector m1 = FloatVector.fromArray(SPECIES, x, from + COUNT);
            FloatVector m2 = FloatVector.fromArray(SPECIES, x, from + 2 * COUNT);
            FloatVector m3 = FloatVector.fromArray(SPECIES, x, from + 3 * COUNT);
            FloatVector m4 = FloatVector.fromArray(SPECIES, x, from + 4 * COUNT);
            FloatVector m5 = FloatVector.fromArray(SPECIES, x, from + 5 * COUNT);
            FloatVector m6 = FloatVector.fromArray(SPECIES, x, from + 6 * COUNT);
            FloatVector m7 = FloatVector.fromArray(SPECIES, x, from + 7 * COUNT);
            FloatVector sum1 = m1.add(m2);
            FloatVector difference1 = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            FloatVector sumHalf = m5.add(m6);
            FloatVector differenceHalf = m5.sub(m6);
            FloatVector s0 = m0.add(sum1).add(sum2.add(sumHalf)).add(bias);
            FloatVector p0 = s0.max(0f);
            FloatVector j0 =
                    (isRelu ? p0 : s0.min(0f).fma(slope, p0)).add(FloatVector.fromArray(SPECIES, residual, other));
            FloatVector q0 = j0.max(0f);
            (isThenRelu ? q0 : j0.min(0f).fma(then, q0)).intoArray(y, to);
            FloatVector s1 = differenceHalf
                    .fma(
                            FloatVector.broadcast(SPECIES, 0.5f),
                            difference2.fma(FloatVector.broadcast(SPECIES, 2f), difference1))
                    .add(bias);
            FloatVector p1 = s1.max(0f);
            FloatVector j1 = (isRelu ? p1 : s1.min(0f).fma(slope, p1))
                    .add(FloatVector.fromArray(SPECIES, residual, other + residualStep));
            FloatVector q1 = j1.max(0f);
            (isThenRelu ? q1 : j1.min(0f).fma(then, q1)).intoArray(y, to + step);
            FloatVector s2 = sumHalf.fma(
                            FloatVector.broadcast(SPECIES, 0.25f), sum2.fma(FloatVector.broadcast(SPECIES, 4f), sum1))
                    .add(bias);
            FloatVector p2 = s2.max(0f);
            FloatVector j2 = (isRelu ? p2 : s2.min(0f).fma(slope, p2))
                    .add(FloatVector.fromArray(SPECIES, residual, other + 2 * residualStep));
            FloatVector q2 = j2.max(0f);
            (isThenRelu ? q2 : j2.min(0f).fma(then, q2)).intoArray(y, to + 2 * step);
            FloatVector s3 = differenceHalf
                    .fma(
                            FloatVector.broadcast(SPECIES, 0.125f),
                            difference2.fma(FloatVector.broadcast(SPECIES, 8f), difference1))
                    .add(bias);
            FloatVector p3 = s3.max(0f);
            FloatVector j3 = (isRelu ? p3 : s3.min(0f).fma(slope, p3))
                    .add(FloatVector.fromArray(SPECIES, residual, other + 3 * residualStep));
            FloatVector q3 = j3.max(0f);
            (isThenRelu ? q3 : j3.min(0f).fma(then, q3)).intoArray(y, to + 3 * step);
            FloatVector s4 = sumHalf.fma(
                            FloatVector.broadcast(SPECIES, 0.0625f),
                            sum2.fma(FloatVector.broadcast(SPECIES, 16f), sum1))
                    .add(bias);
            FloatVector p4 = s4.max(0f);
            FloatVector j4 = (isRelu ? p4 : s4.min(0f).fma(slope, p4))
                    .add(FloatVector.fromArray(SPECIES, residual, other + 4 * residualStep));
            FloatVector q4 = j4.max(0f);
            (isThenRelu ? q4 : j4.min(0f).fma(then, q4)).intoArray(y, to + 4 * step);
            FloatVector s5 = differenceHalf
                    .fma(
                            FloatVector.broadcast(SPECIES, 0.03125f),
                            difference2.fma(FloatVector.broadcast(SPECIES, 32f), difference1))
                    .add(m7)
                    .add(bias);
            FloatVector p5 = s5.max(0f);
            FloatVector j5 = (isRelu ? p5 : s5.min(0f).fma(slope, p5))
                    .add(FloatVector.fromArray(SPECIES, residual, other + 5 * residualStep));
            FloatVector q5 = j5.max(0f);
            (isThenRelu ? q5 : j5.min(0f).fma(then, q5)).intoArray(y, to + 5 * step);
        }
    }

    /// one + ofTwo · two + ofHalf · half: sums or differences of the points ±1, ±2 and ±1/2.
    private static FloatVector joined(FloatVector one, FloatVector two, float ofTwo, FloatVector half, float ofHalf) {
        return half.fma(FloatVector.broadcast(SPECIES, ofHalf), two.fma(FloatVector.broadcast(SPECIES, ofTwo), one));
    }
}
