package dev.fettle.bench;

/// An engine with a network and a picture loaded, inside its own process. All engines start from planes of 32-bit
/// floats in memory of their choice and end with such planes.
interface Runner extends AutoCloseable {
    /// Of the engine, with what it computes with.
    String version();

    /// Restores the picture once. This is what is timed.
    void run() throws Exception;

    /// What the last run made, (1, C', H', W') row-major.
    float[] output();

    @Override
    void close();
}
