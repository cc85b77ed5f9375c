package dev.fettle.lab.prune;

import java.io.IOException;

/// How it is decided which channels of a group stay: settings that make a {@link Choosing}. Growing (from none,
/// the best one after the other) and deleting are two of them.
public interface Strategy {
    /// Whether it looks at photographs, which are asked for before anything takes time.
    default boolean looksAtPhotographs() {
        return true;
    }

    /// Whether the loss of a training counts, so that its settings mean something.
    default boolean looksAtLoss() {
        return false;
    }

    /// At work on one network. Nothing has been cut yet.
    ///
    /// @throws IllegalArgumentException naming what does not fit
    /// @throws IOException if photographs that it wants cannot be read
    Choosing open(Material material) throws IOException;
}
