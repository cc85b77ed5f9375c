package dev.fettle.runtime.engine;

import dev.fettle.network.Node;

/// What is done to each sample of a convolution's result. NaN stays NaN.
sealed interface Activation {
    /// x for x ≥ 0, slope · x otherwise: ReLU is slope 0, and slope 1 leaves everything as it is.
    record Line(float slope) implements Activation {
        static final Line IDENTITY = new Line(1);
        static final Line RELU = new Line(0);

        boolean isRelu() {
            return slope == 0;
        }

        /// ReLU makes 0 of -∞.
        float of(float x) {
            return isRelu() ? Math.max(x, 0f) : bent(x, slope);
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

    /// The same with a slope for each channel.
    ///
    /// @param slopes (C)
    /// @param filters of the convolution, one behind the other, that have a slope in common: r² where the
    /// activation stands behind a pixel shuffle by r, else 1
    record Slopes(Node slopes, int filters) implements Activation {}

    /// x / (1 + exp(-x))
    record Silu() implements Activation {}

    /// x for x ≥ 0, slope · x otherwise.
    static float bent(float x, float slope) {
        return Math.fma(Math.min(x, 0f), slope, Math.max(x, 0f));
    }

    default boolean isIdentity() {
        return equals(Line.IDENTITY);
    }
}
