package dev.fettle.runtime.engine;

/// The filters of a convolution in any order of their dimensions: a view of an array, with a factor that
/// belongs to the convolution's epilogue.
///
/// @param strides floats from one filter to the next, one channel, one row and one column to the next
record Filters(float[] array, int offset, Strides strides, double factor) {
    record Strides(int filter, int channel, int row, int column) {}

    /// Dense (Cout, Cin / groups, K, K), as weights are kept.
    static Filters dense(float[] array, Geometry geometry, double factor) {
        int row = geometry.kernelWidth();
        int channel = row * geometry.kernelHeight();
        return new Filters(array, 0, new Strides(channel * geometry.channelsPerGroup(), channel, row, 1), factor);
    }

    /// Computed by the network: filters as the pictures of a feature map.
    static Filters computed(float[] array, Layout layout, double factor) {
        int filter = layout.position(1, 0, 0) - layout.position(0, 0, 0);
        Strides strides = new Strides(filter, 1, layout.rowStep(), layout.pixelStep());
        return new Filters(array, layout.position(0, 0, 0), strides, factor);
    }

    float at(int filter, int channel, int row, int column) {
        int position =
                filter * strides.filter + channel * strides.channel + row * strides.row + column * strides.column;
        return (float) (factor * array[offset + position]);
    }
}
