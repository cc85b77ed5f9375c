package dev.fettle.image.files;

/// VP8's loop filter (RFC 6386, sec. 15): smooths the edges of macroblocks and of the blocks within them, where they
/// are small enough to come from coding.
final class Vp8LoopFilter {
    private final boolean simple;
    private final int sharpness;

    Vp8LoopFilter(boolean simple, int sharpness) {
        this.simple = simple;
        this.sharpness = sharpness;
    }

    /// Filters a macroblock of luma (size 16) or chroma (8), after those above and at the left.
    ///
    /// @param level strength, 1 to 63
    /// @param inner whether to filter the edges within
    void filter(Vp8Plane plane, int column, int row, int size, int level, boolean inner) {
        if (simple && size == 8) {
            return;
        }
        int at = plane.at(column * size, row * size);
        int stride = plane.stride();
        if (column > 0) {
            edge(plane, at, 1, stride, size, level, true);
        }
        for (int x = 4; inner && x < size; x += 4) {
            edge(plane, at + x, 1, stride, size, level, false);
        }
        if (row > 0) {
            edge(plane, at, stride, 1, size, level, true);
        }
        for (int y = 4; inner && y < size; y += 4) {
            edge(plane, at + y * stride, stride, 1, size, level, false);
        }
    }

    /// @param across step from sample to sample across the edge
    /// @param along step along it
    private void edge(Vp8Plane plane, int from, int across, int along, int length, int level, boolean outer) {
        int interior = interior(level);
        int limit = 2 * (2 * (level + (outer ? 2 : 0)) + interior) + 1;
        int variance = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        for (int i = 0; i < length; i++) {
            int at = from + i * along;
            if (!isBelow(plane, at, across, limit) || (!simple && !isSmooth(plane, at, across, interior))) {
                continue;
            }
            if (simple || isRough(plane, at, across, variance)) {
                two(plane, at, across);
            } else if (outer) {
                six(plane, at, across);
            } else {
                four(plane, at, across);
            }
        }
    }

    private int interior(int level) {
        if (sharpness == 0) {
            return level;
        }
        return Math.max(1, Math.min(9 - sharpness, level >> (sharpness > 4 ? 2 : 1)));
    }

    private static int difference(Vp8Plane plane, int first, int second) {
        return Math.abs(plane.get(first) - plane.get(second));
    }

    /// Whether the step at the edge is small.
    private static boolean isBelow(Vp8Plane plane, int at, int across, int limit) {
        return 4 * difference(plane, at - across, at) + difference(plane, at - 2 * across, at + across) <= limit;
    }

    /// Whether neighbours on either side of the edge differ by little.
    private static boolean isSmooth(Vp8Plane plane, int at, int across, int interior) {
        for (int i = 1; i <= 3; i++) {
            if (difference(plane, at - i * across, at - (i + 1) * across) > interior
                    || difference(plane, at + i * across, at + (i - 1) * across) > interior) {
                return false;
            }
        }
        return true;
    }

    /// Whether the samples next to the edge differ from their neighbours ("high edge variance").
    private static boolean isRough(Vp8Plane plane, int at, int across, int variance) {
        return difference(plane, at - 2 * across, at - across) > variance
                || difference(plane, at + across, at) > variance;
    }

    private static void two(Vp8Plane plane, int at, int across) {
        int outer = clip(plane.get(at - 2 * across) - plane.get(at + across));
        int step = 3 * (plane.get(at) - plane.get(at - across)) + outer;
        add(plane, at - across, clip(step + 3) >> 3);
        add(plane, at, -(clip(step + 4) >> 3));
    }

    private static void four(Vp8Plane plane, int at, int across) {
        int step = 3 * (plane.get(at) - plane.get(at - across));
        int right = clip(step + 4) >> 3;
        add(plane, at - across, clip(step + 3) >> 3);
        add(plane, at, -right);
        add(plane, at - 2 * across, right + 1 >> 1);
        add(plane, at + across, -(right + 1 >> 1));
    }

    private static void six(Vp8Plane plane, int at, int across) {
        int outer = clip(plane.get(at - 2 * across) - plane.get(at + across));
        int step = clip(3 * (plane.get(at) - plane.get(at - across)) + outer);
        for (int i = 0; i < 3; i++) {
            int change = (27 - 9 * i) * step + 63 >> 7;
            add(plane, at - (i + 1) * across, change);
            add(plane, at + i * across, -change);
        }
    }

    private static void add(Vp8Plane plane, int at, int change) {
        plane.set(at, plane.get(at) + change);
    }

    /// To a signed byte.
    private static int clip(int value) {
        return Math.clamp(value, -128, 127);
    }
}
