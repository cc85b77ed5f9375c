package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;

/// Everything about a convolution but the picture's size and the values of the weights.
///
/// @param filters Cout
/// @param channelsPerGroup Cin / groups
record Geometry(Convolve convolve, int filters, int channelsPerGroup, int kernelHeight, int kernelWidth) {
    /// @param weight (Cout, Cin / groups, K, K)
    static Geometry of(Convolve convolve, Shape weight) {
        return new Geometry(convolve, weight.dimension(0), weight.channels(), weight.height(), weight.width());
    }

    /// Cin
    int channels() {
        return channelsPerGroup * convolve.groups();
    }

    int filtersPerGroup() {
        return filters / convolve.groups();
    }

    boolean isDepthwise() {
        return channelsPerGroup == 1 && filters == convolve.groups();
    }

    /// Multiply-adds per output pixel.
    long macsPerPixel() {
        return (long) filters * channelsPerGroup * kernelHeight * kernelWidth;
    }
}
