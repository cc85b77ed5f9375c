package dev.fettle.lab.prune;

import dev.fettle.lab.NothingToMeasureException;
import dev.fettle.lab.Originals;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.evaluation.Degrading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a strategy finds what it looks at besides weights.
///
/// @param photographs a folder, no test set
/// @param degrading what a model that keeps the size undoes
/// @param seed of patches and noise
/// @param training what growing makes small
public record Sources(Optional<Path> photographs, Degrading degrading, long seed, Training training) {
    /// The training that a loss is taken from.
    ///
    /// @param experiment its file; if empty the recipe of the model, or a plain one
    /// @param changes `a.b=c`, laid over it
    /// @param checkpoint of the training, for its dual models; if empty these are trained anew
    public record Training(Optional<Path> experiment, List<String> changes, Optional<Path> checkpoint) {
        public Training {
            changes = List.copyOf(changes);
        }
    }

    /// @throws UnfitRequestException if no folder is named
    /// @throws NothingToMeasureException if there are no pictures in it
    void requirePictures(String strategy) throws IOException {
        Originals.in("--photos", requirePhotographs(strategy));
    }

    /// @throws UnfitRequestException if there are none
    Path requirePhotographs(String strategy) {
        return photographs.orElseThrow(() -> new UnfitRequestException(
                "strategy '%s' looks at photographs: name a folder by --photos".formatted(strategy)));
    }
}
