package dev.fettle.runtime;

import dev.fettle.network.Halo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;

/// How a picture is cut so that the network's buffers fit a memory budget and the result is still that of
/// the whole picture.
///
/// The engine keeps only the latest rows of its feature maps, so that the height of a picture hardly
/// matters: tiles are as high as the picture, and most pictures are one tile. The width is divided into
/// cores of at most coreWidth. For each core the network runs on a *window*: the core and, on either
/// side, the halo or the edge of the picture, where the network pads with zeros itself. Windows start on
/// multiples of the alignment and have the same size wherever possible, so that one plan serves (nearly)
/// all of them.
///
/// @param width of the picture that the network sees
/// @param coreWidth a multiple of the alignment, or the whole width
/// @param halo what a core must see around itself
record Tiling(int width, int coreWidth, Halo halo) {
    /// One step: the columns that the network runs on and those that are kept of them, in pixels of the
    /// picture.
    record Tile(int windowX, int windowWidth, int coreX, int coreWidth) {}

    /// The tiling with the largest cores whose windows stay within the budget.
    ///
    /// @param cost bytes that the network needs for a window of a width
    /// @throws MemoryBudgetException if not even the smallest window fits, or if the network pools
    /// over the whole picture and that does not fit
    static Tiling within(long budgetBytes, int width, Halo halo, IntToLongFunction cost) {
        Tiling whole = new Tiling(width, width, halo);
        if (cost.applyAsLong(width) <= budgetBytes) {
            return whole;
        }
        if (halo.global()) {
            throw new MemoryBudgetException(
                    "this network pools over the whole picture, or chooses its kernels window by window, and cannot be tiled: it needs %s of buffers, the budget is %s; raise the memory budget"
                            .formatted(readable(cost.applyAsLong(width)), readable(budgetBytes)),
                    cost.applyAsLong(width));
        }
        int step = halo.alignment();
        int fits = 0;
        int tooLarge = Math.ceilDiv(width, step) + 1;
        while (tooLarge - fits > 1) {
            int middle = (fits + tooLarge) >>> 1;
            if (cost.applyAsLong(whole.withCores(middle * step).largestWindow()) <= budgetBytes) {
                fits = middle;
            } else {
                tooLarge = middle;
            }
        }
        if (fits == 0) {
            requireWithin(budgetBytes, cost.applyAsLong(whole.withCores(step).largestWindow()));
        }
        return whole.withCores(fits * step);
    }

    /// @throws MemoryBudgetException if the budget is smaller
    static void requireWithin(long budgetBytes, long least) {
        if (least > budgetBytes) {
            throw new MemoryBudgetException(
                    "the memory budget of %s is too small for this network: at least %s are needed"
                            .formatted(readable(budgetBytes), readable(least)),
                    least);
        }
    }

    /// A size for messages.
    static String readable(long bytes) {
        if (bytes > Integer.MAX_VALUE * 1024L) {
            return "more than 2 TB";
        }
        int kilobyte = 1 << 10;
        return bytes < 10L * kilobyte * kilobyte
                ? Math.ceilDiv(bytes, kilobyte) + " KB"
                : Math.ceilDiv(bytes, kilobyte * kilobyte) + " MB";
    }

    private Tiling withCores(int columns) {
        return new Tiling(width, Math.min(columns, width), halo);
    }

    /// Width of the largest window.
    int largestWindow() {
        return tiles().stream().mapToInt(Tile::windowWidth).max().orElseThrow();
    }

    /// All tiles, those with windows of the same size one after another.
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        int window = Math.min(width, coreWidth + 2 * halo.pixels());
        int lastStart = (width - window) / halo.alignment() * halo.alignment();
        for (int start = 0; start < width; start += coreWidth) {
            int windowStart = Math.clamp((long) start - halo.pixels(), 0, lastStart);
            int windowSize = windowStart == lastStart ? width - windowStart : window;
            tiles.add(new Tile(windowStart, windowSize, start, Math.min(coreWidth, width - start)));
        }
        tiles.sort(Comparator.comparingInt(Tile::windowWidth));
        return tiles;
    }
}
