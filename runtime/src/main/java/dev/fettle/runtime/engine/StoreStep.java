package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// Takes the part of a result that is kept to its planes, row by row.
///
/// @param name of the result
/// @param number of the result, from 0
/// @param output the map that is read
record StoreStep(String name, int number, Operand output) implements Step {
    @Override
    public String label() {
        return "store";
    }

    @Override
    public int result() {
        return -1;
    }

    @Override
    public List<Read> reads() {
        return List.of(Read.below(output.node(), -output.layout().extent()));
    }

    @Override
    public int bands() {
        return output.layout().pictures() * output.layout().height();
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
        return Step.rowsPerJob(output.layout());
    }

    @Override
    public Layout layout() {
        return output.layout();
    }

    @Override
    public Scratch scratch() {
        return Scratch.NONE;
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        int first = from + job * rowsPerJob();
        int end = Math.min(first + rowsPerJob(), to);
        for (int line = first; line < end; line++) {
            store(line, workspace);
        }
    }

    private void store(int line, Workspace workspace) {
        Layout layout = output.layout();
        Crop keep = workspace.transfer.target(number).keep();
        Raster raster = workspace.transfer.target(number).raster();
        int picture = line / layout.height();
        int row = line % layout.height();
        if (row < keep.top() || row >= keep.top() + keep.height()) {
            return;
        }
        float[] map = output.map(workspace);
        int channels = layout.channels();
        for (int channel = 0; channel < channels; channel++) {
            float[] plane = raster.planes()[picture * channels + channel];
            int start = raster.starts()[picture * channels + channel] + (row - keep.top()) * raster.rowStep();
            int at = layout.position(picture, row, keep.left()) + channel;
            for (int column = 0; column < keep.width(); column++) {
                plane[start + column] = map[at + column * layout.pixelStep()];
            }
        }
    }
}
