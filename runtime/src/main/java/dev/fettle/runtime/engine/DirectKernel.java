package dev.fettle.runtime.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Convolution straight from its definition, for every geometry. Filters are taken in panels of one to three
/// vectors, pixels in blocks; for each row of the kernel the taps of a pixel are one run of K · C
/// neighbouring floats (K runs of C where dilation or groups tear them apart).
///
/// Packed weights: the bias of every panel (one vector per {@link Lanes#count} filters, zeros behind the
/// last), then panel by panel (row, column, channel, filter).
final class DirectKernel implements Kernel {
    /// Filters that are computed together.
    ///
    /// @param first place of its first filter in the result
    /// @param count filters in it; the rest of the vectors is zero
    /// @param group the group of channels that it reads
    /// @param weights where its packed weights begin
    private record Panel(int first, int count, int vectors, int group, int weights) {}

    private final Geometry geometry;
    private final Lanes lanes;
    private final Panel[] panels;

    /// Patches are computed in whole blocks; what lies beyond their last column is left over.
    private final int blockPixels;

    private final int pixelStep;
    private final int packedFloats;
    private final int runs;
    private final int runLength;

    DirectKernel(Geometry geometry, Lanes lanes) {
        this.geometry = geometry;
        this.lanes = lanes;
        List<Panel> list = new ArrayList<>();
        int groupVectors = Math.ceilDiv(geometry.filtersPerGroup(), lanes.count());
        int lastGroup = geometry.filters() - geometry.filtersPerGroup();
        pixelStep = lastGroup + groupVectors * lanes.count();
        int weights = pixelStep;
        for (int group = 0; group < geometry.convolve().groups(); group++) {
            weights = addGroup(list, group, groupVectors, weights);
        }
        packedFloats = weights;
        panels = list.toArray(Panel[]::new);
        blockPixels = list.stream()
                .mapToInt(panel -> lanes.pixels(panel.vectors))
                .max()
                .orElseThrow();
        boolean torn = geometry.convolve().dilation() > 1 || geometry.convolve().groups() > 1;
        runs = torn ? geometry.kernelWidth() : 1;
        runLength = torn ? geometry.channelsPerGroup() : geometry.kernelWidth() * geometry.channelsPerGroup();
    }

    private int addGroup(List<Panel> list, int group, int groupVectors, int firstWeight) {
        int taps = geometry.channelsPerGroup() * geometry.kernelHeight() * geometry.kernelWidth();
        int count = Math.ceilDiv(groupVectors, lanes.vectors());
        int weights = firstWeight;
        int done = 0;
        for (int i = 0; i < count; i++) {
            int vectors = Math.ceilDiv(groupVectors - done, count - i); // as even as can be: 8 = 3 + 3 + 2
            int offset = done * lanes.count();
            int filters = Math.min(vectors * lanes.count(), geometry.filtersPerGroup() - offset);
            list.add(new Panel(group * geometry.filtersPerGroup() + offset, filters, vectors, group, weights));
            weights = Math.addExact(weights, Math.multiplyExact(taps, vectors * lanes.count()));
            done += vectors;
        }
        return weights;
    }

    @Override
    public String label() {
        return "direct " + geometry.kernelHeight() + "×" + geometry.kernelWidth();
    }

    @Override
    public int patchRows() {
        return 1;
    }

    @Override
    public int patchColumns() {
        return blockPixels;
    }

    @Override
    public int pixelStep() {
        return pixelStep;
    }

    @Override
    public int packedFloats() {
        return packedFloats;
    }

    @Override
    public int overreach() {
        return blockPixels * geometry.convolve().stride() * geometry.channels();
    }

    @Override
    public int patchFloats(int rows, int columns) {
        return rows * roundedUp(columns) * pixelStep;
    }

    private int roundedUp(int columns) {
        return Math.ceilDiv(columns, blockPixels) * blockPixels;
    }

    @Override
    public void pack(Filters filters, float[] bias, int[] order, float[] packed) {
        Arrays.fill(packed, 0, packedFloats, 0);
        for (int place = 0; place < order.length; place++) {
            packed[place] = bias[order[place]];
        }
        for (Panel panel : panels) {
            int width = panel.vectors * lanes.count();
            for (int i = 0; i < panel.count; i++) {
                packFilter(filters, order[panel.first + i], packed, panel.weights + i, width);
            }
        }
    }

    private void packFilter(Filters filters, int filter, float[] packed, int from, int width) {
        int to = from;
        for (int row = 0; row < geometry.kernelHeight(); row++) {
            for (int column = 0; column < geometry.kernelWidth(); column++) {
                for (int channel = 0; channel < geometry.channelsPerGroup(); channel++) {
                    packed[to] = filters.at(filter, channel, row, column);
                    to += width;
                }
            }
        }
    }

    @Override
    public void compute(Patch patch, float[] packed) {
        int columns = roundedUp(patch.columns);
        patch.rowStep = columns * pixelStep;
        for (int pixel = 0; pixel < patch.rows * columns; pixel++) {
            System.arraycopy(packed, 0, patch.output, pixel * pixelStep, pixelStep);
        }
        for (int row = 0; row < patch.rows; row++) {
            int from = patch.from + row * geometry.convolve().stride() * patch.inputRowStep;
            for (Panel panel : panels) {
                panelRow(patch, packed, panel, from, row * patch.rowStep);
            }
        }
    }

    private void panelRow(Patch patch, float[] packed, Panel panel, int rowFrom, int rowTo) {
        int step = geometry.convolve().stride() * geometry.channels();
        int from = rowFrom + panel.group * geometry.channelsPerGroup();
        int to = rowTo + panel.first;
        for (int column = 0; column < patch.columns; column += lanes.pixels(panel.vectors)) {
            block(patch, packed, panel, from + column * step, to + column * pixelStep);
        }
    }

    /// All taps of one block of pixels and one panel of filters.
    private void block(Patch patch, float[] packed, Panel panel, int from, int to) {
        int dilation = geometry.convolve().dilation();
        int step = geometry.convolve().stride() * geometry.channels();
        int weights = panel.weights;
        int weightsStep = runLength * panel.vectors * lanes.count();
        for (int row = 0; row < geometry.kernelHeight(); row++) {
            int start = from + row * dilation * patch.inputRowStep;
            for (int run = 0; run < runs; run++) {
                lanes.accumulate(
                        patch.input,
                        start,
                        step,
                        runLength,
                        packed,
                        weights,
                        panel.vectors,
                        patch.output,
                        to,
                        pixelStep);
                start += dilation * geometry.channels();
                weights += weightsStep;
            }
        }
    }
}
