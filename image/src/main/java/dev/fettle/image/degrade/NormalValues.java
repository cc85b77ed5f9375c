package dev.fettle.image.degrade;

import java.util.Random;

/// Where the chance in noise comes from: normal values of mean 0 and variance 1, independent, in an order
/// that a seed fixes. Not thread-safe: who draws in two places at once needs two of them.
@FunctionalInterface
public interface NormalValues {
    /// Fills the array with the next values.
    void fill(double[] values);

    /// Those of {@link Random}, whose algorithm its documentation fixes for all Java versions.
    static NormalValues seeded(long seed) {
        Random random = new Random(seed);
        return values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextGaussian();
            }
        };
    }
}
