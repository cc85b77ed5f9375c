package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Panels.Panel;
import java.util.Arrays;
import java.util.List;

/// How a {@link WinogradKernel} keeps its weights: the transformed filters group by group, point by point, panel by
/// panel of a few vectors (channel, filter), and behind them what a {@link FoldedEdge} takes away.
///
/// @param geometry of the convolution that is computed
/// @param fold what it is folded from
/// @param panels of each group of filters
/// @param edges of each group of filters
record WinogradWeights(
        Geometry geometry,
        Fold fold,
        Lanes lanes,
        TileTransform transform,
        List<List<Panel>> panels,
        List<List<FoldedEdge>> edges) {
    void pack(Filters filters, float[] packed, int floats) {
        Arrays.fill(packed, 0, floats, 0);
        double[] taps = new double[geometry.kernelHeight() * geometry.kernelWidth()];
        double[] half = new double[transform.down().points() * geometry.kernelWidth()];
        panels.forEach(group -> group.forEach(panel -> packPanel(filters, panel, taps, half, packed)));
        edges.forEach(group -> group.forEach(edge -> edge.pack(filters, packed)));
    }

    private void packPanel(Filters filters, Panel panel, double[] taps, double[] half, float[] packed) {
        for (int i = 0; i < panel.filters(); i++) {
            int place = panel.first() + i;
            int first = place / geometry.filtersPerGroup() * geometry.channelsPerGroup() - panel.firstChannel();
            for (int channel = 0; channel < geometry.channelsPerGroup(); channel++) {
                fold.taps(filters, place, channel, geometry, taps);
                applyFilterMatrix(taps, half);
                packPoints(half, packed, panel.position(i, first + channel, lanes.count()), panel.pointStep());
            }
        }
    }

    /// G g
    private void applyFilterMatrix(double[] taps, double[] half) {
        double[][] matrix = transform.down().filterMatrix();
        int width = geometry.kernelWidth();
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < width; j++) {
                half[width * i + j] = dot(matrix[i], taps, j, width);
            }
        }
    }

    /// (G g) Gᵀ
    private void packPoints(double[] half, float[] packed, int to, int step) {
        double[][] matrix = transform.across().filterMatrix();
        int width = geometry.kernelWidth();
        for (int i = 0; i < transform.down().points(); i++) {
            for (int j = 0; j < matrix.length; j++) {
                packed[to + (i * matrix.length + j) * step] = (float) dot(matrix[j], half, width * i, 1);
            }
        }
    }

    private static double dot(double[] row, double[] values, int from, int step) {
        double sum = row[0] * values[from];
        for (int i = 1; i < row.length; i++) {
            sum += row[i] * values[from + i * step];
        }
        return sum;
    }

    /// In vectors of filters, and in single precision: this is done anew for each window.
    void packMixed(Filters filters, float[] packed) {
        for (List<Panel> group : panels) {
            for (Panel panel : group) {
                packMixed(filters, panel, packed);
            }
        }
    }

    private void packMixed(Filters filters, Panel panel, float[] packed) {
        int channelStep = panel.vectors() * lanes.count();
        for (int place = 0; place < panel.filters(); place += lanes.count()) {
            int to = panel.position(place, 0, lanes.count());
            Taps.Target target = new Taps.Target(packed, to, channelStep, panel.pointStep());
            transform.filters(new Taps(filters, panel.first() + place, geometry.channels(), target));
        }
    }
}
