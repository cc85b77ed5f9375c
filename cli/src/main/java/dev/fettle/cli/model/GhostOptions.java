package dev.fettle.cli.model;

import dev.fettle.lab.compress.GhostCompression;
import dev.fettle.lab.compress.Selection;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.train.experiment.SettingsFile;
import java.util.List;
import picocli.CommandLine.Option;

/// How `fettle compress ghost` makes a network smaller.
public final class GhostOptions {
    @Option(
            names = "--ratio",
            paramLabel = "PART",
            defaultValue = "0.5",
            description = "ghost: part of each layer's channels that become ghosts (default: ${DEFAULT-VALUE}).")
    private double ratio;

    @Option(
            names = "--select",
            paramLabel = "HOW",
            defaultValue = "clusters",
            description =
                    "ghost: which filters stay: clusters (those nearest to the centres of k-means), directions (the same of "
                            + "filters of equal length), order (the first) or random (default: ${DEFAULT-VALUE}).")
    private Selection selection = Selection.CLUSTERS;

    @Option(
            names = "--random-shifts",
            description = "ghost: begin with shifts by chance, not with those that fit the filters best.")
    private boolean randomShifts;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "ghost: starts of k-means for each layer, of which the best counts (default: ${DEFAULT-VALUE}).")
    private int starts;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "ghost: another chance (default: 1).")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "ghost: change a setting of the convolution, such as shifts=channel; may be repeated.")
    private List<String> changes = List.of();

    /// @throws IllegalArgumentException saying which value does not do
    GhostCompression compression() {
        Ghost ghost = Ghost.DEFAULTS.withRatio(ratio).inStoredOrder();
        Convolution changed =
                Convolutions.ALL.read("convolution", SettingsFile.set(Convolutions.ALL.write(ghost), changes));
        if (!(changed instanceof Ghost settings)) {
            throw new IllegalArgumentException("--set type=…: the method is ghost");
        }
        if (!settings.ordered()) {
            throw new IllegalArgumentException("--set ordered=false: the order of trained channels is always kept");
        }
        return new GhostCompression(settings, selection, !randomShifts, seed, starts);
    }
}
