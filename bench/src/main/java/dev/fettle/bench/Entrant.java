package dev.fettle.bench;

import java.io.IOException;
import java.util.OptionalLong;

/// An engine that is loaded and warm or cold, seen from the process that compares.
interface Entrant extends AutoCloseable {
    Contestant contestant();

    /// Of the engine, as it says itself.
    String version();

    /// Lets it restore the picture once.
    ///
    /// @return milliseconds that it took, as measured on its side
    /// @throws IOException if it failed
    double run() throws IOException;

    /// What the last run made, (1, C', H', W') row-major.
    float[] output() throws IOException;

    /// The most memory that its process has held at a time; empty where the system does not tell.
    OptionalLong peakResidentBytes();

    @Override
    void close();
}
