package dev.fettle.lab.compress;

import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Cost;
import dev.fettle.network.architecture.Architecture;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// How wide groups of channels become of which each keeps the same part.
///
/// @param channels of the whole network
/// @param groups that are cut, at least one
/// @param result that multiply-adds are counted for
record Narrower(Channels channels, List<Group> groups, String result) {
    /// Far less than one channel, for k / n that is not exact.
    private static final double ROUNDING = 1e-9;

    Narrower {
        groups = List.copyOf(groups);
    }

    /// @param scale that multiply-adds are counted for
    static Narrower of(Architecture architecture, Channels channels, List<Group> groups, int scale) {
        List<String> results = List.copyOf(architecture.graph().outputs().sequencedKeySet());
        return new Narrower(channels, groups, results.get(architecture.scales().indexOf(scale)));
    }

    /// Channels that stay of each group, rounded down.
    ///
    /// @throws IllegalArgumentException naming a group of which none would stay
    SequencedMap<String, Integer> widths(double keep) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        for (Group group : groups) {
            int width = (int) (keep * group.width() + ROUNDING);
            if (width < 1) {
                throw new IllegalArgumentException("%s: %s of %d channels leaves none; keep at least %.4f"
                        .formatted(group.name(), keep, group.width(), Math.ceil(1e4 / group.width()) / 1e4));
            }
            widths.put(group.name(), width);
        }
        return widths;
    }

    /// Multiply-adds for a pixel of the result.
    double macs(Map<String, Integer> widths) {
        return Cost.macsPerOutputPixel(channels.narrowed(widths).endingIn(result));
    }

    /// Part of the multiply-adds that is left with one channel in each group.
    double least() {
        return macs(after(List.of())) / macs(Map.of());
    }

    /// As many channels as a part of the multiply-adds allows. Groups get their channels in turns, each as often as its
    /// width wants; those for whose next ones there is room for some only, the first ones in the network get them.
    ///
    /// @param part at least {@link #least}
    SequencedMap<String, Integer> widthsFor(double part) {
        double goal = part * macs(Map.of()) * (1 + ROUNDING);
        List<String> turns = turns();
        int low = 0; // fits
        int high = turns.size() + 1; // does not
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (macs(after(turns.subList(0, middle))) <= goal) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return after(turns.subList(0, low));
    }

    /// Each group's one channel, and those of some turns.
    private SequencedMap<String, Integer> after(List<String> turns) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        groups.forEach(group -> widths.put(group.name(), 1));
        turns.forEach(name -> widths.merge(name, 1, Integer::sum));
        return widths;
    }

    /// The groups in the order in which they get a channel more, from one on.
    private List<String> turns() {
        record Turn(String group, double part) {}
        return groups.stream()
                .flatMap(group -> IntStream.rangeClosed(2, group.width())
                        .mapToObj(width -> new Turn(group.name(), (double) width / group.width())))
                .sorted(Comparator.comparingDouble(Turn::part))
                .map(Turn::group)
                .toList();
    }
}
