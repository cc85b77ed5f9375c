package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Convolution straight from its definition, for every geometry. Filters are taken in panels of a few
/// vectors, pixels in blocks; for each row of the kernel the taps of a pixel are one run of K · C
/// neighbouring floats (K runs of the group's channels where dilation, groups or a view tear them apart).
///
/// Packed weights: panel by panel (row, column, channel, filter), the last vector of a group filled up
/// with zeros.
final class DirectKernel implements Kernel {
    /// Filters that are computed together.
    ///
    /// @param first place of its first filter in the result
    /// @param count filters in it; the rest of the vectors is zero
    /// @param group the group of channels that it reads
    /// @param weights where its packed weights begin
    private record Panel(int first, int count, int vectors, int group, int weights) {}

    /// Floats of a patch's sums that stay in a core's first-level cache.
    private static final int PATCH_FLOATS = 6144;

    /// Work that is large beside the handing out of a job.
    private static final int JOB_MACS = 1 << 20;

    private static final int SHORTEST_RUN = 16;

    private final Geometry geometry;
    private final Lanes lanes;
    private final Panel[] panels;

    /// Patches are computed in whole blocks; what lies beyond their last column is left over.
    private final int blockPixels;

    private final int cellColumns;

    private final int pixelStep;
    private final Patch.Sums sums;
    private final int packedFloats;
    private final boolean torn;

    DirectKernel(Geometry geometry, Lanes lanes) {
        this.geometry = geometry;
        this.lanes = lanes;
        List<Panel> list = new ArrayList<>();
        int groupVectors = Math.ceilDiv(geometry.filtersPerGroup(), lanes.count());
        int lastGroup = geometry.filters() - geometry.filtersPerGroup();
        pixelStep = lastGroup + groupVectors * lanes.count();
        sums = new Patch.Sums(pixelStep, 0, geometry.filters());
        int weights = 0;
        for (int group = 0; group < geometry.convolve().groups(); group++) {
            weights = addGroup(list, group, groupVectors, weights);
        }
        packedFloats = weights;
        panels = list.toArray(Panel[]::new);
        blockPixels = lanes.wholeBlocks(groupVectors, lanes.vectors());
        cellColumns = Math.max(PATCH_FLOATS / pixelStep / blockPixels, 1) * blockPixels;
        torn = geometry.convolve().dilation() > 1 || geometry.convolve().groups() > 1;
    }

    private int addGroup(List<Panel> list, int group, int groupVectors, int firstWeight) {
        int taps = geometry.channelsPerGroup() * geometry.kernelHeight() * geometry.kernelWidth();
        int weights = firstWeight;
        int done = 0;
        while (done < groupVectors) {
            int vectors = Math.min(lanes.vectors(), groupVectors - done);
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
    public int grid() {
        return 1;
    }

    @Override
    public int cellColumns() {
        return cellColumns;
    }

    @Override
    public int cellsPerJob() {
        return Math.toIntExact(Math.max(JOB_MACS / (geometry.macsPerPixel() * cellColumns), 1));
    }

    @Override
    public int packedFloats() {
        return packedFloats;
    }

    /// Short runs would cost more than a copy.
    @Override
    public boolean readsViews() {
        return torn || geometry.kernelWidth() == 1 || geometry.channels() >= SHORTEST_RUN;
    }

    @Override
    public boolean readsParts() {
        Convolve convolve = geometry.convolve();
        return geometry.kernelWidth() == 1
                && geometry.kernelHeight() == 1
                && convolve.stride() == 1
                && convolve.padding() == 0
                && convolve.groups() == 1;
    }

    @Override
    public int overreach() {
        return blockPixels * geometry.convolve().stride() * geometry.channels();
    }

    @Override
    public Scratch scratch(Layout input) {
        int inParts = readsParts() ? geometry.channels() / InputPart.LEAST_COMMON : 0;
        int runs = Math.max(geometry.kernelHeight() * runsPerRow(input.pixelStep()), inParts);
        return Scratch.of(Part.FIRST, cellColumns * pixelStep).and(Part.RUNS, runs + 1);
    }

    @Override
    public void pack(Filters filters, float[] packed) {
        Arrays.fill(packed, 0, packedFloats, 0);
        for (Panel panel : panels) {
            int width = panel.vectors * lanes.count();
            for (int i = 0; i < panel.count; i++) {
                packFilter(filters, panel.first + i, packed, panel.weights + i, width);
            }
        }
    }

    private void packFilter(Filters filters, int place, float[] packed, int from, int width) {
        int to = from;
        for (int row = 0; row < geometry.kernelHeight(); row++) {
            for (int column = 0; column < geometry.kernelWidth(); column++) {
                for (int channel = 0; channel < geometry.channelsPerGroup(); channel++) {
                    packed[to] = filters.at(place, channel, row, column);
                    to += width;
                }
            }
        }
    }

    @Override
    public void compute(Patch patch, float[] packed, Workspace workspace) {
        for (int cell = 0; cell < patch.cells(); cell++) {
            patch.moveTo(cell);
            for (Panel panel : panels) {
                panelRow(patch, packed, panel, workspace);
            }
            patch.finish(sums, 0, 0);
        }
    }

    private void panelRow(Patch patch, float[] packed, Panel panel, Workspace workspace) {
        Block block = workspace.block;
        boolean isInParts = patch.parts().length > 1;
        int perRow = runsPerRow(patch.pixelStep());
        int length = isInParts ? InputPart.LEAST_COMMON : geometry.kernelWidth() / perRow * geometry.channelsPerGroup();
        int runs = isInParts ? geometry.channels() / length : geometry.kernelHeight() * perRow;
        if (isInParts) {
            findRuns(patch, length, workspace.runs);
        } else {
            findRuns(patch, panel, perRow, workspace.runs);
        }
        block.begin(
                patch.input(),
                geometry.convolve().stride() * patch.pixelStep(),
                workspace.runs,
                runs,
                length,
                packed,
                workspace.first,
                pixelStep);
        block.takeFilters(panel.weights, panel.vectors, panel.count);
        int pixels = lanes.pixels(panel.vectors);
        for (int column = 0; column < patch.columns(); column += pixels) {
            int some = Math.min(pixels, patch.columns() - column);
            block.moveTo(column * block.xStep, panel.first + column * pixelStep, some);
            lanes.accumulate(block);
        }
    }

    /// The taps of a pixel lie in runs of neighbouring floats: one for each row, or for each tap.
    private int runsPerRow(int inputStep) {
        return torn || inputStep != geometry.channels() ? geometry.kernelWidth() : 1;
    }

    /// Of a single tap whose channels lie in parts.
    private static void findRuns(Patch patch, int length, int[] runs) {
        int run = 0;
        for (InputPart part : patch.parts()) {
            int from = patch.tapPosition(part.layout(), 0);
            for (int channel = 0; channel < part.layout().channels(); channel += length) {
                runs[run] = from + channel;
                run++;
            }
        }
    }

    private void findRuns(Patch patch, Panel panel, int perRow, int[] runs) {
        int dilation = geometry.convolve().dilation();
        int run = 0;
        for (int row = 0; row < geometry.kernelHeight(); row++) {
            int from = patch.tapPosition(row * dilation) + panel.group * geometry.channelsPerGroup();
            for (int i = 0; i < perRow; i++) {
                runs[run] = from + i * dilation * patch.pixelStep();
                run++;
            }
        }
    }
}
