package dev.fettle.lab.compress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.lab.Watcher;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.util.List;

/// A way of making a trained network smaller.
public interface Compression {
    /// @param watcher who hears how far it is, where it takes long
    /// @throws IllegalArgumentException naming what does not fit
    /// @throws IOException if photographs that it wants cannot be read
    Result of(ModelFile dense, Watcher watcher) throws IOException;

    /// What came of it.
    interface Result {
        @JsonIgnore
        ModelFile model();

        /// As a table of what was done where.
        List<String> lines();
    }
}
