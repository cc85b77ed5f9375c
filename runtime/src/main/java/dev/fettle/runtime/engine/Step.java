package dev.fettle.runtime.engine;

import java.util.List;

/// A stage for pictures of one size. Its result is made in bands of rows, from the top to the bottom;
/// some neighbouring bands at a time are cut into independent jobs, each of which writes rows or cells of
/// its own. Immutable; all state is in the {@link Workspace}.
interface Step {
    /// Rows of a turn of steps that work row by row: as many as those of convolutions make.
    int TURN_ROWS = 12;

    /// Rows of a map that are worth a job of their own.
    static int rowsPerJob(Layout layout) {
        int samples = 1 << 15;
        return Math.clamp(samples / layout.rowLength(), 1, TURN_ROWS);
    }

    /// For plans: the node that is computed.
    String name();

    /// For plans: how it is computed.
    String label();

    /// For plans: the map that is written, or read by who writes none.
    Layout layout();

    /// For plans: what the step is and costs.
    default Plan.Line line(double millis) {
        Layout layout = layout();
        long bytes = result() < 0 ? 0 : 4 * layout.floats();
        return new Plan.Line(
                name(), label(), layout.height(), layout.width(), layout.channels(), macs(), bytes, millis);
    }

    /// Multiply-adds of all bands.
    default long macs() {
        return 0;
    }

    /// Those of them that are made for the picture itself, and not for what lies beyond its edges.
    default long macsInside() {
        return macs();
    }

    /// The index of the node whose map is written; -1 for none.
    int result();

    /// What must be there before bands are made.
    List<Read> reads();

    int bands();

    /// Rows of the result that are complete after so many bands.
    default int rowsAfter(int bands) {
        return bands;
    }

    /// Rows of the result of which some samples are there after so many bands: the place in a ring that they take.
    default int rowsTouched(int bands) {
        return rowsAfter(bands);
    }

    /// Bands that are worth a turn: enough jobs to be shared, few enough rows to stay in a cache until they are read.
    int turnBands();

    /// Jobs in the bands from the first to the one before the last, from the left of the picture to the right; at
    /// least one.
    int jobs(int from, int to);

    /// What a thread needs to run jobs.
    Scratch scratch();

    void run(int job, int from, int to, Workspace workspace);
}
