package dev.fettle.runtime.engine;

import java.util.Comparator;
import java.util.Optional;

/// Chooses the kernel of a convolution. The choice depends on the layer and the machine alone, so that
/// every tile of a picture and every thread gets the same bits.
///
/// @param lanes the machine's arithmetic
/// @param algorithm the caller's wish
record Kernels(Lanes lanes, Algorithm algorithm) {
    /// Vector multiply-adds that the transforms of an input and of an output vector cost per pixel,
    /// measured against the products of 64 → 64 channels (docs/design/0005-engine.md).
    private static final double INPUT_TRANSFORM = 50;

    private static final double OUTPUT_TRANSFORM = 40;

    /// Vector multiply-adds that it costs to begin and end a loop of products, for each of its pixels: 120 cycles for
    /// twelve. Told apart only where there are groups, whose loops are short.
    private static final double LOOP = 10;

    /// A loop with one vector of filters waits for its loads: measured for 4 groups of 16 channels, Zen 4 and Zen 5.
    private static final double LONE_VECTOR = 1.6;

    private static final double LANE_SUM = 20;
    private static final int LEAST_WINDOW = 16;

    /// Vector multiply-adds that it costs to mix, transform and fetch a vector of a window's kernel; more where the
    /// kernel does not stay in the second-level cache (measured with 64 → 64 channels, windows of 48 and 96).
    private static final double MIXED_VECTOR = 12;

    private static final double MIXED_VECTOR_FAR = 43;
    private static final int CACHE_BYTES = 1 << 20;

    Kernel of(Geometry geometry) {
        return of(geometry, 0);
    }

    /// For a convolution that may be folded: only where that is cheaper.
    Kernel of(Geometry geometry, Fold fold) {
        Kernel plain = of(geometry);
        Optional<TileTransform> tiles = fold.isNone() ? Optional.empty() : lanes.foldedTransform(fold);
        boolean isInTiles = plain instanceof WinogradKernel;
        return tiles.filter(some ->
                        isInTiles && winogradCost(fold.of(geometry), some) < winogradCost(geometry, plain.grid(), 0))
                .<Kernel>map(some -> new WinogradKernel(geometry, fold, lanes, some))
                .orElse(plain);
    }

    /// For a convolution whose kernel changes from window to window: a square of samples must not have a part in
    /// two of them, and small windows are not worth the transform of their kernel.
    ///
    /// @param window 0 for none
    Kernel of(Geometry geometry, int window) {
        if (geometry.isDepthwise()) {
            return new DepthwiseKernel(geometry, lanes);
        }
        boolean isInTiles =
                geometry.isPlain3x3() && (window == 0 || geometry.convolve().groups() == 1);
        Optional<TileTransform> transform = isInTiles ? tiles(geometry, window) : Optional.empty();
        if (algorithm != Algorithm.AUTOMATIC) {
            return transform
                    .<Kernel>map(tiles -> new WinogradKernel(geometry, lanes, tiles))
                    .orElseGet(() -> new DirectKernel(geometry, lanes));
        }
        double direct = directCost(geometry);
        double inTiles = transform
                .map(tiles -> winogradCost(geometry, tiles.down().side(), window))
                .orElse(Double.POSITIVE_INFINITY);
        if (NarrowKernel.takes(geometry, lanes) && narrowCost(geometry) < Math.min(direct, inTiles)) {
            return new NarrowKernel(geometry, lanes);
        }
        return transform
                .filter(_ -> inTiles < direct)
                .<Kernel>map(tiles -> new WinogradKernel(geometry, lanes, tiles))
                .orElseGet(() -> new DirectKernel(geometry, lanes));
    }

    /// The cheapest tiles that the algorithm and the windows allow.
    private Optional<TileTransform> tiles(Geometry geometry, int window) {
        return algorithm.tileSides().stream()
                .filter(side -> window == 0 || window >= LEAST_WINDOW && window % side == 0)
                .flatMap(side -> lanes.tileTransform(side).stream())
                .min(Comparator.comparingDouble(
                        tiles -> winogradCost(geometry, tiles.down().side(), window)));
    }

    // A small model of the time per output pixel, in vector multiply-adds.

    private double directCost(Geometry geometry) {
        if (geometry.convolve().groups() > 1) {
            return geometry.convolve().groups() * directCostOfGroup(geometry);
        }
        return (double) geometry.macsPerPixel() / geometry.filters() * filterVectors(geometry);
    }

    private double directCostOfGroup(Geometry geometry) {
        int vectors = Math.ceilDiv(geometry.filtersPerGroup(), lanes.count());
        double taps = (double) geometry.macsPerPixel() / geometry.filters();
        return vectors * (taps * (vectors == 1 ? LONE_VECTOR : 1) + LOOP);
    }

    /// A panel of filters takes as long half empty as full.
    private double narrowCost(Geometry geometry) {
        int filters = NarrowKernel.filtersComputed(geometry, lanes);
        double taps = (double) geometry.macsPerPixel() / geometry.filters();
        return filters * (taps / lanes.count() + LANE_SUM);
    }

    /// Of folded convolutions. Transforms are taken to cost as much for each point as those of F(6×6), which
    /// have as many.
    private double winogradCost(Geometry folded, TileTransform tiles) {
        double points =
                (double) tiles.points() / (tiles.down().side() * tiles.across().side());
        double transforms = INPUT_TRANSFORM * Math.ceilDiv(folded.channels(), lanes.count())
                + OUTPUT_TRANSFORM * filterVectors(folded);
        return points * (productsCost(folded) + transforms * (6 * 6) / (8 * 8));
    }

    private double winogradCost(Geometry geometry, int side, int window) {
        double points = (double) ((side + 2) * (side + 2)) / (side * side);
        return points * productsCost(geometry)
                + INPUT_TRANSFORM * Math.ceilDiv(geometry.channels(), lanes.count())
                + OUTPUT_TRANSFORM * filterVectors(geometry)
                + (window == 0 ? 0 : mixedCost(geometry, side, window));
    }

    /// Of a point.
    private double productsCost(Geometry geometry) {
        if (geometry.convolve().groups() > 1) {
            int together = Panels.groupsTogether(geometry, lanes);
            int vectors =
                    Math.ceilDiv(geometry.convolve().groups(), together) * Panels.vectorsTogether(geometry, lanes);
            return vectors * (together * geometry.channelsPerGroup() + LOOP);
        }
        return geometry.channels() * filterVectors(geometry);
    }

    private double mixedCost(Geometry geometry, int side, int window) {
        int vectors = (side + 2) * (side + 2) * geometry.channels() * filterVectors(geometry);
        boolean isFar = 4L * vectors * lanes.count() >= CACHE_BYTES;
        return (isFar ? MIXED_VECTOR_FAR : MIXED_VECTOR) * vectors / ((double) window * window);
    }

    private int filterVectors(Geometry geometry) {
        return Math.ceilDiv(geometry.filters(), lanes.count());
    }
}
