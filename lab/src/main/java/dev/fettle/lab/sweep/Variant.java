package dev.fettle.lab.sweep;

import dev.fettle.train.experiment.Experiment;
import java.nio.file.Path;

/// One experiment of a sweep.
///
/// @param file it is written in
/// @param experiment with what all variants share filled in; each run has its own seed
public record Variant(Path file, Experiment experiment) {
    /// As the report calls it: the experiment's name, or else the file's.
    public String name() {
        return experiment.settings().name();
    }
}
