package dev.fettle.runtime.engine;

/// One direction of Winograd's F(m×m, 3×3): Lavin and Gray, CVPR 2016, sec. 4. Stateless and thread-safe.
interface LineTransform {
    /// m
    int side();

    /// The matrix G that leads from 3 taps to m + 2 points.
    double[][] filterMatrix();

    /// Bᵀ: m + 2 input samples to as many points.
    void toPoints(Lines lines);

    /// Aᵀ: m + 2 points to m output samples.
    void toSamples(Lines lines);

    /// Whether {@link #finish} is there.
    default boolean finishes() {
        return false;
    }

    /// Aᵀ for the rows of a tile, one after the other, whose samples go to their places in the result: a vector of
    /// channels through bias, activations and residual, as {@link Lanes#finish} does it.
    ///
    /// @param x value j of row i lies at `(i · (m + 2) + j) · lanes`
    default void finish(float[] x, Finish finish) {
        throw new UnsupportedOperationException("this transform does not finish");
    }
}
