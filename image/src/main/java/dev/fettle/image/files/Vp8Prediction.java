package dev.fettle.image.files;

/// What VP8 takes a macroblock for before it adds the coefficients (RFC 6386, sec. 12): continuations of the samples
/// above and at the left.
final class Vp8Prediction {
    static final int DC = 0;
    static final int VERTICAL = 1;
    static final int HORIZONTAL = 2;
    static final int TRUE_MOTION = 3;

    static final int BLOCK_DC = 0;
    static final int BLOCK_TRUE_MOTION = 1;

    /// Directions of 4×4 blocks from the mode 2 on: vertical, horizontal, left down, right down, vertical right,
    /// vertical left, horizontal down, horizontal up. For each sample a place among the 13 at the edge, from the
    /// lower left over the corner to the upper right: 2i is the mean of i - 1, twice i and i + 1; 2i + 1 that of i
    /// and i + 1.
    private static final int[][] DIRECTIONS = {
        {10, 12, 14, 16, 10, 12, 14, 16, 10, 12, 14, 16, 10, 12, 14, 16},
        {6, 6, 6, 6, 4, 4, 4, 4, 2, 2, 2, 2, 0, 0, 0, 0},
        {12, 14, 16, 18, 14, 16, 18, 20, 16, 18, 20, 22, 18, 20, 22, 24},
        {8, 10, 12, 14, 6, 8, 10, 12, 4, 6, 8, 10, 2, 4, 6, 8},
        {9, 11, 13, 15, 8, 10, 12, 14, 6, 9, 11, 13, 4, 8, 10, 12},
        {11, 13, 15, 17, 12, 14, 16, 18, 13, 15, 17, 20, 14, 16, 18, 22},
        {7, 8, 10, 12, 5, 6, 7, 8, 3, 4, 5, 6, 1, 2, 3, 4},
        {5, 4, 3, 2, 3, 2, 1, 0, 1, 0, -1, -1, -1, -1, -1, -1},
    };

    private final int[] edge = new int[15]; // the 13 samples, the first and the last one twice

    /// Fills a square.
    ///
    /// @param size 16 or 8
    /// @param above whether there are samples above the frame's border
    /// @param beside whether there are samples at the left
    void square(Vp8Plane plane, int at, int size, int mode, boolean above, boolean beside) {
        int stride = plane.stride();
        int dc = mode == DC ? mean(plane, at, size, above, beside) : 0;
        int corner = plane.get(at - stride - 1);
        for (int y = 0; y < size; y++) {
            int left = plane.get(at + y * stride - 1);
            for (int x = 0; x < size; x++) {
                int top = plane.get(at - stride + x);
                plane.set(
                        at + y * stride + x,
                        switch (mode) {
                            case VERTICAL -> top;
                            case HORIZONTAL -> left;
                            case TRUE_MOTION -> left + top - corner;
                            default -> dc;
                        });
            }
        }
    }

    private static int mean(Vp8Plane plane, int at, int size, boolean above, boolean beside) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += above ? plane.get(at - plane.stride() + i) : 0;
            sum += beside ? plane.get(at + i * plane.stride() - 1) : 0;
        }
        int count = (above ? size : 0) + (beside ? size : 0);
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /// Fills a 4×4 block.
    ///
    /// @param right the four samples above and right of it
    void block(Vp8Plane plane, int at, int mode, int[] right) {
        int stride = plane.stride();
        for (int i = 0; i < 4; i++) {
            edge[1 + i] = plane.get(at + (3 - i) * stride - 1);
            edge[6 + i] = plane.get(at - stride + i);
            edge[10 + i] = right[i];
        }
        edge[0] = edge[1];
        edge[5] = plane.get(at - stride - 1);
        edge[14] = edge[13];
        for (int i = 0; i < 16; i++) {
            plane.set(at + i / 4 * stride + i % 4, sample(mode, i));
        }
    }

    private int sample(int mode, int i) {
        if (mode == BLOCK_DC) {
            int sum = 4;
            for (int k = 0; k < 4; k++) {
                sum += edge[1 + k] + edge[6 + k];
            }
            return sum >> 3;
        }
        if (mode == BLOCK_TRUE_MOTION) {
            return edge[4 - i / 4] + edge[6 + i % 4] - edge[5];
        }
        int code = DIRECTIONS[mode - 2][i];
        int place = (code >> 1) + 1;
        return code % 2 == 0
                ? edge[place - 1] + 2 * edge[place] + edge[place + 1] + 2 >> 2
                : edge[place] + edge[place + 1] + 1 >> 1;
    }
}
