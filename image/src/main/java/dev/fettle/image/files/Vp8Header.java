package dev.fettle.image.files;

/// What stands before the macroblocks of a VP8 key frame (RFC 6386, sec. 9).
final class Vp8Header {
    private static final int SEGMENTS = 4;
    private static final int STEPS = 127;

    private boolean segmented;
    private boolean segmentsChange;
    private boolean absolute = true;
    private final int[] segmentSteps = new int[SEGMENTS];
    private final int[] segmentLevels = new int[SEGMENTS];
    private final int[] segmentTree = {255, 255, 255};
    private boolean simpleFilter;
    private int level;
    private int sharpness;
    private boolean levelsDiffer;
    private int intraDelta;
    private int blocksDelta;
    private final int[][] steps = new int[SEGMENTS][];
    private final int[] coefficients = Vp8Tables.COEFFICIENTS.clone();
    private int partitions;
    private int skipProbability = -1;

    /// Reads up to the first macroblock.
    Vp8Header(Vp8Bits bits) {
        bits.number(2); // colour space and whether clamping is needed; it always is done
        segments(bits);
        filter(bits);
        partitions = 1 << bits.number(2);
        steps(bits);
        bits.flag(); // whether the probabilities are kept for the next frame
        for (int i = 0; i < coefficients.length; i++) {
            if (bits.bit(Vp8Tables.COEFFICIENT_UPDATES[i])) {
                coefficients[i] = bits.number(8);
            }
        }
        if (bits.flag()) {
            skipProbability = bits.number(8);
        }
    }

    private void segments(Vp8Bits bits) {
        segmented = bits.flag();
        if (!segmented) {
            return;
        }
        segmentsChange = bits.flag();
        if (bits.flag()) {
            absolute = bits.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentSteps[i] = bits.optional(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentLevels[i] = bits.optional(6);
            }
        }
        for (int i = 0; segmentsChange && i < segmentTree.length; i++) {
            segmentTree[i] = bits.flag() ? bits.number(8) : 255;
        }
    }

    private void filter(Vp8Bits bits) {
        simpleFilter = bits.flag();
        level = bits.number(6);
        sharpness = bits.number(3);
        levelsDiffer = bits.flag();
        if (levelsDiffer && bits.flag()) {
            int[] deltas = new int[8]; // of four reference frames, then of four modes; the first ones are about this
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = bits.optional(6);
            }
            intraDelta = deltas[0];
            blocksDelta = deltas[4];
        }
    }

    /// Sec. 14.1: of luma, of the luma averages and of chroma, the first coefficient's step and the others'.
    private void steps(Vp8Bits bits) {
        int base = bits.number(7);
        int[] deltas = new int[5];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = bits.optional(4);
        }
        for (int i = 0; i < SEGMENTS; i++) {
            int index = segmented ? segmentSteps[i] + (absolute ? 0 : base) : base;
            steps[i] = new int[] {
                step(Vp8Tables.DC_STEPS, index + deltas[0]),
                step(Vp8Tables.AC_STEPS, index),
                2 * step(Vp8Tables.DC_STEPS, index + deltas[1]),
                Math.max(8, step(Vp8Tables.AC_STEPS, index + deltas[2]) * 155 / 100),
                Math.min(132, step(Vp8Tables.DC_STEPS, index + deltas[3])),
                step(Vp8Tables.AC_STEPS, index + deltas[4])
            };
        }
    }

    private static int step(int[] table, int index) {
        return table[Math.clamp(index, 0, STEPS)];
    }

    /// Packets of coefficients, which the rows of macroblocks take in turn.
    int partitions() {
        return partitions;
    }

    /// Of a segment: luma, luma averages, chroma; the first coefficient's and the others'.
    int[] steps(int segment) {
        return steps[segment];
    }

    /// By kind of block, band, context, node of the tree.
    int[] coefficients() {
        return coefficients;
    }

    int segment(Vp8Bits bits) {
        if (!segmentsChange) {
            return 0;
        }
        return bits.bit(segmentTree[0]) ? bits.bit(segmentTree[2]) ? 3 : 2 : bits.bit(segmentTree[1]) ? 1 : 0;
    }

    /// Whether a macroblock is said to have no coefficients.
    boolean skipped(Vp8Bits bits) {
        return skipProbability >= 0 && bits.bit(skipProbability);
    }

    boolean isFiltered() {
        return level > 0;
    }

    boolean isSimple() {
        return simpleFilter;
    }

    int sharpness() {
        return sharpness;
    }

    /// Strength of the loop filter (sec. 9.6), 0 for none.
    ///
    /// @param blocks whether the macroblock is predicted block by block
    int level(int segment, boolean blocks) {
        int base = segmented ? segmentLevels[segment] + (absolute ? 0 : level) : level;
        int delta = levelsDiffer ? intraDelta + (blocks ? blocksDelta : 0) : 0;
        return Math.clamp(base + delta, 0, 63);
    }
}
