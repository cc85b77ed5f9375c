package dev.fettle.network;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The dimensions of an array, outermost first: (N, C, H, W) for feature maps, (Cout, Cin / groups, K, K) for
/// kernels, (C) for biases.
///
/// @param dimensions every one at least 1; empty for a scalar
public record Shape(List<Integer> dimensions) {
    public Shape {
        dimensions = List.copyOf(dimensions);
        for (int dimension : dimensions) {
            if (dimension < 1) {
                throw new IllegalArgumentException("shape: dimensions must be at least 1, got " + dimensions);
            }
        }
    }

    public static Shape of(int... dimensions) {
        return new Shape(IntStream.of(dimensions).boxed().toList());
    }

    public int rank() {
        return dimensions.size();
    }

    public int dimension(int axis) {
        return dimensions.get(axis);
    }

    /// Number of elements.
    ///
    /// @throws ArithmeticException if it does not fit a long
    public long size() {
        long size = 1;
        for (int dimension : dimensions) {
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }

    /// Channels of a feature map (N, C, H, W).
    public int channels() {
        return dimension(1);
    }

    /// Height of a feature map (N, C, H, W).
    public int height() {
        return dimension(2);
    }

    /// Width of a feature map (N, C, H, W).
    public int width() {
        return dimension(3);
    }

    public int[] toArray() {
        return dimensions.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return dimensions.stream().map(String::valueOf).collect(Collectors.joining("×", "[", "]"));
    }
}
