package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// Brings the picture from planes into the layout of feature maps, row by row.
///
/// @param input the map that is written; what is computed of it beyond the picture's edges is the picture mirrored
/// @param mirrored pixels beyond each edge; the outermost of them is repeated for all that lie beyond
record LoadStep(Operand input, int mirrored) implements Step {
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
    public int turnBands() {
        return TURN_ROWS;
    }

    @Override
    public int jobs(int from, int to) {
        return Math.ceilDiv(to - from, rowsPerJob());
    }

    private int rowsPerJob() {
        return Step.rowsPerJob(input.layout());
    }

    @Override
    public Layout layout() {
        return input.layout();
    }

    @Override
    public Scratch scratch() {
        return Scratch.NONE;
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        int first = from + job * rowsPerJob();
        int end = Math.min(first + rowsPerJob(), to);
        for (int number = first; number < end; number++) {
            load(number, workspace);
        }
    }

    private void load(int number, Workspace workspace) {
        Layout layout = input.layout();
        float[] map = input.map(workspace);
        Raster raster = workspace.transfer.from();
        int picture = layout.pictureOf(number);
        int row = layout.rowOf(number);
        int channels = layout.channels();
        for (int channel = 0; channel < channels; channel++) {
            float[] plane = raster.planes()[picture * channels + channel];
            int start = raster.starts()[picture * channels + channel] + seen(row, layout.height()) * raster.rowStep();
            int at = layout.position(picture, row, 0) + channel;
            for (int column = -layout.extent(); column < layout.width() + layout.extent(); column++) {
                map[at + column * layout.pixelStep()] = plane[start + seen(column, layout.width())];
            }
        }
        layout.fillPadding(map, picture, row);
    }

    /// The row or column of the picture that is seen at a position.
    private int seen(int position, int size) {
        int near = Math.clamp(position, -mirrored, size - 1 + mirrored);
        int turned = Math.floorMod(near, 2 * size); // a small picture is mirrored to and fro
        return turned < size ? turned : 2 * size - 1 - turned;
    }
}
