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
        int first = picture * channels;
        int from = layout.position(picture, row, keep.left());
        int to = (row - keep.top()) * raster.rowStep();
        int channel = 0;
        for (; channel + 4 <= channels; channel += 4) {
            storeFour(map, from + channel, layout.pixelStep(), raster, first + channel, to, keep.width());
        }
        for (; channel < channels; channel++) {
            float[] plane = raster.planes()[first + channel];
            int start = raster.starts()[first + channel] + to;
            int at = from + channel;
            for (int column = 0; column < keep.width(); column++) {
                plane[start + column] = map[at + column * layout.pixelStep()];
            }
        }
    }

    /// Neighbouring channels, which are read while their pixels are near.
    private static void storeFour(float[] map, int from, int step, Raster raster, int plane, int to, int width) {
        float[] plane0 = raster.planes()[plane];
        float[] plane1 = raster.planes()[plane + 1];
        float[] plane2 = raster.planes()[plane + 2];
        float[] plane3 = raster.planes()[plane + 3];
        int start0 = raster.starts()[plane] + to;
        int start1 = raster.starts()[plane + 1] + to;
        int start2 = raster.starts()[plane + 2] + to;
        int start3 = raster.starts()[plane + 3] + to;
        int at = from;
        for (int column = 0; column < width; column++) {
            plane0[start0 + column] = map[at];
            plane1[start1 + column] = map[at + 1];
            plane2[start2 + column] = map[at + 2];
            plane3[start3 + column] = map[at + 3];
            at += step;
        }
    }
}
