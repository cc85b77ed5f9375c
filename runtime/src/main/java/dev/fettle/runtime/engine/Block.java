package dev.fettle.runtime.engine;

/// What {@link Lanes#accumulate} multiplies: a few pixels by a few filters, small enough for registers.
/// An object of its own, made once per thread, because a call with a dozen arguments is easily made
/// wrong.
///
/// ```
/// y[yFrom + p · yStep + f] = start[startFrom + p · startStep + f]
///                            + Σ over i < length of x[xFrom + p · xStep + i] · w[wFrom + i · filters + f]
/// ```
final class Block {
    private static final float[] NOTHING = {};

    /// What the pixels are read from; one run of neighbouring floats each.
    float[] x = NOTHING;

    /// Pixels that matter; more may be computed, up to {@link Lanes#pixels}.
    int pixels;

    int xFrom;
    int xStep;
    int length;

    /// Weights, filters side by side.
    float[] w = NOTHING;

    int wFrom;

    /// Vectors of filters: filters = vectors · {@link Lanes#count}.
    int vectors;

    /// What the sums begin with; may be y.
    float[] start = NOTHING;

    int startFrom;
    int startStep;

    float[] y = NOTHING;
    int yFrom;
    int yStep;
}
