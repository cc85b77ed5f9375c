package dev.fettle.network;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// How a parameter starts before training.
public sealed interface Initial {
    /// Uniform in [-bound, bound].
    record Uniform(double bound) implements Initial {}

    /// Normal with mean 0.
    record Normal(double standardDeviation) implements Initial {}

    /// The same value everywhere.
    record Fill(double value) implements Initial {}

    /// One value or its negative, by chance.
    record EitherSign(double size) implements Initial {}

    /// Each value its own place: 0, 1, 2, ….
    record Places() implements Initial {}

    /// These values, such as a colour.
    ///
    /// @param values in the order of the parameter's elements, as many as it has
    record Given(List<Double> values) implements Initial {
        public Given {
            values = List.copyOf(values);
        }

        /// A 1×1 kernel that changes nothing: (channels, channels, 1, 1).
        public static Given identity(int channels) {
            return new Given(IntStream.range(0, channels * channels)
                    .mapToObj(i -> i / channels == i % channels ? 1.0 : 0.0)
                    .toList());
        }
    }

    /// The default of PyTorch's convolutions for weight and bias alike (Kaiming-uniform with a = √5): bound 1
    /// / √(Cin / groups · K²).
    static Initial fanIn(long fanIn) {
        return new Uniform(1 / Math.sqrt((double) fanIn));
    }

    /// Fresh values; the same random state gives the same values.
    ///
    /// @throws IllegalArgumentException if {@link Given} are more or fewer than the shape has
    default Values draw(Shape shape, Random random) {
        if (this instanceof Given(List<Double> values) && values.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "initial: %d values are given for the shape %s".formatted(values.size(), shape));
        }
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
            case EitherSign(double size) -> random.nextBoolean() ? size : -size;
            case Places _ -> place;
            case Given(List<Double> values) -> values.get(place);
        };
    }
}
