package dev.fettle.runtime.engine;

/// Convolution of every channel with a filter of its own: channels side by side in vectors, tap after tap.
///
/// Packed weights: the bias, then (row, column, channel).
final class DepthwiseKernel implements Kernel {
    private final Geometry geometry;
    private final Lanes lanes;

    DepthwiseKernel(Geometry geometry, Lanes lanes) {
        this.geometry = geometry;
        this.lanes = lanes;
    }

    @Override
    public String label() {
        return "depthwise " + geometry.kernelHeight() + "×" + geometry.kernelWidth();
    }

    @Override
    public int patchRows() {
        return 1;
    }

    @Override
    public int patchColumns() {
        return 1;
    }

    @Override
    public int pixelStep() {
        return geometry.channels();
    }

    @Override
    public int packedFloats() {
        return geometry.channels() * (1 + geometry.kernelHeight() * geometry.kernelWidth());
    }

    @Override
    public int overreach() {
        return 0;
    }

    @Override
    public int patchFloats(int rows, int columns) {
        return rows * columns * geometry.channels();
    }

    @Override
    public void pack(Filters filters, float[] bias, int[] order, float[] packed) {
        int channels = geometry.channels();
        for (int channel = 0; channel < channels; channel++) {
            packed[channel] = bias[channel];
            for (int row = 0; row < geometry.kernelHeight(); row++) {
                for (int column = 0; column < geometry.kernelWidth(); column++) {
                    int tap = row * geometry.kernelWidth() + column;
                    packed[(1 + tap) * channels + channel] = filters.at(channel, 0, row, column);
                }
            }
        }
    }

    @Override
    public void compute(Patch patch, float[] packed) {
        int channels = geometry.channels();
        int stride = geometry.convolve().stride();
        patch.rowStep = patch.columns * channels;
        for (int row = 0; row < patch.rows; row++) {
            for (int column = 0; column < patch.columns; column++) {
                int to = row * patch.rowStep + column * channels;
                System.arraycopy(packed, 0, patch.output, to, channels);
                pixel(patch, packed, patch.from + row * stride * patch.inputRowStep + column * stride * channels, to);
            }
        }
    }

    private void pixel(Patch patch, float[] packed, int from, int to) {
        int channels = geometry.channels();
        int dilation = geometry.convolve().dilation();
        int weights = channels;
        for (int row = 0; row < geometry.kernelHeight(); row++) {
            int start = from + row * dilation * patch.inputRowStep;
            for (int column = 0; column < geometry.kernelWidth(); column++) {
                int tap = start + column * dilation * channels;
                lanes.multiplyAdd(patch.input, tap, packed, weights, patch.output, to, channels);
                weights += channels;
            }
        }
    }
}
