package dev.fettle.runtime.engine;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How 3×3 convolutions of stride 1 are computed. Everything else is computed directly.
public enum Algorithm {
    /// The engine's choice, by layer and machine.
    AUTOMATIC,
    /// From the definition.
    DIRECT,
    /// Winograd's F(4×4, 3×3).
    WINOGRAD_4;

    /// The algorithm of a name such as `winograd-4`.
    ///
    /// @throws IllegalArgumentException listing the known names
    public static Algorithm parse(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.toString().equals(name)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("unknown algorithm '" + name + "'; known: "
                + Stream.of(values()).map(Algorithm::toString).collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Output samples on a tile's side; 0 for none.
    int tileSide() {
        return switch (this) {
            case DIRECT -> 0;
            case AUTOMATIC, WINOGRAD_4 -> 4;
        };
    }
}
