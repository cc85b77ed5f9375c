package dev.fettle.network;

import java.util.List;

/// Batch norm with fixed statistics: factor · x + offset for each channel, with factor = gain / √(variance + ε) and
/// offset = shift - factor · mean.
///
/// @param factor (C)
/// @param offset (C)
record ChannelAffine(Reference.Array factor, Reference.Array offset) {
    /// @param read gain, shift, running mean, running variance
    static ChannelAffine of(List<Reference.Array> read, double epsilon) {
        double[] factor = new double[read.getFirst().array().length];
        double[] offset = new double[factor.length];
        for (int c = 0; c < factor.length; c++) {
            factor[c] = read.get(0).array()[c] / Math.sqrt(read.get(3).array()[c] + epsilon);
            offset[c] = read.get(1).array()[c] - factor[c] * read.get(2).array()[c];
        }
        Shape shape = Shape.of(factor.length);
        return new ChannelAffine(new Reference.Array(shape, factor), new Reference.Array(shape, offset));
    }

    /// Filters (C, Cin / groups, K, K), each times its factor.
    Reference.Array scaled(Reference.Array filters) {
        int length = filters.array().length / factor.array().length;
        double[] scaled = new double[filters.array().length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = filters.array()[i] * factor.array()[i / length];
        }
        return new Reference.Array(filters.shape(), scaled);
    }

    /// One value (C) for each channel, through the whole of it.
    Reference.Array of(Reference.Array values) {
        double[] moved = scaled(values).array();
        for (int c = 0; c < moved.length; c++) {
            moved[c] += offset.array()[c];
        }
        return new Reference.Array(values.shape(), moved);
    }

    /// (C) as (1, C, 1, 1), which feature maps are added to and multiplied by.
    static Reference.Array perChannel(Reference.Array values) {
        return new Reference.Array(Shape.of(1, values.array().length, 1, 1), values.array());
    }
}
