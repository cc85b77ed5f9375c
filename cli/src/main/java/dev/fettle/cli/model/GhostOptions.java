package dev.fettle.cli.model;

import dev.fettle.lab.compress.GhostCompression;
import dev.fettle.lab.compress.Selection;
import dev.fettle.lab.evaluation.Degrading;
import dev.fettle.lab.fit.Specimens;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Plain;
import dev.fettle.train.settings.SettingsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How `fettle compress ghost` makes a network smaller.
public final class GhostOptions {
    private static final int PATCHES = 64;
    private static final int STARTS = 4;

    @Option(
            names = "--ratio",
            paramLabel = "PART",
            description =
                    "Part of each layer's channels that become ghosts; short for --set ratio=PART (default: 0.5).")
    private Optional<Double> ratio = Optional.empty();

    @Option(
            names = "--select",
            paramLabel = "HOW",
            defaultValue = "clusters",
            description =
                    "Which filters stay: clusters (those nearest to the centres of k-means), directions (the same of "
                            + "filters of equal length), order (the first), random, or maps (those whose feature maps "
                            + "tell most of the others, with --fit; default: ${DEFAULT-VALUE}).")
    private Selection selection = Selection.CLUSTERS;

    @Option(
            names = "--random-shifts",
            description = "Begin with shifts by chance, not with those that fit the filters best.")
    private boolean randomShifts;

    @Option(
            names = "--starts",
            paramLabel = "N",
            description = "Starts of k-means for each layer, of which the best counts (default: 4).")
    private Optional<Integer> starts = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another chance (default: 1).")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting of the convolution, such as shifts=channel; may be repeated.")
    private List<String> changes = List.of();

    @Option(
            names = "--fit",
            paramLabel = "PHOTOS",
            description = "Fit the filters to what the network makes of photographs, layer by layer: a folder of them, "
                    + "no test set.")
    private Optional<Path> photographs = Optional.empty();

    @Option(
            names = "--patches",
            paramLabel = "N",
            description = "Patches of photographs that --fit looks at (default: 64).")
    private Optional<Integer> patches = Optional.empty();

    @Option(
            names = "--sigma",
            paramLabel = "S",
            description = "Noise that --fit adds for a network that removes it, where white is 255.")
    private Optional<Double> sigma = Optional.empty();

    @Option(
            names = "--quality",
            paramLabel = "Q",
            description = "Quality of the JPEGs that --fit makes for a network that restores them, 1 to 100.")
    private Optional<Integer> quality = Optional.empty();

    /// @throws IllegalArgumentException saying which value does not do
    GhostCompression compression() {
        boolean hasStarts = selection == Selection.CLUSTERS || selection == Selection.DIRECTIONS;
        if (starts.isPresent() && !hasStarts) {
            throw new IllegalArgumentException(
                    "--starts is for --select clusters and directions, which k-means chooses, not for " + selection);
        }
        return new GhostCompression(ghost(), selection, !randomShifts, seed, starts.orElse(STARTS), specimens());
    }

    private Ghost ghost() {
        Ghost defaults =
                ratio.map(Ghost.DEFAULTS::withRatio).orElse(Ghost.DEFAULTS).inStoredOrder();
        List<String> apart = SettingsFile.beside(changes, "ratio", ratio.map(part -> "--ratio " + part));
        Convolution changed =
                Convolutions.ALL.read("convolution", SettingsFile.set(Convolutions.ALL.write(defaults), apart));
        if (!(changed instanceof Ghost settings)) {
            throw new IllegalArgumentException("--set type=…: the method is ghost");
        }
        if (!settings.ordered()) {
            throw new IllegalArgumentException("--set ordered=false: the order of trained channels is always kept");
        }
        if (!(settings.primary() instanceof Plain)) {
            throw new IllegalArgumentException(
                    "--set primary=…: the filters that stay are those of the trained network, which are plain");
        }
        return settings;
    }

    private Optional<Specimens> specimens() {
        boolean isAsked = patches.isPresent() || sigma.isPresent() || quality.isPresent();
        if (photographs.isEmpty() && isAsked) {
            throw new IllegalArgumentException("--patches, --sigma and --quality are for --fit PHOTOS");
        }
        if (sigma.isPresent() && quality.isPresent()) {
            throw new IllegalArgumentException("--sigma and --quality are two degradations; give one of them");
        }
        Degrading degrading = new Degrading(Optional.empty(), sigma, quality);
        return photographs.map(folder -> new Specimens("--fit", folder, degrading, patches.orElse(PATCHES), seed));
    }
}
