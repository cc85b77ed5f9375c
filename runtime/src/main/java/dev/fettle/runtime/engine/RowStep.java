package dev.fettle.runtime.engine;

/// A stage that makes its result row by row.
///
/// @param result the map that is written
/// @param node the index of the result's node
record RowStep(String label, Layout result, int node, RowFunction function) implements Step {
    /// Writes one row of the result, without the border.
    interface RowFunction {
        void write(int picture, int row, float[] to, Task task);
    }

    /// Samples that are worth a job of their own.
    private static final int JOB_FLOATS = 1 << 15;

    private int rowsPerJob() {
        return Math.clamp(JOB_FLOATS / result.rowLength(), 1, result.rows());
    }

    @Override
    public int jobs() {
        return Math.ceilDiv(result.rows(), rowsPerJob());
    }

    @Override
    public void run(int job, Task task) {
        int from = job * rowsPerJob();
        int to = Math.min(from + rowsPerJob(), result.rows());
        float[] map = task.maps[node];
        for (int i = from; i < to; i++) {
            int picture = i / result.height();
            int row = i % result.height();
            function.write(picture, row, map, task);
            result.clearBorder(map, picture, row);
        }
    }
}
