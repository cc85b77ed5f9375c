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
        return kernelHeight == 3 && kernelWidth == 3 && convolve.stride() == 1 && convolve.dilation() == 1;
    }

    /// Multiply-adds per output pixel.
    long macsPerPixel() {
        return (long) filters * channelsPerGroup * kernelHeight * kernelWidth;
    }

    /// The first row of the input that output rows from this one on need.
    int inputStart(int outputStart) {
        return outputStart * convolve.stride() - convolve.padding();
    }

    /// The row of the input behind the last one that output rows before this one need.
    int inputEnd(int outputEnd) {
        return (outputEnd - 1) * convolve.stride() - convolve.padding() + (kernelHeight - 1) * convolve.dilation() + 1;
    }

    /// Columns beyond the left edge of the input that are read for so many beyond that of the output.
    int leftReach(int extent) {
        return extent * convolve.stride() + convolve.padding();
    }

    /// Columns beyond the right edge of an input of this width that a kernel reads for so many beyond that of the
    /// output. It rounds the output's width up to its grid, from the first column that is computed or from the
    /// first of a window.
    int rightReach(int inputWidth, int extent, int grid) {
        int reach = (kernelWidth - 1) * convolve.dilation();
        int outputWidth = (inputWidth + 2 * convolve.padding() - reach - 1) / convolve.stride() + 1;
        int whole = Math.ceilDiv(outputWidth + 2 * extent, grid) * grid - extent;
        int inWindows = Math.ceilDiv(outputWidth + extent, grid) * grid;
        int end = (Math.max(whole, inWindows) - 1) * convolve.stride() - convolve.padding() + reach + 1;
        return Math.max(end - inputWidth, 0);
    }
}
