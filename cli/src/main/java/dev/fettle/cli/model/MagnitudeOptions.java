package dev.fettle.cli.model;

import dev.fettle.lab.prune.MagnitudePruning;
import dev.fettle.lab.prune.MagnitudePruning.Goal;
import dev.fettle.lab.prune.Scope;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How `fettle compress magnitude` makes a network smaller.
public final class MagnitudeOptions {
    private static final double HALF = 0.5;

    @Option(
            names = "--keep",
            paramLabel = "PART",
            description = "magnitude: part of the channels of each group that stay (default: 0.5).")
    private Optional<Double> keep = Optional.empty();

    @Option(
            names = "--macs",
            paramLabel = "PART",
            description =
                    "magnitude: part of the multiply-adds that may stay; of each group's channels the same part stays.")
    private Optional<Double> macs = Optional.empty();

    @Option(
            names = "--cut",
            paramLabel = "WHERE",
            defaultValue = "blocks",
            description =
                    "magnitude: which channels may go: blocks (those inside of residual blocks), unsummed (those of "
                            + "upsamplers as well) or all (residual streams, too; default: ${DEFAULT-VALUE}).")
    private Scope scope = Scope.BLOCKS;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "magnitude: enlargement that multiply-adds are counted at (default: the model's first).")
    private Optional<Integer> scale = Optional.empty();

    /// @throws IllegalArgumentException saying which value does not do
    MagnitudePruning compression() {
        if (keep.isPresent() && macs.isPresent()) {
            throw new IllegalArgumentException("--keep and --macs are two goals; give one of them");
        }
        Goal goal = macs.<Goal>map(Goal.Macs::new).orElseGet(() -> new Goal.Keep(keep.orElse(HALF)));
        return new MagnitudePruning(goal, scope, scale);
    }
}
