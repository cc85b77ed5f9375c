package dev.fettle.runtime.engine;

/// x for x ≥ 0, slope · x otherwise: ReLU is slope 0, and slope 1 leaves everything as it is.
record Activation(float slope) {
    static final Activation IDENTITY = new Activation(1);
    static final Activation RELU = new Activation(0);

    boolean isIdentity() {
        return slope == 1;
    }

    /// NaN stays NaN.
    float of(float x) {
        return Math.fma(slope, Math.min(x, 0f), Math.max(x, 0f));
    }

    /// In place, from the first index to the one before the last. NaN stays NaN.
    void apply(float[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            array[i] = Math.max(array[i], 0f) + slope * Math.min(array[i], 0f);
        }
    }
}
