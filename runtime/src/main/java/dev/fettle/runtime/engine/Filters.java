package dev.fettle.runtime.engine;

/// The filters of a convolution in any order of their dimensions: a view of an array, with a factor that
/// belongs to the convolution's epilogue.
///
/// @param strides floats from one filter to the next, one channel, one row and one column to the next
/// @param order the filter at each place of the convolution's result; a permutation
record Filters(float[] array, int offset, Strides strides, double factor, int[] order) {
    record Strides(int filter, int channel, int row, int column) {
        int position(int filter, int channel, int row, int column) {
            return filter * this.filter + channel * this.channel + row * this.row + column * this.column;
        }
    }

    /// Dense (Cout, Cin / groups, K, K), as weights are kept.
    static Filters dense(float[] array, int offset, Geometry geometry, double factor, int[] order) {
        int row = geometry.kernelWidth();
        int channel = row * geometry.kernelHeight();
        Strides strides = new Strides(channel * geometry.channelsPerGroup(), channel, row, 1);
        return new Filters(array, offset, strides, factor, order);
    }

    /// Computed by the network: filters as the pictures of a feature map.
    static Filters computed(float[] array, Layout layout, double factor, int[] order) {
        int filter = layout.position(1, 0, 0) - layout.position(0, 0, 0);
        Strides strides = new Strides(filter, 1, layout.rowStep(), layout.pixelStep());
        return new Filters(array, layout.position(0, 0, 0), strides, factor, order);
    }

    float at(int place, int channel, int row, int column) {
        return (float) (factor * array[offset + strides.position(order[place], channel, row, column)]);
    }
}
