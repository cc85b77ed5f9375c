package dev.fettle.runtime.engine;

/// One direction of Winograd's F(m, r): Lavin and Gray, CVPR 2016, sec. 4. Stateless and thread-safe.
interface LineTransform {
    /// m
    int side();

    /// r
    default int taps() {
        return 3;
    }

    /// m + r - 1
    default int points() {
        return side() + taps() - 1;
    }

    /// The matrix G that leads from r taps to as many points.
    double[][] filterMatrix();

    /// Bᵀ: as many input samples as points to these.
    void toPoints(Lines lines);

    /// Aᵀ: points to m output samples.
    void toSamples(Lines lines);

    /// Whether {@link #finish} is there.
    default boolean finishes() {
        return false;
    }

    /// Aᵀ for the rows of a tile, one after the other, whose samples go to their places in the result: a vector of
    /// channels through bias, activations and residual, as {@link Lanes#finish} does it.
    ///
    /// @param x value j of row i lies at `(i · points + j) · lanes`
    /// @param rows of the tile
    default void finish(float[] x, int rows, Finish finish) {
        throw new UnsupportedOperationException("this transform does not finish");
    }
}
