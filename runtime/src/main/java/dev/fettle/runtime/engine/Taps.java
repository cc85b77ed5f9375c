package dev.fettle.runtime.engine;

/// What {@link TileTransform#filters} transforms: 3×3 filters side by side, a vector of them for each channel.
///
/// @param place of the vector's first filter
/// @param points where they go
record Taps(Filters filters, int place, int channels, Target points) {
    /// Where the points of a vector of filters lie.
    ///
    /// @param from of the first point of the first channel
    /// @param channelStep floats from a channel to the next
    /// @param pointStep floats from a point to the next
    record Target(float[] array, int from, int channelStep, int pointStep) {}

    /// The first tap of the first channel.
    int from() {
        return filters.offset() + place;
    }

    /// Floats from a channel to the next.
    int channelStep() {
        return filters.strides().channel();
    }

    /// Floats from a tap to the next.
    int tapStep() {
        return filters.strides().column();
    }
}
