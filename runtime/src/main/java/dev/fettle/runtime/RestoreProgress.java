package dev.fettle.runtime;

/// Told how far a restoration is; called on the thread that restores.
@FunctionalInterface
public interface RestoreProgress {
    /// Tells nobody.
    RestoreProgress SILENT = (done, total) -> {};

    /// @param done parts finished so far, all tiles and passes of a self-ensemble counted
    /// @param total parts altogether
    void done(int done, int total);
}
