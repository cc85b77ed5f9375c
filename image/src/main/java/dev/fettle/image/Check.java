package dev.fettle.image;

/// Asked now and then by work that takes long whether it is to go on: after each row, or some ten
/// thousand samples.
@FunctionalInterface
public interface Check {
    /// Samples of an array between two checks: some tens of microseconds.
    int SAMPLES = 1 << 15;

    /// Always goes on.
    Check NONE = () -> {};

    /// Returns if the work is to go on; what it throws ends the work and reaches the caller
    /// unchanged.
    void goOn();

    /// Work on all samples of an array, in pieces, with a check before each.
    ///
    /// @param length of the array
    default void along(int length, Piece work) {
        for (int from = 0; from < length; from += Math.min(SAMPLES, length - from)) {
            goOn();
            work.run(from, from + Math.min(SAMPLES, length - from));
        }
    }

    /// Arrays of zeros, with a check before each: 48 million samples take the virtual machine a tenth of a
    /// second to clear.
    default float[][] planes(int count, int length) {
        float[][] planes = new float[count][];
        for (int i = 0; i < count; i++) {
            goOn();
            planes[i] = new float[length];
        }
        return planes;
    }

    /// Work on some neighbouring samples.
    @FunctionalInterface
    interface Piece {
        /// @param from the first sample
        /// @param to the sample behind the last
        void run(int from, int to);
    }
}
