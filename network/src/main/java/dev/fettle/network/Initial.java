package dev.fettle.network;

import java.util.Random;

/// How a parameter starts before training.
public sealed interface Initial {
    /// Uniform in [-bound, bound].
    record Uniform(double bound) implements Initial {}

    /// Normal with mean 0.
    record Normal(double standardDeviation) implements Initial {}

    /// The same value everywhere.
    record Fill(double value) implements Initial {}

    /// Each value its own place: 0, 1, 2, ….
    record Places() implements Initial {}

    /// The default of PyTorch's convolutions for weight and bias alike (Kaiming-uniform with a = √5): bound 1
    /// / √(Cin / groups · K²).
    static Initial fanIn(long fanIn) {
        return new Uniform(1 / Math.sqrt((double) fanIn));
    }

    /// Fresh values; the same random state gives the same values.
    default Values draw(Shape shape, Random random) {
        float[] array = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) next(random, i);
        }
        return new Values(shape, array);
    }

    private double next(Random random, int place) {
        return switch (this) {
            case Uniform(double bound) -> (2 * random.nextDouble() - 1) * bound;
            case Normal(double standardDeviation) -> random.nextGaussian() * standardDeviation;
            case Fill(double value) -> value;
            case Places _ -> place;
        };
    }
}
