package dev.fettle.runtime;

import java.util.concurrent.CancellationException;

/// A network on whole pictures, within a memory budget. Not thread-safe.
interface PictureNetwork extends AutoCloseable {
    /// The runs of the engine that a picture takes.
    ///
    /// @param width of what is kept of a run, the overlap not counted
    /// @param height of that
    /// @param overlap pixels that runs see beyond it
    /// @param work pixels that are computed for each one that is kept
    /// @param bufferBytes within the budget
    /// @param growWithMemory whether a larger budget means larger runs, and less work
    record Runs(int count, int width, int height, int overlap, double work, long bufferBytes, boolean growWithMemory) {}

    /// @throws IllegalArgumentException if the memory budget is too small
    Runs runs(int width, int height);

    /// The network's output for a picture.
    ///
    /// @throws IllegalArgumentException if the memory budget is too small
    /// @throws CancellationException if the thread is interrupted; its flag stays set
    Planes run(Planes picture, RestoreProgress progress);

    @Override
    void close();
}
