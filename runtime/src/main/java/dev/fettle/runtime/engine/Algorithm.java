package dev.fettle.runtime.engine;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How 3×3 convolutions of stride 1 are computed. Everything else is computed directly.
public enum Algorithm {
    /// The engine's choice, by layer and machine.
    AUTOMATIC(4, 6),
    /// From the definition.
    DIRECT(),
    /// Winograd's F(2×2, 3×3).
    WINOGRAD_2(2),
    /// Winograd's F(4×4, 3×3).
    WINOGRAD_4(4),
    /// Winograd's F(6×6, 3×3).
    WINOGRAD_6(6);

    private final List<Integer> tileSides;

    Algorithm(Integer... tileSides) {
        this.tileSides = List.of(tileSides);
    }

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

    /// Output samples on the side of the tiles that come into question.
    List<Integer> tileSides() {
        return tileSides;
    }
}
