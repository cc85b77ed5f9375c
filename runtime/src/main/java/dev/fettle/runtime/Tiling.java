package dev.fettle.runtime;

import dev.fettle.network.Halo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/// How a picture is cut so that the network's buffers fit a memory budget and the result is still that of
/// the whole picture.
///
/// The engine keeps only the latest rows of its feature maps, so that the height of a picture hardly
/// matters: tiles are as high as the picture, and most pictures are one tile. The width is divided
/// evenly into as few *windows* as the budget allows, which the network runs on; two neighbours
/// overlap by the halo on either side of the line between the parts that are kept of them. At the
/// edges of the picture the network pads as its border has it. Windows begin on multiples of the
/// alignment and all have the same width, so that one plan serves them all.
///
/// @param width of the picture that the network sees
/// @param count of windows
/// @param windowWidth in pixels of the picture; it exceeds a multiple of the alignment by as much
/// as the picture's width
/// @param halo what a part that is kept must see around itself
record Tiling(int width, int count, int windowWidth, Halo halo) {
    /// One step: the columns that the network runs on and those that are kept of them, in pixels of the
    /// picture.
    record Tile(int windowX, int windowWidth, int coreX, int coreWidth) {}

    /// The picture in one piece.
    static Tiling whole(int width, Halo halo) {
        return new Tiling(width, 1, width, halo);
    }

    /// The tiling with the fewest windows that stay within the budget.
    ///
    /// @param cost bytes that the network needs for a window of a width
    /// @throws MemoryBudgetException if not even the smallest window fits, or if the network pools
    /// over the whole picture and that does not fit
    static Tiling within(long budgetBytes, int width, Halo halo, IntToLongFunction cost) {
        Tiling whole = whole(width, halo);
        if (cost.applyAsLong(width) <= budgetBytes) {
            return whole;
        }
        if (halo.global()) {
            throw new MemoryBudgetException(
                    "this network pools over the whole picture, or chooses its kernels window by window, and cannot be tiled: it needs %s of buffers, the budget is %s (withMemoryBytes, --memory); raise the memory budget"
                            .formatted(readable(cost.applyAsLong(width)), readable(budgetBytes)),
                    cost.applyAsLong(width));
        }
        int most = whole.mostWindows();
        int tooFew = 1;
        int fits = 2;
        while (fits < most && cost.applyAsLong(whole.cut(fits).windowWidth()) > budgetBytes) {
            tooFew = fits;
            fits *= 2;
        }
        if (fits >= most) {
            fits = most;
            requireWithin(budgetBytes, cost.applyAsLong(whole.cut(most).windowWidth()));
        }
        while (fits - tooFew > 1) {
            int middle = (fits + tooFew) >>> 1;
            if (cost.applyAsLong(whole.cut(middle).windowWidth()) <= budgetBytes) {
                fits = middle;
            } else {
                tooFew = middle;
            }
        }
        return whole.cut(fits);
    }

    /// @throws MemoryBudgetException if the budget is smaller
    static void requireWithin(long budgetBytes, long least) {
        if (least > budgetBytes) {
            throw new MemoryBudgetException(
                    "the memory budget of %s is too small for this network: at least %s are needed; raise it (withMemoryBytes, --memory)"
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

    /// The whole multiples of the alignment in a width.
    private int steps(int columns) {
        return columns / halo.alignment();
    }

    /// Windows of which each keeps only as much as the alignment.
    private int mostWindows() {
        return Math.max(1, steps(width) - steps(2 * halo.pixels()));
    }

    /// The narrowest windows of that number that cover the picture.
    private Tiling cut(int number) {
        long all = steps(width) + (number - 1L) * steps(2 * halo.pixels());
        int window = Math.toIntExact(Math.ceilDiv(all, number));
        return new Tiling(width, number, window * halo.alignment() + width % halo.alignment(), halo);
    }

    /// What a window keeps, on average, rounded up.
    int coreWidth() {
        return Math.ceilDiv(width, count);
    }

    /// All tiles, from left to right.
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int coreX = i == 0 ? 0 : start(i) + halo.pixels();
            int coreEnd = i == count - 1 ? width : start(i + 1) + halo.pixels();
            tiles.add(new Tile(start(i), windowWidth, coreX, coreEnd - coreX));
        }
        return tiles;
    }

    /// Where a window begins: evenly, from edge to edge.
    private int start(int window) {
        return count == 1 ? 0 : (int) ((long) window * steps(width - windowWidth) / (count - 1)) * halo.alignment();
    }
}
