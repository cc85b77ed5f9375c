package dev.fettle.image.files;

import java.util.Arrays;

/// The coefficients of VP8's macroblocks (RFC 6386, sec. 13).
final class Vp8Coefficients {
    private static final int LUMA_WITHOUT_FIRST = 0;
    private static final int AVERAGES = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;

    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

    /// Of the extra bits of large values, beginning with 5, 7, 11, 19, 35, 67 (sec. 13.2).
    private static final int[][] EXTRA = {
        {159},
        {165, 145},
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    private final int[] probabilities;
    private final int[][] above; // for every column of macroblocks: 4 of luma, 2 + 2 of chroma, the averages
    private final int[] left = new int[9];
    private final Vp8Transform transform = new Vp8Transform();
    private final int[] averages = new int[16];
    private final int[] coefficients = new int[24 * 16];
    private final boolean[] isCoded = new boolean[24];

    /// @param columns of macroblocks
    Vp8Coefficients(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new int[columns][9];
    }

    void startRow() {
        Arrays.fill(left, 0);
    }

    /// Sixteen blocks of luma and four of each chroma, 16 coefficients each.
    int[] values() {
        return coefficients;
    }

    /// Whether a block has any coefficient.
    boolean isCoded(int block) {
        return isCoded[block];
    }

    /// A macroblock that has none.
    void skip(int column, boolean hasAverages) {
        Arrays.fill(isCoded, false);
        Arrays.fill(above[column], 0, hasAverages ? 9 : 8, 0);
        Arrays.fill(left, 0, hasAverages ? 9 : 8, 0);
    }

    /// Reads those of a macroblock.
    ///
    /// @return whether there are any
    boolean read(Vp8Bits bits, int column, boolean hasAverages, int[] steps) {
        Arrays.fill(coefficients, 0);
        int[] top = above[column];
        if (hasAverages) {
            Arrays.fill(averages, 0);
            int end = block(bits, AVERAGES, top[8] + left[8], averages, 0, steps[2], steps[3]);
            top[8] = end > 0 ? 1 : 0;
            left[8] = top[8];
            transform.averages(averages, coefficients);
        }
        boolean any = false;
        for (int block = 0; block < 24; block++) {
            int kind = block >= 16 ? CHROMA : hasAverages ? LUMA_WITHOUT_FIRST : LUMA;
            int x = block < 16 ? block % 4 : 4 + (block - 16) / 4 * 2 + block % 2;
            int y = block < 16 ? block / 4 : 4 + (block - 16) / 4 * 2 + block / 2 % 2;
            int first = kind == LUMA_WITHOUT_FIRST ? 1 : 0;
            int dc = steps[kind == CHROMA ? 4 : 0];
            int ac = steps[kind == CHROMA ? 5 : 1];
            int end = block(bits, kind, top[x] + left[y], coefficients, 16 * block, dc, ac);
            top[x] = end > first ? 1 : 0;
            left[y] = top[x];
            isCoded[block] = end > 1 || coefficients[16 * block] != 0;
            any |= isCoded[block];
        }
        return any;
    }

    /// @return the place behind the last coefficient
    private int block(Vp8Bits bits, int kind, int context, int[] target, int at, int dc, int ac) {
        int place = kind == LUMA_WITHOUT_FIRST ? 1 : 0;
        int node = node(kind, place, context);
        while (bits.bit(probabilities[node])) {
            while (!bits.bit(probabilities[node + 1])) { // a zero, after which the end cannot come
                place++;
                if (place == 16) {
                    return 16;
                }
                node = node(kind, place, 0);
            }
            int value = bits.bit(probabilities[node + 2]) ? large(bits, node) : 1;
            target[at + ZIGZAG[place]] = (bits.flag() ? -value : value) * (place == 0 ? dc : ac);
            place++;
            if (place == 16) {
                return 16;
            }
            node = node(kind, place, value == 1 ? 1 : 2);
        }
        return place;
    }

    private static int node(int kind, int place, int context) {
        return ((kind * 8 + BANDS[place]) * 3 + context) * 11;
    }

    /// Two and more (sec. 13.2).
    private int large(Vp8Bits bits, int node) {
        if (!bits.bit(probabilities[node + 3])) {
            return bits.bit(probabilities[node + 4]) ? bits.bit(probabilities[node + 5]) ? 4 : 3 : 2;
        }
        int category;
        if (!bits.bit(probabilities[node + 6])) {
            category = bits.bit(probabilities[node + 7]) ? 1 : 0;
        } else if (!bits.bit(probabilities[node + 8])) {
            category = bits.bit(probabilities[node + 9]) ? 3 : 2;
        } else {
            category = bits.bit(probabilities[node + 10]) ? 5 : 4;
        }
        int extra = 0;
        for (int probability : EXTRA[category]) {
            extra = 2 * extra + (bits.bit(probability) ? 1 : 0);
        }
        return 3 + (2 << category) + extra;
    }
}
