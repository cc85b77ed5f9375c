package dev.fettle.runtime.engine;

/// Transformed tiles on their way through a Winograd kernel: for each of (m + 2)² points the tiles, for each
/// tile so many neighbouring floats. Made once per thread.
final class Points {
    /// How points lie in an array.
    ///
    /// @param tile floats from a tile to the next
    /// @param point floats from a point to the next
    record Steps(int tile, int point) {}

    float[] array = {};

    /// Position of the first tile.
    int from;

    int tileStep;
    int pointStep;

    /// Floats of a point that matter: channels of an input, or filters, rounded up to whole vectors.
    int channels;

    /// Sets every field.
    void begin(float[] array, int from, Steps steps, int channels) {
        this.array = array;
        this.from = from;
        this.tileStep = steps.tile;
        this.pointStep = steps.point;
        this.channels = channels;
    }
}
