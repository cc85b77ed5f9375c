package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A network on whole pictures, within a memory budget. Runs are not thread-safe; sizes may be
/// asked for by any thread.
interface PictureNetwork {
    /// The runs of the engine that a picture takes.
    ///
    /// @param width of what is kept of a run, the overlap not counted
    /// @param height of that
    /// @param overlap pixels that runs see beyond it
    /// @param work pixels that are computed for each one that is kept
    /// @param bufferBytes within the budget, packed weights included
    /// @param weightBytes of these
    /// @param growWithMemory whether a larger budget means larger runs, and less work
    record Runs(
            int count,
            int width,
            int height,
            int overlap,
            double work,
            long bufferBytes,
            long weightBytes,
            boolean growWithMemory) {}

    /// @param check asked again and again
    /// @throws IllegalArgumentException if the memory budget is too small
    /// @throws RuntimeException what the check throws
    Runs runs(int width, int height, Check check);

    /// What people should know of how a picture of a size is run.
    ///
    /// @throws IllegalArgumentException if the memory budget is too small
    default Optional<Remark> remark(int width, int height, Check check) {
        return Optional.empty();
    }

    /// The network's output for a picture.
    ///
    /// @throws IllegalArgumentException if the memory budget is too small
    /// @throws RuntimeException what the watch throws
    Planes run(Planes picture, Watch watch);

    /// The outputs for pictures of one size.
    ///
    /// @throws IllegalArgumentException if the memory budget is too small
    /// @throws RuntimeException what the watch throws
    default List<Planes> runAll(List<Planes> pictures, Watch watch) {
        List<Planes> results = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            results.add(run(pictures.get(i), watch.part(i, pictures.size())));
        }
        return results;
    }
}
