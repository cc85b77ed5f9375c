package dev.fettle.runtime.engine;

/// Transformed tiles on their way through a Winograd kernel: for each tile (m + 2)² points, for each
/// point so many neighbouring floats. Made once per thread.
final class Points {
    float[] array = {};

    /// Position of the first tile.
    int from;

    /// Floats from a tile to the next.
    int tileStep;

    /// Floats of a point that matter.
    int channels;

    /// Floats per point: channels or filters, rounded up to whole vectors.
    int pointStep;
}
