package dev.fettle.runtime;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a network that chooses its kernels by the mean over its training patches meets a picture of at least four
/// times their side in both directions. Smaller pictures are one window, as the authors of NSR have it.
public enum WindowScheme {
    /// Once over the whole picture; kernels are chosen anew for each window.
    CHEAP,
    /// As the authors of NSR: everything up to the last skip connection on overlapping windows, whose results are
    /// blended; more than twice the work.
    AUTHORS,
    /// Kernels are chosen once for the whole picture, whose mean training never showed. Networks that only pool, such
    /// as those with channel attention, run whole, or not at all where memory is short.
    WHOLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException listing the known ones
    public static WindowScheme parse(String text) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown windows '%s'; known: %s"
                        .formatted(
                                text,
                                Arrays.stream(values())
                                        .map(WindowScheme::toString)
                                        .collect(Collectors.joining(", ")))));
    }
}
