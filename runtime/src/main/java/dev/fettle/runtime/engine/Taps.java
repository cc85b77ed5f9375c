package dev.fettle.runtime.engine;

/// What {@link TileTransform#filters} transforms: 3×3 filters side by side, a vector of them for each channel.
/// Made for each kernel that is packed.
final class Taps {
    private static final float[] NOTHING = {};

    float[] x = NOTHING;

    /// The first tap of the first channel.
    int from;

    /// Floats from a channel to the next.
    int step;

    /// Floats from a tap to the next.
    int tapStep;

    int channels;
    float[] y = NOTHING;

    /// The first point of the first channel.
    int to;

    int toStep;
    int pointStep;
}
