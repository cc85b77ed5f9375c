package dev.fettle.train.data;

/// A random generator whose whole state is one number, so that a checkpoint can hold it: SplitMix64 (Steele, Lea &
/// Flood, OOPSLA 2014).
/// Not thread-safe.
public final class RandomState {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public RandomState(long state) {
        this.state = state;
    }

    /// What a new generator has to be made with to go on from here.
    public long state() {
        return state;
    }

    /// Goes on from where another has come to.
    void goOnFrom(RandomState other) {
        state = other.state;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// Uniform in [0, bound).
    ///
    /// @param bound at least 1
    public int nextInt(int bound) {
        return Math.toIntExact(nextLong(bound));
    }

    /// Uniform in [0, bound), by the upper half of a 128-bit product; the bias is below bound / 2⁶⁴.
    ///
    /// @param bound at least 1
    public long nextLong(long bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("random: bound must be at least 1, got " + bound);
        }
        return Math.unsignedMultiplyHigh(nextLong(), bound);
    }

    /// Adds independent normal values of mean 0 to the samples from one index up to another.
    public void addGaussian(float[] samples, int from, int to, double deviation) {
        drawGaussian(from, to, deviation, (i, value) -> samples[i] = (float) (samples[i] + value));
    }

    /// Fills the array with independent normal values of mean 0 and variance 1.
    public void fillGaussian(double[] values) {
        drawGaussian(0, values.length, 1, (i, value) -> values[i] = value);
    }

    /// What becomes of a value.
    @FunctionalInterface
    private interface Taking {
        void take(int index, double value);
    }

    /// Marsaglia & Bray 1964 (polar method): a point drawn evenly in the unit disc gives two values.
    private void drawGaussian(int from, int to, double deviation, Taking taking) {
        for (int i = from; i < to; i += 2) {
            double x;
            double y;
            double square;
            do {
                x = 2 * nextDouble() - 1;
                y = 2 * nextDouble() - 1;
                square = x * x + y * y;
            } while (square >= 1 || square == 0);
            double factor = deviation * Math.sqrt(-2 * StrictMath.log(square) / square);
            taking.take(i, factor * x);
            if (i + 1 < to) {
                taking.take(i + 1, factor * y);
            }
        }
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }
}
