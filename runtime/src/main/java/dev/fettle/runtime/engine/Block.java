package dev.fettle.runtime.engine;

/// What {@link Lanes#accumulate} multiplies: a few pixels by a few filters, small enough for registers.
/// ({@link Lanes#dot} has weights and sums in another order: see there.)
/// An object of its own, made once per thread, because a record for each of its blocks would be garbage.
///
/// ```
/// y[yFrom + p · yStep + f] = Σ over r < runs and i < length of
///                            x[xFrom + runFrom[r] + p · xStep + i] · w[wFrom + (r · length + i) · filters + f]
/// ```
final class Block {
    private static final float[] NOTHING = {};
    private static final int[] NO_RUNS = {};

    /// What the pixels are read from, in runs of neighbouring floats.
    float[] x = NOTHING;

    int xStep;

    /// Where the runs of the first pixel begin, from xFrom on. Holds one more than matter.
    int[] runFrom = NO_RUNS;

    int runs;

    /// Floats of a run, at least 1.
    int length;

    /// Weights, filters side by side.
    float[] w = NOTHING;

    int wFrom;

    /// Vectors of filters: filters = vectors · {@link Lanes#count}. For {@link Lanes#dot} the number of filters.
    int vectors;

    /// Filters that matter; more may be computed, up to whole vectors.
    int filters;

    float[] y = NOTHING;
    int yStep;

    int xFrom;
    int yFrom;

    /// Pixels that matter; more may be computed, up to {@link Lanes#pixels}.
    int pixels;

    /// Begins anew: sets every field, so that nothing is left of what the thread has done before. Then
    /// {@link #takeChannels}, {@link #takeFilters} and {@link #moveTo} go from block to block.
    void begin(float[] x, int xStep, int[] runFrom, int runs, int length, float[] w, float[] y, int yStep) {
        this.x = x;
        this.xStep = xStep;
        this.runFrom = runFrom;
        this.runs = runs;
        this.length = length;
        this.w = w;
        this.y = y;
        this.yStep = yStep;
        takeFilters(0, 0, 0);
        moveTo(0, 0, 0);
    }

    /// Other channels of the pixels, in runs of so many floats; all else as it is.
    void takeChannels(int count) {
        length = count;
    }

    /// Other filters, all else as it is.
    void takeFilters(int weights, int vectorsOfFilters, int filtersThatMatter) {
        wFrom = weights;
        vectors = vectorsOfFilters;
        filters = filtersThatMatter;
    }

    /// Other pixels, all else as it is.
    void moveTo(int firstRead, int firstWritten, int count) {
        xFrom = firstRead;
        yFrom = firstWritten;
        pixels = count;
    }
}
