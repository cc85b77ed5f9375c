package dev.fettle.runtime.engine;

/// x for x ≥ 0, slope · x otherwise: ReLU is slope 0, and slope 1 leaves everything as it is.
record Activation(float slope) {
    static final Activation IDENTITY = new Activation(1);
    static final Activation RELU = new Activation(0);

    boolean isIdentity() {
        return slope == 1;
    }

    boolean isRelu() {
        return slope == 0;
    }

    /// NaN stays NaN, and ReLU makes 0 of -∞.
    float of(float x) {
        return isRelu() ? Math.max(x, 0f) : Math.fma(slope, Math.min(x, 0f), Math.max(x, 0f));
    }

    /// In place, from the first index to the one before the last.
    void apply(float[] array, int from, int to) {
        if (isRelu()) {
            for (int i = from; i < to; i++) {
                array[i] = Math.max(array[i], 0f);
            }
            return;
        }
        for (int i = from; i < to; i++) {
            array[i] = Math.max(array[i], 0f) + slope * Math.min(array[i], 0f);
        }
    }
}
