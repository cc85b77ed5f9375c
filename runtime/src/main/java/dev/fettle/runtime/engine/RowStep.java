package dev.fettle.runtime.engine;

import java.util.List;

/// A stage that makes its result row by row.
///
/// @param name of the node
/// @param layout of the map that is written
/// @param result the index of the node whose map it is
/// @param written the channels of it that are made here: others write the rest, at the same time
record RowStep(
        String name,
        String label,
        Layout layout,
        int result,
        List<Read> reads,
        RowFunction function,
        List<Layout> written)
        implements Step {
    RowStep {
        written = List.copyOf(written);
    }

    /// All channels.
    RowStep(String name, String label, Layout layout, int result, List<Read> reads, RowFunction function) {
        this(name, label, layout, result, reads, function, List.of(layout));
    }

    private int rowsPerJob() {
        return Step.rowsPerJob(layout);
    }

    @Override
    public int bands() {
        return layout.rows();
    }

    @Override
    public int turnBands() {
        return TURN_ROWS;
    }

    @Override
    public int jobs(int from, int to) {
        return Math.ceilDiv(to - from, rowsPerJob());
    }

    @Override
    public Scratch scratch() {
        return function.scratch();
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        int first = from + job * rowsPerJob();
        int end = Math.min(first + rowsPerJob(), to);
        float[] map = workspace.maps[result];
        for (int i = first; i < end; i++) {
            int picture = layout.pictureOf(i);
            int row = layout.rowOf(i);
            function.writer().write(picture, row, map, workspace);
            for (Layout channels : written) {
                channels.fillPadding(map, picture, row);
            }
        }
    }
}
