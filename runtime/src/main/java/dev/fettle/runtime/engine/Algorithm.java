package dev.fettle.runtime.engine;

/// How 3×3 convolutions of stride 1 are computed. Everything else is computed directly.
public enum Algorithm {
    /// The engine's choice, by layer and machine.
    AUTOMATIC,
    /// From the definition.
    DIRECT,
    /// Winograd's F(4×4, 3×3).
    WINOGRAD_4;

    /// Output samples on a tile's side; 0 for none.
    int tileSide() {
        return switch (this) {
            case DIRECT -> 0;
            case AUTOMATIC, WINOGRAD_4 -> 4;
        };
    }
}
