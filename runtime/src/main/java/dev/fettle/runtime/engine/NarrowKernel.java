package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;

/// Convolution with few filters, such as the last layer of a network: channels in the lanes of the
/// vectors, one sum per lane, and the lanes added up at the end. With filters in the lanes, most of them
/// would be idle.
///
/// Needs channels that fill whole vectors. Packed weights: (panel, filter, row, column, channel).
final class NarrowKernel implements Kernel {
    private static final int CELL_COLUMNS = 96;
    private static final int JOB_MACS = 1 << 20;

    private final Geometry geometry;
    private final Lanes lanes;

    /// Filters that are computed together.
    private final int panel;

    private final int panels;
    private final int pixels;
    private final int runLength;
    private final Patch.Sums sums;

    NarrowKernel(Geometry geometry, Lanes lanes) {
        this.geometry = geometry;
        this.lanes = lanes;
        panel = panel(geometry, lanes);
        panels = filtersComputed(geometry, lanes) / panel;
        pixels = lanes.dotPixels(panel);
        runLength = geometry.kernelWidth() * geometry.channels();
        sums = new Patch.Sums(resultStep(), 0, geometry.filters());
    }

    /// Whether the kernel computes such convolutions.
    static boolean takes(Geometry geometry, Lanes lanes) {
        return geometry.convolve().groups() == 1
                && geometry.convolve().dilation() == 1
                && lanes.dotFilters() > 0
                && geometry.channels() % lanes.count() == 0;
    }

    private static int panel(Geometry geometry, Lanes lanes) {
        return geometry.filters() == 1 ? 1 : lanes.dotFilters();
    }

    /// Filters of whole panels.
    static int filtersComputed(Geometry geometry, Lanes lanes) {
        int panel = panel(geometry, lanes);
        return Math.ceilDiv(geometry.filters(), panel) * panel;
    }

    @Override
    public String label() {
        return "narrow " + geometry.kernelHeight() + "×" + geometry.kernelWidth();
    }

    @Override
    public int grid() {
        return 1;
    }

    @Override
    public int cellColumns() {
        return CELL_COLUMNS;
    }

    @Override
    public int cellsPerJob() {
        return Math.toIntExact(Math.max(JOB_MACS / (geometry.macsPerPixel() * CELL_COLUMNS), 1));
    }

    @Override
    public int packedFloats() {
        return panels * panel * geometry.kernelHeight() * runLength;
    }

    @Override
    public boolean readsViews() {
        return false; // the taps of a pixel's row are one run
    }

    @Override
    public int overreach() {
        return pixels * geometry.convolve().stride() * geometry.channels();
    }

    @Override
    public Scratch scratch(Layout input) {
        return Scratch.of(Part.FIRST, CELL_COLUMNS * resultStep() + partialFloats())
                .and(Part.RUNS, geometry.kernelHeight() + 1);
    }

    private int resultStep() {
        return panels * panel;
    }

    private int partialFloats() {
        return pixels * panel * lanes.count();
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        Arrays.fill(packed, 0, packedFloats(), 0);
        for (int place = 0; place < geometry.filters(); place++) {
            for (int row = 0; row < geometry.kernelHeight(); row++) {
                int to = (place * geometry.kernelHeight() + row) * runLength;
                for (int i = 0; i < runLength; i++) {
                    int column = i / geometry.channels();
                    packed[to + i] = filters.at(place, i % geometry.channels(), row, column);
                }
            }
        }
    }

    @Override
    public void compute(Patch patch, float[] packed, Workspace workspace) {
        for (int cell = 0; cell < patch.cells(); cell++) {
            patch.moveTo(cell);
            for (int row = 0; row < geometry.kernelHeight(); row++) {
                workspace.runs[row] = patch.tapPosition(row);
            }
            for (int i = 0; i < panels; i++) {
                panelRow(patch, packed, i, workspace);
            }
            patch.finish(sums, partialFloats(), 0);
        }
    }

    private void panelRow(Patch patch, float[] packed, int number, Workspace workspace) {
        Block block = workspace.block;
        block.begin(
                patch.input(),
                geometry.convolve().stride() * geometry.channels(),
                workspace.runs,
                geometry.kernelHeight(),
                runLength,
                packed,
                workspace.first,
                panel * lanes.count());
        block.takeFilters(number * panel * geometry.kernelHeight() * runLength, panel, panel);
        for (int column = 0; column < patch.columns(); column += pixels) {
            block.moveTo(column * block.xStep, 0, pixels);
            lanes.dot(block);
            addLanes(workspace.first, column, number);
        }
    }

    private void addLanes(float[] array, int column, int number) {
        lanes.addLanes(array, 0, pixels * panel);
        for (int pixel = 0; pixel < pixels; pixel++) {
            int to = partialFloats() + (column + pixel) * resultStep() + number * panel;
            for (int filter = 0; filter < panel; filter++) {
                array[to + filter] = array[(pixel * panel + filter) * lanes.count()];
            }
        }
    }
}
