package dev.fettle.network;

/// What a number must be for an operation to mean something.
final class Positive {
    private Positive() {}

    /// @param what the operation and its setting, for the message: `pixel shuffle: factor`
    /// @throws IllegalArgumentException if it is less than 1
    static void require(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
    }

    /// @throws IllegalArgumentException if it is not above 0 and finite
    static void require(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
    }
}
