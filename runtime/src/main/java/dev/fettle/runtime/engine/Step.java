package dev.fettle.runtime.engine;

import java.util.List;

/// A stage for pictures of one size. Its result is made in bands of rows, from the top to the bottom;
/// some neighbouring bands at a time are cut into independent jobs, each of which writes rows or cells of
/// its own. Immutable; all state is in the {@link Workspace}.
interface Step {
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

    /// Jobs in the bands from the first to the one before the last.
    int jobs(int from, int to);

    /// What a thread needs to run jobs.
    Scratch scratch();

    void run(int job, int from, int to, Workspace workspace);
}
