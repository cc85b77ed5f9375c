package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;

/// Convolution of every channel with a filter of its own: channels side by side in vectors, the last one filled up with
/// what lies behind a pixel's channels, which does not matter.
///
/// Packed weights: (row, column, channel), channels filled up to whole vectors with zeros.
final class DepthwiseKernel implements Kernel {
    private static final int PATCH_FLOATS = 6144;
    private static final int CELLS_PER_JOB = 8;

    private final Geometry geometry;
    private final Lanes lanes;
    private final int taps;

    /// Floats of a tap's weights and of a pixel's sums.
    private final int channels;

    private final Patch.Sums sums;

    DepthwiseKernel(Geometry geometry, Lanes lanes) {
        this.geometry = geometry;
        this.lanes = lanes;
        taps = geometry.kernelHeight() * geometry.kernelWidth();
        channels = Math.ceilDiv(geometry.channels(), lanes.count()) * lanes.count();
        sums = new Patch.Sums(channels, 0, geometry.filters());
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
        return Math.max(PATCH_FLOATS / channels, 1);
    }

    @Override
    public int cellsPerJob() {
        return CELLS_PER_JOB;
    }

    @Override
    public int packedFloats() {
        return channels * taps;
    }

    @Override
    public int overreach() {
        return lanes.count();
    }

    @Override
    public Scratch scratch(Layout input) {
        return Scratch.of(Part.FIRST, cellColumns() * channels).and(Part.RUNS, taps);
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        Arrays.fill(packed, 0, packedFloats(), 0);
        for (int place = 0; place < geometry.channels(); place++) {
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
        Block block = workspace.block;
        int step = geometry.convolve().stride() * patch.pixelStep();
        block.begin(patch.input(), step, workspace.runs, taps, channels, packed, workspace.first, channels);
        block.takeFilters(0, channels / lanes.count(), channels);
        for (int cell = 0; cell < patch.cells(); cell++) {
            patch.moveTo(cell);
            findTaps(patch, workspace.runs);
            block.moveTo(0, 0, patch.columns());
            lanes.accumulateDepthwise(block);
            patch.finish(sums, 0, 0);
        }
    }

    private void findTaps(Patch patch, int[] runs) {
        int dilation = geometry.convolve().dilation();
        int tap = 0;
        for (int row = 0; row < geometry.kernelHeight(); row++) {
            int from = patch.tapPosition(row * dilation);
            for (int column = 0; column < geometry.kernelWidth(); column++) {
                runs[tap] = from + column * dilation * patch.pixelStep();
                tap++;
            }
        }
    }
}
