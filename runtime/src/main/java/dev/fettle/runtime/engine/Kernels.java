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
    private static final double LANE_SUM = 20;
    private static final int LEAST_WINDOW = 16;

    Kernel of(Geometry geometry) {
        return of(geometry, 0);
    }

    /// For a convolution whose kernel changes from window to window: a square of samples must not have a part in
    /// two of them, and small windows are not worth the transform of their kernel.
    ///
    /// @param window 0 for none
    Kernel of(Geometry geometry, int window) {
        if (geometry.isDepthwise()) {
            return new DepthwiseKernel(geometry, lanes);
        }
        Optional<TileTransform> transform = geometry.isPlain3x3() ? tiles(geometry, window) : Optional.empty();
        if (algorithm != Algorithm.AUTOMATIC) {
            return transform
                    .<Kernel>map(tiles -> new WinogradKernel(geometry, lanes, tiles))
                    .orElseGet(() -> new DirectKernel(geometry, lanes));
        }
        double direct = directCost(geometry);
        if (NarrowKernel.takes(geometry, lanes) && narrowCost(geometry) < direct) {
            return new NarrowKernel(geometry, lanes);
        }
        return transform
                .filter(tiles -> winogradCost(geometry, tiles.side()) < direct)
                .<Kernel>map(tiles -> new WinogradKernel(geometry, lanes, tiles))
                .orElseGet(() -> new DirectKernel(geometry, lanes));
    }

    /// The cheapest tiles that the algorithm and the windows allow.
    private Optional<TileTransform> tiles(Geometry geometry, int window) {
        return algorithm.tileSides().stream()
                .filter(side -> window == 0 || window >= LEAST_WINDOW && window % side == 0)
                .flatMap(side -> lanes.tileTransform(side).stream())
                .min(Comparator.comparingDouble(tiles -> winogradCost(geometry, tiles.side())));
    }

    // A small model of the time per output pixel, in vector multiply-adds.

    private double directCost(Geometry geometry) {
        return (double) geometry.macsPerPixel() / geometry.filters() * filterVectors(geometry);
    }

    private double narrowCost(Geometry geometry) {
        return (double) geometry.macsPerPixel() / lanes.count() + LANE_SUM * geometry.filters();
    }

    private double winogradCost(Geometry geometry, int side) {
        double products =
                (double) ((side + 2) * (side + 2)) / (side * side) * geometry.channels() * filterVectors(geometry);
        return products
                + INPUT_TRANSFORM * Math.ceilDiv(geometry.channels(), lanes.count())
                + OUTPUT_TRANSFORM * filterVectors(geometry);
    }

    private int filterVectors(Geometry geometry) {
        return Math.ceilDiv(geometry.filters(), lanes.count());
    }
}
