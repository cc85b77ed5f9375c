package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.network.Values;
import dev.fettle.train.measure.Measured;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Measures a network while it trains. Good for watching; numbers that are reported come out of `fettle evaluate`.
sealed interface Validator permits PictureValidator, ClassValidator {
    /// A network's result for a picture.
    @FunctionalInterface
    interface Network {
        Values apply(Image picture, int scale);
    }

    /// @param isCancelled asked before every picture
    /// @return empty if it was cancelled
    Optional<Measured> measure(Network network, BooleanSupplier isCancelled);

    /// What the same pictures have without a network.
    Measured baseline();
}
