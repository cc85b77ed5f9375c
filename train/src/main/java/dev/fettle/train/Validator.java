package dev.fettle.train;

import dev.fettle.image.Image;
import dev.fettle.network.Values;
import dev.fettle.train.measure.Measured;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Measures a network while it trains. Good for watching; numbers that are reported come out of `fettle
/// evaluate`.
sealed interface Validator permits PictureValidator, ClassValidator {
    /// A network's results for pictures of one size, one behind the other.
    @FunctionalInterface
    interface Network {
        Values apply(List<Image> pictures, int scale);
    }

    /// @param isCancelled asked again and again
    /// @return empty if it was cancelled
    Optional<Measured> measure(Network network, BooleanSupplier isCancelled);

    /// What the same pictures have without a network.
    Measured baseline();
}
