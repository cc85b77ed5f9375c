package dev.fettle.network.architecture;

import java.util.List;
import java.util.stream.Collectors;

/// Bounds on the sizes of a network, far above every published one: a mistyped or damaged number is refused before
/// a graph of that size exhausts the memory.
final class Sizes {
    static final int MOST_LAYERS = 1000;
    static final int MOST_CHANNELS = 4096;
    private static final int LARGEST_FACTOR = 1_000_000; // white is 65535 at most where anybody publishes

    private Sizes() {}

    /// @param what the record and its component, for the message: `edsr: blocks`
    static void require(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", got " + value);
        }
    }

    /// @param scales that the network has
    static void requireScale(int asked, List<Integer> scales) {
        if (!scales.contains(asked)) {
            throw new IllegalArgumentException("scale %d: the network has %s"
                    .formatted(asked, scales.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
    }

    static void requireColour(String what, int channels) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(what + " must be 1 or 3, got " + channels);
        }
    }

    static void requirePositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " must be positive and finite, got " + value);
        }
        if (value > LARGEST_FACTOR) {
            throw new IllegalArgumentException(what + " must be at most " + LARGEST_FACTOR + ", got " + value);
        }
    }
}
