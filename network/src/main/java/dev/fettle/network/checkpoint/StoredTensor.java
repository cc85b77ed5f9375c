package dev.fettle.network.checkpoint;

import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.io.IOException;
import java.util.Optional;

/// A tensor in a file, described but not read yet.
public interface StoredTensor {
    /// Its dimensions; empty where {@link #read} will refuse it.
    Optional<Shape> shape();

    /// Its numbers, as `float`.
    ///
    /// @throws ModelFormatException naming file and tensor, if it is damaged or of a kind that is not read
    Values read() throws IOException;

    /// One that is in memory.
    static StoredTensor of(Values values) {
        return new StoredTensor() {
            @Override
            public Optional<Shape> shape() {
                return Optional.of(values.shape());
            }

            @Override
            public Values read() {
                return values;
            }
        };
    }
}
