package dev.fettle.cli.model;

import dev.fettle.lab.Size;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.lab.prune.Limits;
import dev.fettle.lab.prune.Pruning;
import dev.fettle.lab.prune.Scope;
import dev.fettle.lab.prune.Sources;
import dev.fettle.lab.prune.Strategies;
import dev.fettle.lab.prune.Strategy;
import dev.fettle.train.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How `fettle compress prune` decides which channels stay.
public final class PruneOptions {
    private static final int LANES = 16; // channels that cost as much as one, where vectors have 512 bits

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            completionCandidates = StrategyNames.class,
            description =
                    "How channels are chosen: ${COMPLETION-CANDIDATES}. drc and dcp grow them by the gradients of a training's loss, with and "
                            + "without dual terms; thinet and cp delete by what feature maps lose; magnitude deletes the "
                            + "smallest filters; manual keeps the first ones or those of --set keep.GROUP=[…] "
                            + "(default: drc).")
    private String strategy = "drc";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting of the strategy, such as together=4; may be repeated.")
    private List<String> changes = List.of();

    @Mixin
    private BudgetOptions budget = new BudgetOptions();

    @Option(names = "--least", paramLabel = "N", description = "Channels that each group keeps at least (default: 1).")
    private Optional<Integer> least = Optional.empty();

    @Option(
            names = "--multiple",
            paramLabel = "N",
            description = "Cut groups to multiples of so many channels (default: 1).")
    private Optional<Integer> multiple = Optional.empty();

    @Option(
            names = "--cut",
            paramLabel = "WHERE",
            defaultValue = "unsummed",
            description = "Which channels may go: blocks (those inside of residual blocks), unsummed (those of "
                    + "upsamplers as well) or all (residual streams, too; default: ${DEFAULT-VALUE}).")
    private Scope scope = Scope.UNSUMMED;

    @Option(
            names = "--leave",
            split = ",",
            paramLabel = "NAME",
            description = "Groups, or layers, that are not touched; 'fettle inspect NETWORK --channels' names them.")
    private List<String> untouched = List.of();

    @Option(
            names = "--photos",
            paramLabel = "FOLDER",
            description = "Photographs that a strategy looks at, no test set; all but manual, and magnitude without "
                    + "--set fit=true, want some.")
    private Optional<Path> photographs = Optional.empty();

    @Option(
            names = "--sigma",
            paramLabel = "S",
            description = "Noise of the photographs for a network that removes it, where white is 255.")
    private Optional<Double> sigma = Optional.empty();

    @Option(
            names = "--quality",
            paramLabel = "Q",
            description = "Quality of the JPEGs for a network that restores them, 1 to 100.")
    private Optional<Integer> quality = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another chance (default: 1).")
    private long seed;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "drc, dcp: the experiment whose loss and patches count (default: the checkpoint's, or the "
                    + "model's own; else L1 and dual regression).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--train",
            paramLabel = "KEY=VALUE",
            description = "drc, dcp: change its data, loss, device or threads, such as device=cuda; may be repeated.")
    private List<String> training = List.of();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "drc, dcp: of the model's training, for its settings and dual models; without it these are "
                    + "trained anew.")
    private Optional<Path> checkpoint = Optional.empty();

    Degrading degrading() {
        if (sigma.isPresent() && quality.isPresent()) {
            throw new IllegalArgumentException("--sigma and --quality are two degradations; give one of them");
        }
        return new Degrading(Optional.empty(), sigma, quality);
    }

    /// @param scale that costs are counted at
    /// @throws IllegalArgumentException saying which value does not do
    Pruning pruning(Size size, int threads, Optional<Integer> scale) {
        int by = multiple.orElse(budget.isOfMillis() ? LANES : 1);
        Strategy chosen = strategy();
        requireUse(chosen);
        return new Pruning(
                chosen,
                budget.budget(size, threads, scale),
                new Limits(scope, least.orElse(1), by, untouched),
                new Sources(photographs, degrading(), seed, new Sources.Training(config, training, checkpoint)),
                scale);
    }

    private Strategy strategy() {
        Strategy defaults = Strategies.ALL.kind("--strategy", strategy).defaults();
        return Strategies.ALL.read("strategy", SettingsFile.set(Strategies.ALL.write(defaults), changes));
    }

    /// What would be ignored is refused.
    private void requireUse(Strategy chosen) {
        if (photographs.isPresent() && !chosen.looksAtPhotographs()) {
            throw new IllegalArgumentException("--photos: strategy '" + strategy + "' looks at none");
        }
        boolean isOfTraining = config.isPresent() || checkpoint.isPresent() || !training.isEmpty();
        if (isOfTraining && !chosen.looksAtLoss()) {
            throw new IllegalArgumentException(
                    "--config, --train and --checkpoint are for drc and dcp; strategy '%s' looks at no training"
                            .formatted(strategy));
        }
    }
}
