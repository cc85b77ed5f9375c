package dev.fettle.runtime;

import dev.fettle.network.Halo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/// How a picture is cut so that the network's buffers fit a memory budget and the result is still that of
/// the whole picture.
///
/// It is cut along either direction on its own, here along one of them: a side is divided evenly into as
/// few *windows* as the budget allows, which the network runs on; two neighbours overlap by the halo on
/// either side of the line between the parts that are kept of them. At the edges of the picture the
/// network pads as its border has it. Windows begin on multiples of the alignment and all have the same
/// size, so that one plan serves them all.
///
/// @param size of the picture that the network sees, along this side
/// @param count of windows
/// @param window size of one, in pixels of the picture; it exceeds a multiple of the alignment by as much
/// as the picture's size
/// @param halo what a part that is kept must see around itself
record Tiling(int size, int count, int window, Halo halo) {
    /// One step: the columns, or rows, that the network runs on and those that are kept of them, in
    /// pixels of the picture.
    record Tile(int window, int windowSize, int core, int coreSize) {}

    /// The picture in one piece.
    static Tiling whole(int size, Halo halo) {
        return new Tiling(size, 1, size, halo);
    }

    /// The tiling with the fewest windows that stay within the budget.
    ///
    /// @param cost bytes that the network needs for a window of a size
    /// @throws MemoryBudgetException if not even the smallest window fits, or if the network pools
    /// over the whole picture and that does not fit
    static Tiling within(long budgetBytes, int size, Halo halo, IntToLongFunction cost) {
        Tiling whole = whole(size, halo);
        if (cost.applyAsLong(size) <= budgetBytes) {
            return whole;
        }
        if (halo.global()) {
            throw new MemoryBudgetException(
                    "this network pools over the whole picture, or chooses its kernels window by window, and cannot be tiled: it needs %s of buffers, the budget is %s (withMemoryBytes, --memory); raise the memory budget"
                            .formatted(readable(cost.applyAsLong(size)), readable(budgetBytes)),
                    cost.applyAsLong(size));
        }
        Tiling found = whole.fewest(pixels -> cost.applyAsLong(pixels) <= budgetBytes);
        requireWithin(budgetBytes, cost.applyAsLong(found.window()));
        return found;
    }

    /// The fewest windows of a size that fits; where none fits, as many as there can be.
    Tiling fewest(IntPredicate fits) {
        int most = mostWindows();
        int tooFew = 0;
        int enough = 1;
        while (enough < most && !fits.test(cut(enough).window())) {
            tooFew = enough;
            enough = (int) Math.min(2L * enough, most);
        }
        while (enough - tooFew > 1) {
            int middle = (enough + tooFew) >>> 1;
            if (fits.test(cut(middle).window())) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return cut(enough);
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

    /// The whole multiples of the alignment in a size.
    private int steps(int pixels) {
        return pixels / halo.alignment();
    }

    /// Windows of which each keeps only as much as the alignment.
    private int mostWindows() {
        return Math.max(1, steps(size) - steps(2 * halo.pixels()));
    }

    /// The narrowest windows of that number that cover the picture.
    private Tiling cut(int number) {
        long all = steps(size) + (number - 1L) * steps(2 * halo.pixels());
        int steps = Math.toIntExact(Math.ceilDiv(all, number));
        return new Tiling(size, number, steps * halo.alignment() + size % halo.alignment(), halo);
    }

    /// What a window keeps, on average, rounded up.
    int core() {
        return Math.ceilDiv(size, count);
    }

    /// Pixels that are computed for each that is kept.
    double work() {
        return (double) count * window / size;
    }

    /// All tiles, from the picture's edge on.
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int core = i == 0 ? 0 : start(i) + halo.pixels();
            int end = i == count - 1 ? size : start(i + 1) + halo.pixels();
            tiles.add(new Tile(start(i), window, core, end - core));
        }
        return tiles;
    }

    /// Where a window begins: evenly, from edge to edge.
    private int start(int number) {
        return count == 1 ? 0 : (int) ((long) number * steps(size - window) / (count - 1)) * halo.alignment();
    }
}
