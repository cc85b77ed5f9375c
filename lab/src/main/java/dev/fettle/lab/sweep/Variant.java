package dev.fettle.lab.sweep;

import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.experiment.Purpose;
import java.nio.file.Path;

/// One experiment of a sweep.
///
/// @param file it is written in
/// @param experiment with what all variants share filled in; each run has its own seed
public record Variant(Path file, Experiment experiment) {
    /// Whether its networks sort pictures, and restore none.
    public boolean sorts() {
        return switch (experiment.settings().purpose()) {
            case Purpose.Classification _ -> true;
            case Purpose.Restoration _ -> false;
        };
    }

    /// As the report calls it: the experiment's name, or else the file's.
    public String name() {
        return experiment.settings().name();
    }
}
