package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import dev.fettle.runtime.engine.Panels.Panel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of a {@link Fold}'s sums that is too much at one edge of the picture: products with samples that the shift
/// has moved out of the picture, to the first row or column beyond the edge. A direct convolution of three taps.
///
/// Packed weights: panel by panel (tap, channel, filter).
///
/// @param geometry of the convolution that computes the same
/// @param isColumn whether it is the left or right edge
/// @param panels of filters
/// @param weights where the first panel's begin
record FoldedEdge(Geometry geometry, Lanes lanes, Fold fold, boolean isColumn, List<Panel> panels, int weights) {
    private static final int TAPS = 3;
    private static final int[] ONE_RUN = {0, 0};

    FoldedEdge {
        panels = List.copyOf(panels);
    }

    /// Those of some panels.
    static List<FoldedEdge> of(Geometry geometry, Lanes lanes, Fold fold, List<Panel> panels, int weights) {
        List<FoldedEdge> edges = new ArrayList<>();
        if (fold.right() != 0) {
            edges.add(new FoldedEdge(geometry, lanes, fold, true, panels, weights));
        }
        if (fold.down() != 0) {
            int from = edges.isEmpty() ? weights : weights + edges.getFirst().packedFloats();
            edges.add(new FoldedEdge(geometry, lanes, fold, false, panels, from));
        }
        return edges;
    }

    int packedFloats() {
        return panels.stream().mapToInt(this::floats).sum();
    }

    private int floats(Panel panel) {
        return TAPS * geometry.channels() * panel.vectors() * lanes.count();
    }

    void pack(Filters filters, float[] packed) {
        int to = weights;
        for (Panel panel : panels) {
            int step = panel.vectors() * lanes.count();
            for (int tap = 0; tap < TAPS; tap++) {
                for (int channel = 0; channel < geometry.channels(); channel++) {
                    for (int i = 0; i < panel.filters(); i++) {
                        packed[to + i] = tap(filters, panel.first() + i, channel + geometry.channels(), tap);
                    }
                    to += step;
                }
            }
        }
    }

    private float tap(Filters filters, int place, int channel, int tap) {
        return isColumn
                ? filters.at(place, channel, tap, 1 + fold.right())
                : filters.at(place, channel, 1 + fold.down(), tap);
    }

    /// Whether the patch's cell has samples at this edge.
    boolean touches(Patch patch) {
        if (patch.parts()[0].layout().edges().border() != Border.ZEROS) {
            return false;
        }
        if (isColumn) {
            return fold.right() > 0 ? patch.isAtRight() : patch.isAtLeft();
        }
        return fold.down() > 0 ? patch.isAtBottom() : patch.isAtTop();
    }

    /// Floats that {@link #subtract} needs for so many samples along the edge, and sums of so many floats each.
    int scratchFloats(int samples, int filters) {
        return productsFrom(samples) + whole(samples) * filters + lanes.vectors() * lanes.count();
    }

    private int productsFrom(int samples) {
        return (whole(samples) + TAPS - 1) * geometry.channels();
    }

    /// Samples that are computed where so many are wanted.
    private int whole(int samples) {
        int most = samples;
        for (Panel panel : panels) {
            int pixels = lanes.pixels(panel.vectors());
            most = Math.max(most, Math.ceilDiv(samples, pixels) * pixels);
        }
        return most;
    }

    /// Takes the products from a cell's sums.
    ///
    /// @param tile the sums, row by row, of so many columns and so many floats a pixel
    /// @param scratch where there is memory, in the same array
    void subtract(Patch patch, Patch.Sums sums, int tile, int columns, float[] packed, int scratch, Workspace workspace) {
        int samples = isColumn ? patch.rows() : patch.columns();
        gather(patch, samples + TAPS - 1, scratch, workspace.first);
        int to = scratch + productsFrom(samples);
        Block block = workspace.block;
        block.begin(
                workspace.first,
                geometry.channels(),
                ONE_RUN,
                1,
                TAPS * geometry.channels(),
                packed,
                workspace.first,
                sums.pixelStep());
        int from = weights;
        for (Panel panel : panels) {
            block.takeFilters(from, panel.vectors());
            int pixels = lanes.pixels(panel.vectors());
            for (int i = 0; i < samples; i += pixels) {
                block.moveTo(
                        scratch + i * geometry.channels(),
                        to + i * sums.pixelStep() + panel.first() - sums.firstPlace(),
                        Math.min(pixels, samples - i));
                lanes.accumulate(block);
            }
            from += floats(panel);
        }
        int last = isColumn ? (fold.right() > 0 ? patch.columns() - 1 : 0) : (fold.down() > 0 ? patch.rows() - 1 : 0) * columns;
        int step = (isColumn ? columns : 1) * sums.pixelStep();
        for (int i = 0; i < samples; i++) {
            subtract(workspace.first, tile + last * sums.pixelStep() + i * step, to + i * sums.pixelStep(), sums.places());
        }
    }

    private static void subtract(float[] x, int from, int what, int count) {
        for (int i = 0; i < count; i++) {
            x[from + i] -= x[what + i];
        }
    }

    /// The samples beside the edge, those of a pixel together.
    private void gather(Patch patch, int samples, int to, float[] into) {
        float[] input = patch.input();
        for (InputPart part : patch.parts()) {
            int some = Math.min(part.layout().channels(), geometry.channels() - part.channel());
            for (int i = 0; some > 0 && i < samples; i++) {
                int at = to + i * geometry.channels() + part.channel();
                int along = i - 1 - (isColumn ? fold.down() : fold.right());
                if (isColumn) {
                    int column = fold.right() > 0 ? patch.columns() - 1 : 0;
                    System.arraycopy(input, patch.position(part.layout(), along, column), into, at, some);
                } else if (patch.hasColumn(i - 1)) {
                    int row = fold.down() > 0 ? patch.rows() - 1 : 0;
                    System.arraycopy(input, patch.position(part.layout(), row, along), into, at, some);
                } else {
                    Arrays.fill(into, at, at + some, 0);
                }
            }
        }
    }
}
