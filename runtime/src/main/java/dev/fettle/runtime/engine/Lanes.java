package dev.fettle.runtime.engine;

/// The arithmetic that depends on the machine: how many floats are worked on at once, and the inner loops.
/// Stateless and thread-safe.
interface Lanes {
    /// What it is, for people: `256-bit vectors`.
    String label();

    /// Floats per vector.
    int count();

    /// Pixels that {@link #accumulate} works on at once, which depends on the vectors per pixel: registers are few.
    int pixels(int vectors);

    /// The most vectors per pixel that {@link #accumulate} works on at once.
    int vectors();

    /// For each of pixels(vectors) pixels p and each filter f of vectors · count filters:
    ///
    /// ```
    /// y[yFrom + p · yStep + f] += Σ over i < length of x[from + p · step + i] · w[wFrom + i · filters + f]
    /// ```
    ///
    /// The sum is taken in the order of i, one fused or plain multiply-add after the other, so that a sample
    /// does not depend on its place in the block.
    void accumulate(
            float[] x,
            int from,
            int step,
            int length,
            float[] w,
            int wFrom,
            int vectors,
            float[] y,
            int yFrom,
            int yStep);

    /// `y[yFrom + i] += x[xFrom + i] · w[wFrom + i]` for i < length.
    void multiplyAdd(float[] x, int xFrom, float[] w, int wFrom, float[] y, int yFrom, int length);
}
