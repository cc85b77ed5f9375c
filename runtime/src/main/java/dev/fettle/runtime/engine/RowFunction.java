package dev.fettle.runtime.engine;

/// How a {@link RowStep} makes a row of its result.
///
/// @param scratch that the writer needs
record RowFunction(Scratch scratch, Writer writer) {
    /// Writes one row of the result, without the padding.
    interface Writer {
        void write(int picture, int row, float[] to, Workspace workspace);
    }

    /// Straight from map to map.
    static RowFunction of(Writer writer) {
        return new RowFunction(Scratch.NONE, writer);
    }
}
