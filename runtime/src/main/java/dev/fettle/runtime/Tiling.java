package dev.fettle.runtime;

import dev.fettle.network.Halo;
import java.util.ArrayList;
import java.util.List;

/// How a picture is cut so that the network's buffers fit a memory budget and the result is still that of the
/// whole picture.
///
/// The picture is divided into cores of at most coreWidth×coreHeight. For each core the network runs on a
/// *window*: the core and, on every side, either the halo or the edge of the picture, where the network pads
/// with zeros itself. Windows start on multiples of the alignment and have the same size wherever possible,
/// so that one plan serves (nearly) all of them.
///
/// @param width of the picture that the network sees
/// @param height of that picture
/// @param coreWidth a multiple of the alignment, or the whole width
/// @param coreHeight a multiple of the alignment, or the whole height
/// @param halo what a core must see around itself
record Tiling(int width, int height, int coreWidth, int coreHeight, Halo halo) {
    /// Bytes that the network needs for one window.
    @FunctionalInterface
    interface WindowCost {
        long bytes(int height, int width);
    }

    /// One step: the window that the network runs on and the core that is kept of it, both in pixels of the
    /// picture.
    record Tile(
            int windowX,
            int windowY,
            int windowWidth,
            int windowHeight,
            int coreX,
            int coreY,
            int coreWidth,
            int coreHeight) {}

    /// One side of a tile.
    private record Span(int windowStart, int windowSize, int coreStart, int coreSize) {}

    /// The tiling with the largest cores whose windows stay within the budget.
    ///
    /// @throws IllegalArgumentException if not even the smallest window fits, or if the network pools over
    /// the whole picture and that does not fit
    static Tiling within(long budgetBytes, int width, int height, Halo halo, WindowCost cost) {
        Tiling whole = new Tiling(width, height, width, height, halo);
        if (cost.bytes(height, width) <= budgetBytes) {
            return whole;
        }
        if (halo.global()) {
            throw new IllegalArgumentException(
                    "this network pools over the whole picture and cannot be tiled: %dx%d needs %s of buffers, the budget is %s"
                            .formatted(width, height, readable(cost.bytes(height, width)), readable(budgetBytes)));
        }
        int step = halo.alignment();
        int fits = 0;
        int tooLarge = (Math.max(width, height) + step - 1) / step + 1;
        while (tooLarge - fits > 1) {
            int middle = (fits + tooLarge) >>> 1;
            if (whole.withCores(middle * step).largestWindowBytes(cost) <= budgetBytes) {
                fits = middle;
            } else {
                tooLarge = middle;
            }
        }
        if (fits == 0) {
            throw new IllegalArgumentException(
                    "the memory budget of %s is too small for this network: at least %s are needed"
                            .formatted(
                                    readable(budgetBytes),
                                    readable(whole.withCores(step).largestWindowBytes(cost))));
        }
        return whole.withCores(fits * step);
    }

    private static String readable(long bytes) {
        if (bytes > Integer.MAX_VALUE * 1024L) {
            return "more than 2 TB";
        }
        int kilobyte = 1 << 10;
        return bytes < 10L * kilobyte * kilobyte
                ? Math.ceilDiv(bytes, kilobyte) + " KB"
                : Math.ceilDiv(bytes, kilobyte * kilobyte) + " MB";
    }

    private Tiling withCores(int side) {
        return new Tiling(width, height, Math.min(side, width), Math.min(side, height), halo);
    }

    private long largestWindowBytes(WindowCost cost) {
        return cost.bytes(largest(spans(height, coreHeight)), largest(spans(width, coreWidth)));
    }

    private static int largest(List<Span> spans) {
        return spans.stream().mapToInt(Span::windowSize).max().orElseThrow();
    }

    /// All tiles, those with windows of the same size one after another.
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        for (Span y : spans(height, coreHeight)) {
            for (Span x : spans(width, coreWidth)) {
                tiles.add(new Tile(
                        x.windowStart,
                        y.windowStart,
                        x.windowSize,
                        y.windowSize,
                        x.coreStart,
                        y.coreStart,
                        x.coreSize,
                        y.coreSize));
            }
        }
        tiles.sort((a, b) -> a.windowHeight != b.windowHeight
                ? Integer.compare(a.windowHeight, b.windowHeight)
                : Integer.compare(a.windowWidth, b.windowWidth));
        return tiles;
    }

    private List<Span> spans(int size, int core) {
        List<Span> spans = new ArrayList<>();
        int window = Math.min(size, core + 2 * halo.pixels());
        int lastStart = (size - window) / halo.alignment() * halo.alignment();
        for (int start = 0; start < size; start += core) {
            int windowStart = Math.clamp((long) start - halo.pixels(), 0, lastStart);
            int windowSize = windowStart == lastStart ? size - windowStart : window;
            spans.add(new Span(windowStart, windowSize, start, Math.min(core, size - start)));
        }
        return spans;
    }
}
