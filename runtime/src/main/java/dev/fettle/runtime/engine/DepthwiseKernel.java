package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;

/// Convolution of every channel with a filter of its own: channels side by side in vectors, tap after
/// tap.
///
/// Packed weights: (row, column, channel).
final class DepthwiseKernel implements Kernel {
    private static final int PATCH_FLOATS = 6144;
    private static final int CELLS_PER_JOB = 8;

    private final Geometry geometry;
    private final Lanes lanes;
    private final Patch.Sums sums;

    DepthwiseKernel(Geometry geometry, Lanes lanes) {
        this.geometry = geometry;
        this.lanes = lanes;
        sums = new Patch.Sums(geometry.channels(), 0, geometry.filters());
    }

    @Override
    public String label() {
        return "depthwise " + geometry.kernelHeight() + "×" + geometry.kernelWidth();
    }

    @Override
    public int grid() {
        return 1;
    }

    @Override
    public int cellColumns() {
        return Math.max(PATCH_FLOATS / geometry.channels(), 1);
    }

    @Override
    public int cellsPerJob() {
        return CELLS_PER_JOB;
    }

    @Override
    public int packedFloats() {
        return geometry.channels() * geometry.kernelHeight() * geometry.kernelWidth();
    }

    @Override
    public int overreach() {
        return 0;
    }

    @Override
    public Scratch scratch(Layout input) {
        return Scratch.of(Part.FIRST, cellColumns() * geometry.channels());
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        int channels = geometry.channels();
        for (int place = 0; place < channels; place++) {
            for (int row = 0; row < geometry.kernelHeight(); row++) {
                for (int column = 0; column < geometry.kernelWidth(); column++) {
                    int tap = row * geometry.kernelWidth() + column;
                    packed[tap * channels + place] = filters.at(place, 0, row, column);
                }
            }
        }
    }

    @Override
    public void compute(Patch patch, float[] packed, Workspace workspace) {
        for (int cell = 0; cell < patch.cells(); cell++) {
            patch.moveTo(cell);
            int columns = patch.columns();
            Arrays.fill(workspace.first, 0, columns * geometry.channels(), 0);
            for (int row = 0; row < geometry.kernelHeight(); row++) {
                int from = patch.tapPosition(row * geometry.convolve().dilation());
                for (int column = 0; column < columns; column++) {
                    int start = from + column * geometry.convolve().stride() * patch.pixelStep();
                    taps(patch, start, packed, row, workspace.first, column * geometry.channels());
                }
            }
            patch.finish(sums, 0, 0);
        }
    }

    private void taps(Patch patch, int from, float[] packed, int row, float[] y, int to) {
        int channels = geometry.channels();
        for (int column = 0; column < geometry.kernelWidth(); column++) {
            int tap = from + column * geometry.convolve().dilation() * patch.pixelStep();
            int weights = (row * geometry.kernelWidth() + column) * channels;
            lanes.multiplyAdd(patch.input(), tap, packed, weights, y, to, channels);
        }
    }
}
