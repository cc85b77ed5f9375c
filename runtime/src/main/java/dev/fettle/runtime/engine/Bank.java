package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.runtime.engine.Filters.Strides;
import java.util.stream.IntStream;

/// The kernels that a convolution's own is mixed from: [k, K·K, Cin / groups, filters], with all filters of a kernel
/// side by side, so that mixing and packing run on whole vectors of them.
///
/// @param order the filter at each place
/// @param places all of them
/// @param strides in the bank
/// @param kernels with the factor of the convolution's epilogue, each filter at its place
/// @param biases [k, filters], likewise; empty for none
record Bank(MixedConvolve mixed, int[] order, int[] places, Strides strides, float[] kernels, float[] biases) {
    /// @param dense (k·c, Cin / groups, K, K)
    /// @param biases of its filters; empty for none
    static Bank of(
            MixedConvolve mixed,
            Geometry geometry,
            int[] order,
            int lanes,
            double factor,
            float[] dense,
            float[] biases) {
        int width = Math.ceilDiv(order.length, lanes) * lanes;
        int column = geometry.channelsPerGroup() * width;
        Strides strides = new Strides(1, width, geometry.kernelWidth() * column, column);
        int length = geometry.kernelHeight() * strides.row();
        float[] kernels = new float[Math.multiplyExact(mixed.groups(), length)];
        float[] placed = new float[biases.length];
        for (int group = 0; group < mixed.groups(); group++) {
            int first = group * (dense.length / mixed.groups());
            Filters filters = Filters.dense(dense, first, geometry, factor, order);
            copy(filters, geometry, kernels, group * length, strides);
            for (int place = 0; place < order.length && biases.length > 0; place++) {
                double bias = biases[group * order.length + order[place]];
                placed[group * order.length + place] = (float) (factor * bias);
            }
        }
        int[] places = IntStream.range(0, order.length).toArray();
        return new Bank(mixed, order, places, strides, kernels, placed);
    }

    private static void copy(Filters filters, Geometry geometry, float[] to, int from, Strides strides) {
        for (int place = 0; place < geometry.filters(); place++) {
            for (int channel = 0; channel < geometry.channelsPerGroup(); channel++) {
                for (int row = 0; row < geometry.kernelHeight(); row++) {
                    for (int column = 0; column < geometry.kernelWidth(); column++) {
                        to[from + strides.position(place, channel, row, column)] =
                                filters.at(place, channel, row, column);
                    }
                }
            }
        }
    }

    private int width() {
        return strides.channel();
    }

    private int kernelFloats() {
        return kernels.length / mixed.groups();
    }

    /// Floats that {@link #mix} writes: a kernel, and behind it the coefficient of each group for each place.
    int mixedFloats() {
        return kernelFloats() + mixed.groups() * width();
    }

    /// Σ over i of coefficient[i, j] · bank[i, j], j being the cardinal group of the filter.
    ///
    /// @param coefficients from this position on, k·d of them
    /// @param to of {@link #mixedFloats}
    /// @return the kernel
    Filters mix(float[] coefficients, int from, Lanes lanes, float[] to) {
        int spread = kernelFloats();
        for (int group = 0; group < mixed.groups(); group++) {
            for (int place = 0; place < order.length; place++) {
                to[spread + group * width() + place] = coefficient(coefficients, from, group, place);
            }
        }
        lanes.mix(kernels, kernelFloats() / width(), to, spread, mixed.groups(), width(), to);
        return new Filters(to, 0, strides, 1, places);
    }

    private float coefficient(float[] coefficients, int from, int group, int place) {
        int cardinal = order[place] / (order.length / mixed.cardinals());
        return coefficients[from + group * mixed.cardinals() + cardinal];
    }

    float mixedBias(float[] coefficients, int from, int place) {
        double sum = 0;
        for (int group = 0; group < mixed.groups() && biases.length > 0; group++) {
            sum += (double) coefficient(coefficients, from, group, place) * biases[group * order.length + place];
        }
        return (float) sum;
    }
}
