package dev.fettle.runtime.engine;

import java.util.ArrayList;
import java.util.List;

/// Shares arrays between feature maps that do not live at the same time. Greedy: a map takes the smallest
/// free array that holds it, else the largest free one, which grows, else a new one.
final class Slabs {
    private final List<Long> sizes = new ArrayList<>();
    private final List<Boolean> free = new ArrayList<>();

    /// @return the number of the array that holds so many floats
    int take(long floats) {
        int best = -1;
        for (int i = 0; i < sizes.size(); i++) {
            if (free.get(i) && (best < 0 || isBetter(sizes.get(i), sizes.get(best), floats))) {
                best = i;
            }
        }
        if (best < 0) {
            sizes.add(floats);
            free.add(false);
            return sizes.size() - 1;
        }
        sizes.set(best, Math.max(sizes.get(best), floats));
        free.set(best, false);
        return best;
    }

    private static boolean isBetter(long candidate, long best, long floats) {
        if (best >= floats) {
            return candidate >= floats && candidate < best;
        }
        return candidate > best;
    }

    void release(int slab) {
        free.set(slab, true);
    }

    /// Floats of each array.
    List<Long> sizes() {
        return List.copyOf(sizes);
    }
}
