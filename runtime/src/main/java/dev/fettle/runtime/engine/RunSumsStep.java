package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.List;

/// Adds up a map in runs of some pixels of a row, each channel by itself, as soon as its rows are made and still in a
/// cache: the first half of the mean over the whole picture, whose second is {@link MeanOfRuns}.
///
/// @param name of the mean
/// @param sums where they go
/// @param lanes the machine's arithmetic
record RunSumsStep(String name, Operand x, Sums sums, Lanes lanes) implements Step {
    /// Few enough for sums in floats.
    private static final int RUN_PIXELS = 64;

    /// The sums of all runs, row by row, in an array of {@link Workspace#packed}.
    ///
    /// @param array its place there
    /// @param result a number of its own among the maps, for those who wait for it
    record Sums(int array, int result) {}

    /// Floats of the sums of a map.
    static int floats(Layout layout) {
        return Math.multiplyExact(rows(layout), rowFloats(layout));
    }

    private static int rows(Layout layout) {
        return Math.multiplyExact(layout.pictures(), layout.height());
    }

    /// Floats of the sums of a row.
    static int rowFloats(Layout layout) {
        return Math.ceilDiv(layout.width(), RUN_PIXELS) * layout.channels();
    }

    @Override
    public String label() {
        return "sums of runs";
    }

    @Override
    public Layout layout() {
        return x.layout();
    }

    @Override
    public Plan.Line line(double millis) {
        Layout layout = layout();
        long bytes = 4L * floats(layout);
        return new Plan.Line(name, label(), layout.height(), layout.width(), layout.channels(), 0, bytes, millis);
    }

    @Override
    public int result() {
        return sums.result();
    }

    /// The row of the picture that the band has.
    @Override
    public List<Read> reads() {
        return List.of(Read.below(x.node(), -x.layout().extent()));
    }

    @Override
    public int bands() {
        return rows(layout());
    }

    @Override
    public int turnBands() {
        return TURN_ROWS;
    }

    private int rowsPerJob() {
        return Step.rowsPerJob(layout());
    }

    @Override
    public int jobs(int from, int to) {
        return Math.ceilDiv(to - from, rowsPerJob());
    }

    @Override
    public Scratch scratch() {
        return Scratch.NONE;
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        int first = from + job * rowsPerJob();
        int end = Math.min(first + rowsPerJob(), to);
        for (int band = first; band < end; band++) {
            addRow(band, workspace.packed[sums.array()], x.map(workspace));
        }
    }

    private void addRow(int band, float[] to, float[] map) {
        Layout layout = layout();
        int picture = band / layout.height();
        int row = band % layout.height();
        int at = band * rowFloats(layout);
        for (int start = 0; start < layout.width(); start += RUN_PIXELS) {
            int pixels = Math.min(RUN_PIXELS, layout.width() - start);
            int position = layout.position(picture, row, start);
            lanes.addPixels(map, position, layout.pixelStep(), pixels, to, at, layout.channels());
            at += layout.channels();
        }
    }
}
