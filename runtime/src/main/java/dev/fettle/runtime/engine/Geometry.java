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

    /// Whether Winograd's F(m×m, 3×3) computes it.
    boolean isPlain3x3() {
        return kernelHeight == 3
                && kernelWidth == 3
                && convolve.stride() == 1
                && convolve.dilation() == 1
                && convolve.groups() == 1;
    }

    /// Multiply-adds per output pixel.
    long macsPerPixel() {
        return (long) filters * channelsPerGroup * kernelHeight * kernelWidth;
    }

    /// The row of the input behind the last one that output rows before this one need.
    int inputEnd(int outputEnd) {
        return (outputEnd - 1) * convolve.stride() - convolve.padding() + (kernelHeight - 1) * convolve.dilation() + 1;
    }

    /// Columns of zeros to the right of an input of this width that a kernel reads which rounds the
    /// output's width up to its grid.
    int rightMargin(int inputWidth, int grid) {
        int reach = (kernelWidth - 1) * convolve.dilation();
        int outputWidth = (inputWidth + 2 * convolve.padding() - reach - 1) / convolve.stride() + 1;
        int end = (Math.ceilDiv(outputWidth, grid) * grid - 1) * convolve.stride() - convolve.padding() + reach + 1;
        return Math.max(end - inputWidth, 0);
    }
}
