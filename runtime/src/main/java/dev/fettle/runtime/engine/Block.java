package dev.fettle.runtime.engine;

/// What {@link Lanes#accumulate} multiplies: a few pixels by a few filters, small enough for registers.
/// ({@link Lanes#dot} has weights and sums in another order: see there.)
/// An object of its own, made once per thread, because a call with a dozen arguments is easily made
/// wrong.
///
/// ```
/// y[yFrom + p · yStep + f] = Σ over r < runs and i < length of
///                            x[xFrom + runFrom[r] + p · xStep + i] · w[wFrom + (r · length + i) · filters + f]
/// ```
final class Block {
    private static final float[] NOTHING = {};

    /// What the pixels are read from, in runs of neighbouring floats.
    float[] x = NOTHING;

    /// Pixels that matter; more may be computed, up to {@link Lanes#pixels}.
    int pixels;

    int xFrom;

    /// Where the runs of the first pixel begin, from xFrom on. Holds one more than matter.
    int[] runFrom = new int[2];

    int runs;
    int xStep;

    /// Floats of a run, at least 1.
    int length;

    /// Weights, filters side by side.
    float[] w = NOTHING;

    int wFrom;

    /// Vectors of filters: filters = vectors · {@link Lanes#count}. For {@link Lanes#dot} the number of filters.
    int vectors;

    float[] y = NOTHING;
    int yFrom;
    int yStep;

    /// Makes room for the beginnings of so many runs.
    void takeRuns(int count) {
        runs = count;
        if (runFrom.length <= count) {
            runFrom = new int[count + 1];
        }
    }
}
