package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// Brings the picture from planes into the layout of feature maps, row by row.
///
/// @param input the map that is written
record LoadStep(Operand input) implements Step {
    @Override
    public String name() {
        return "input";
    }

    @Override
    public String label() {
        return "load";
    }

    @Override
    public int result() {
        return input.node();
    }

    @Override
    public List<Read> reads() {
        return List.of();
    }

    @Override
    public int bands() {
        return input.layout().rows();
    }

    @Override
    public int jobs(int from, int to) {
        return to - from;
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        Layout layout = input.layout();
        float[] map = input.map(workspace);
        Raster raster = workspace.transfer.from;
        int picture = layout.pictureOf(from + job);
        int row = layout.rowOf(from + job);
        int channels = layout.channels();
        for (int channel = 0; channel < channels; channel++) {
            float[] plane = raster.planes()[picture * channels + channel];
            int start = raster.starts()[picture * channels + channel] + inside(row, layout.height()) * raster.rowStep();
            int at = layout.position(picture, row, 0) + channel;
            for (int column = -layout.extent(); column < layout.width() + layout.extent(); column++) {
                map[at + column * layout.pixelStep()] = plane[start + inside(column, layout.width())];
            }
        }
        layout.fillPadding(map, picture, row);
    }

    /// The picture is extended by its outermost pixels where its map is one with another that reaches further.
    private static int inside(int position, int size) {
        return Math.clamp(position, 0, size - 1);
    }
}
