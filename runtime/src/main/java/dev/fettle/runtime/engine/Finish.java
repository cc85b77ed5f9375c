package dev.fettle.runtime.engine;

/// What {@link Lanes#finish} does with some pixels of a convolution's result on their way to their place:
///
/// ```
/// y[yFrom + p · yStep + c] = then(first(x[xFrom + p · xStep + c] + bias[biasFrom + c])
///                                 + residual[residualFrom + p · residualStep + c])
/// ```
final class Finish {
    private static final float[] NOTHING = {};

    float[] x = NOTHING;
    int xFrom;
    int xStep;
    int pixels;
    int channels;
    float[] bias = NOTHING;
    int biasFrom;
    Activation first = Activation.IDENTITY;

    /// Read only if {@link #hasResidual}.
    float[] residual = NOTHING;

    boolean hasResidual;
    int residualFrom;
    int residualStep;
    Activation then = Activation.IDENTITY;
    float[] y = NOTHING;
    int yFrom;
    int yStep;
}
