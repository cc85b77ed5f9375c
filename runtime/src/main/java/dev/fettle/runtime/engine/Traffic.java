package dev.fettle.runtime.engine;

/// Bytes that one tile of a Winograd layer fetches from the caches behind the first one: a model, for choosing the size
/// of patches and for telling what a change saves. A line counts where it comes from: when it is read, and when
/// it is written without being in the first cache. What was not used since more bytes than a cache has went through it
/// is taken to be gone; that is so for the least recently used line, and other caches are not far from it.
///
/// ```
/// from far away:  input rows, result rows, weights / tiles of a patch
/// from scratch:   half-transformed rows, 2 × (unless they fit the first cache)
///                 transformed input, 2 ×;  products, 1 × in place, else 2 ×
///                 weights once more per block where a panel of them does not fit the first cache
/// ```
///
/// @param scratch from the second cache, which is taken to hold the tiles of a patch
/// @param maps from wherever the maps are
/// @param weights likewise
record Traffic(double scratch, double maps, double weights) {
    /// How a kernel goes through a layer.
    ///
    /// @param tile m×n samples
    /// @param channels in whole vectors
    /// @param filters in whole vectors
    /// @param panel filters that are multiplied at a time
    /// @param block tiles that are
    /// @param tiles of a patch
    /// @param strip tiles whose rows are transformed at a time
    /// @param vector channels that are
    /// @param inPlace whether products are written over the input
    record Way(
            TileTransform tile,
            int channels,
            int filters,
            int panel,
            int block,
            int tiles,
            int strip,
            int vector,
            boolean inPlace) {}

    /// @param firstCacheBytes of one core
    static Traffic of(Way way, long firstCacheBytes) {
        LineTransform across = way.tile.across();
        long inputs = way.tile.down().points();
        long points = way.tile.points();
        long samples = (long) way.tile.down().side() * across.side();
        long columns = across.side() * (long) way.strip + across.taps() - 1;
        double input = bytes(inputs * columns * way.channels) / (double) way.strip;
        double result = bytes(samples * way.filters);
        boolean spills = bytes(inputs * columns * way.vector) > firstCacheBytes;
        double transformed = 2.0 * bytes(points * way.channels);
        double products = (way.inPlace ? 1.0 : 2.0) * bytes(points * way.filters);
        double layer = bytes(points * way.channels * way.filters);
        boolean streams = bytes((long) way.channels * way.panel + (long) way.block * way.channels) > firstCacheBytes;
        double again = streams ? layer / way.block - layer / way.tiles : 0;
        return new Traffic(
                (spills ? 2 * input : 0) + transformed + products, input + result, layer / way.tiles + again);
    }

    private static long bytes(long floats) {
        return Float.BYTES * floats;
    }

    double total() {
        return scratch + maps + weights;
    }
}
