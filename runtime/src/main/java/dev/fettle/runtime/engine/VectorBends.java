package dev.fettle.runtime.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The part of {@link VectorLanes} that does what a {@link Bend} says. What is left of a pixel's channels beside
/// whole vectors is taken in one vector of fewer lanes.
final class VectorBends {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = SPECIES.length();

    private VectorBends() {}

    static void run(Bend bend) {
        switch (bend.activation) {
            case Activation.Line line -> lines(bend, line);
            case Activation.Slopes _ -> slopes(bend);
            case Activation.Silu _ -> silus(bend);
        }
    }

    private static void lines(Bend bend, Activation.Line line) {
        FloatVector slope = FloatVector.broadcast(SPECIES, line.slope());
        boolean isRelu = line.isRelu();
        float[] x = bend.x;
        float[] addend = bend.addend;
        float[] y = bend.y;
        int whole = SPECIES.loopBound(bend.channels);
        VectorMask<Float> left = SPECIES.indexInRange(whole, bend.channels);
        for (int pixel = 0; pixel < bend.pixels; pixel++) {
            int from = bend.xFrom + pixel * bend.xStep;
            int other = bend.addendFrom + pixel * bend.addendStep;
            int to = bend.yFrom + pixel * bend.yStep;
            for (int c = 0; c < whole; c += COUNT) {
                FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                        .add(FloatVector.fromArray(SPECIES, addend, other + c));
                VectorLanes.activated(sum, slope, isRelu).intoArray(y, to + c);
            }
            if (whole < bend.channels) {
                FloatVector sum = FloatVector.fromArray(SPECIES, x, from + whole, left)
                        .add(FloatVector.fromArray(SPECIES, addend, other + whole, left));
                VectorLanes.activated(sum, slope, isRelu).intoArray(y, to + whole, left);
            }
        }
    }

    private static void slopes(Bend bend) {
        float[] slopes = bend.slopes;
        int slopesFrom = bend.slopesFrom;
        float[] x = bend.x;
        float[] addend = bend.addend;
        float[] y = bend.y;
        int whole = SPECIES.loopBound(bend.channels);
        VectorMask<Float> left = SPECIES.indexInRange(whole, bend.channels);
        for (int pixel = 0; pixel < bend.pixels; pixel++) {
            int from = bend.xFrom + pixel * bend.xStep;
            int other = bend.addendFrom + pixel * bend.addendStep;
            int to = bend.yFrom + pixel * bend.yStep;
            for (int c = 0; c < whole; c += COUNT) {
                FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                        .add(FloatVector.fromArray(SPECIES, addend, other + c));
                FloatVector slope = FloatVector.fromArray(SPECIES, slopes, slopesFrom + c);
                sum.min(0f).fma(slope, sum.max(0f)).intoArray(y, to + c);
            }
            if (whole < bend.channels) {
                FloatVector sum = FloatVector.fromArray(SPECIES, x, from + whole, left)
                        .add(FloatVector.fromArray(SPECIES, addend, other + whole, left));
                FloatVector slope = FloatVector.fromArray(SPECIES, slopes, slopesFrom + whole, left);
                sum.min(0f).fma(slope, sum.max(0f)).intoArray(y, to + whole, left);
            }
        }
    }

    private static void silus(Bend bend) {
        float[] x = bend.x;
        float[] addend = bend.addend;
        float[] y = bend.y;
        int whole = SPECIES.loopBound(bend.channels);
        VectorMask<Float> left = SPECIES.indexInRange(whole, bend.channels);
        for (int pixel = 0; pixel < bend.pixels; pixel++) {
            int from = bend.xFrom + pixel * bend.xStep;
            int other = bend.addendFrom + pixel * bend.addendStep;
            int to = bend.yFrom + pixel * bend.yStep;
            for (int c = 0; c < whole; c += COUNT) {
                FloatVector sum = FloatVector.fromArray(SPECIES, x, from + c)
                        .add(FloatVector.fromArray(SPECIES, addend, other + c));
                silu(sum).intoArray(y, to + c);
            }
            if (whole < bend.channels) {
                FloatVector sum = FloatVector.fromArray(SPECIES, x, from + whole, left)
                        .add(FloatVector.fromArray(SPECIES, addend, other + whole, left));
                silu(sum).intoArray(y, to + whole, left);
            }
        }
    }

    /// In place, from the first index to the one before the last.
    static void silu(float[] array, int from, int to) {
        int whole = from + SPECIES.loopBound(to - from);
        for (int i = from; i < whole; i += COUNT) {
            silu(FloatVector.fromArray(SPECIES, array, i)).intoArray(array, i);
        }
        Exponential.silu(array, whole, to);
    }

    /// See {@link Exponential#silu}.
    private static FloatVector silu(FloatVector x) {
        FloatVector rounding = FloatVector.broadcast(SPECIES, Exponential.ROUNDING);
        FloatVector rounded = x.fma(FloatVector.broadcast(SPECIES, -Exponential.TURNS), rounding);
        FloatVector turns = rounded.sub(rounding);
        FloatVector rest = turns.fma(FloatVector.broadcast(SPECIES, -Exponential.LN2_HIGH), x.neg());
        rest = turns.fma(FloatVector.broadcast(SPECIES, -Exponential.LN2_LOW), rest);
        IntVector bits = rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, Exponential.FRACTION_BITS)
                .add(Exponential.EXPONENT_OF_ONE);
        FloatVector sum = rest.fma(
                FloatVector.broadcast(SPECIES, Exponential.C6), FloatVector.broadcast(SPECIES, Exponential.C5));
        sum = sum.fma(rest, FloatVector.broadcast(SPECIES, Exponential.C4));
        sum = sum.fma(rest, FloatVector.broadcast(SPECIES, Exponential.C3));
        sum = sum.fma(rest, FloatVector.broadcast(SPECIES, Exponential.C2));
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        sum = sum.fma(rest, one).fma(rest, one);
        FloatVector exponential = sum.mul(bits.reinterpretAsFloats())
                .blend(0f, x.compare(VectorOperators.GT, Exponential.MOST))
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.LT, Exponential.LEAST));
        return x.div(exponential.add(one));
    }
}
