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

    private boolean touches(Patch patch) {
        if (patch.parts()[0].layout().edges().border() != Border.ZEROS) {
            return false;
        }
        if (isColumn) {
            return fold.right() > 0 ? patch.isAtRight() : patch.isAtLeft();
        }
        return fold.down() > 0 ? patch.isAtBottom() : patch.isAtTop();
    }

    /// A strip of sums in {@link Workspace#first}.
    ///
    /// @param from the first, row by row
    /// @param columns of a row
    /// @param scratch where memory is free
    record Strip(Patch.Sums sums, int from, int columns, int scratch) {}

    /// Floats of memory that {@link #subtract} needs for so many samples along the edge, and sums of so many floats
    /// each.
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

    /// Takes the products from the sums of the patch's cells, if they lie at this edge.
    void subtract(Patch patch, Strip strip, float[] packed, Workspace workspace) {
        if (!touches(patch)) {
            return;
        }
        int samples = isColumn ? patch.rows() : patch.columns();
        gather(patch, samples + TAPS - 1, strip.scratch, workspace.first);
        int products = strip.scratch + productsFrom(samples);
        multiply(samples, strip, packed, workspace);
        int step = strip.sums.pixelStep();
        int from = strip.from + step * (isColumn ? outermost(patch) : outermost(patch) * strip.columns);
        int along = step * (isColumn ? strip.columns : 1);
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < strip.sums.places(); j++) {
                workspace.first[from + i * along + j] -= workspace.first[products + i * step + j];
            }
        }
    }

    /// The row or column of the cells that lies at the edge.
    private int outermost(Patch patch) {
        if (isColumn) {
            return fold.right() > 0 ? patch.columns() - 1 : 0;
        }
        return fold.down() > 0 ? patch.rows() - 1 : 0;
    }

    private void multiply(int samples, Strip strip, float[] packed, Workspace workspace) {
        float[] memory = workspace.first;
        Patch.Sums sums = strip.sums;
        int all = TAPS * geometry.channels();
        Block block = workspace.block;
        block.begin(memory, geometry.channels(), ONE_RUN, 1, all, packed, memory, sums.pixelStep());
        int from = weights;
        for (Panel panel : panels) {
            block.takeFilters(from, panel.vectors(), panel.filters());
            int to = strip.scratch + productsFrom(samples) + panel.first() - sums.firstPlace();
            int pixels = lanes.pixels(panel.vectors());
            for (int i = 0; i < samples; i += pixels) {
                int x = strip.scratch + i * geometry.channels();
                block.moveTo(x, to + i * sums.pixelStep(), Math.min(pixels, samples - i));
                lanes.accumulate(block);
            }
            from += floats(panel);
        }
    }

    /// The samples beside the edge, those of a pixel together.
    private void gather(Patch patch, int samples, int to, float[] into) {
        for (InputPart part : patch.parts()) {
            int some = Math.min(part.layout().channels(), geometry.channels() - part.channel());
            for (int i = 0; some > 0 && i < samples; i++) {
                int at = to + i * geometry.channels() + part.channel();
                if (isColumn || patch.hasColumn(i - 1)) {
                    System.arraycopy(patch.input(), position(patch, part.layout(), i - 1), into, at, some);
                } else {
                    Arrays.fill(into, at, at + some, 0);
                }
            }
        }
    }

    /// Of a sample of the input, as far along the edge as one of the cells' samples.
    private int position(Patch patch, Layout part, int along) {
        return isColumn
                ? patch.position(part, along - fold.down(), outermost(patch))
                : patch.position(part, outermost(patch), along - fold.right());
    }
}
