package dev.fettle.lab.sweep.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a sweep is to do.
///
/// @param folder of the experiments and `sweep.yaml`
/// @param output where runs and report go
/// @param changes what is to differ from the folder
/// @param reportOnly whether to train nothing and time nothing
/// @param restartChanged whether to delete runs that were begun with other settings, and train them again
/// @param threads instead of the experiments' for training and of all for the rest
public record SweepRequest(
        Path folder,
        Path output,
        Changes changes,
        boolean reportOnly,
        boolean restartChanged,
        Optional<Integer> threads) {
    /// What differs from the folder.
    ///
    /// @param seeds instead of those of `sweep.yaml`; empty for those
    /// @param settings `a.b=c`, laid over what the folder says
    /// @param only names of the variants to take; empty for all
    public record Changes(List<Long> seeds, List<String> settings, List<String> only) {
        /// None.
        public static final Changes NONE = new Changes(List.of(), List.of(), List.of());

        public Changes {
            seeds = List.copyOf(seeds);
            settings = List.copyOf(settings);
            only = List.copyOf(only);
        }
    }
}
