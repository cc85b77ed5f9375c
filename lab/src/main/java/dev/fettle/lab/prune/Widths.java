package dev.fettle.lab.prune;

import dev.fettle.network.Channels;
import dev.fettle.network.Channels.Group;
import dev.fettle.network.Graph;
import dev.fettle.network.model.ModelFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// How wide groups of channels become, so that each keeps the same part as far as possible.
///
/// @param channels of the whole network
/// @param field of the groups that are cut, at least one
/// @param result that prices count
record Widths(Channels channels, Limits.Field field, Limits limits, String result) {
    /// Far less than one channel, for k / n that is not exact.
    private static final double ROUNDING = 1e-9;

    /// @param scale that prices are counted at
    /// @throws IllegalArgumentException if the network has nothing that may be cut, or not this scale
    static Widths of(ModelFile model, Channels channels, Limits limits, int scale) {
        Graph graph = model.network().graph();
        Limits.Field field = limits.field(channels, graph);
        if (!model.scales().contains(scale)) {
            throw new IllegalArgumentException("--scale %d: the network has %s".formatted(scale, model.scales()));
        }
        List<String> results = List.copyOf(graph.outputs().sequencedKeySet());
        return new Widths(channels, field, limits, results.get(model.scales().indexOf(scale)));
    }

    /// Channels that stay of each group, rounded down to what may be.
    ///
    /// @throws IllegalArgumentException naming a group of which too few would stay
    SequencedMap<String, Integer> keeping(double part) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        for (Group group : field.cuttable()) {
            int wanted = (int) (part * group.width() + ROUNDING) / limits.multiple() * limits.multiple();
            int narrowest = limits.narrowest(group);
            if (wanted < narrowest) {
                throw new IllegalArgumentException(tooFew(group, part, narrowest));
            }
            widths.put(group.name(), wanted);
        }
        return widths;
    }

    /// @throws IllegalArgumentException if the group may not become so narrow
    void requireAllowed(Group group, int width) {
        String why = field.reasons().get(group.name());
        if (why != null && width < group.width()) {
            throw new IllegalArgumentException("%s: cannot be cut: %s".formatted(group.name(), why));
        }
        if (why == null && !limits.widths(group).contains(width)) {
            throw new IllegalArgumentException("%s: %d of %d channels are not what --least %d and --multiple %d allow"
                    .formatted(group.name(), width, group.width(), limits.least(), limits.multiple()));
        }
    }

    private String tooFew(Group group, double part, int narrowest) {
        double least = Math.ceil(1e4 * narrowest / group.width()) / 1e4;
        return narrowest == 1
                ? "%s: %s of %d channels leaves none; keep at least %.4f"
                        .formatted(group.name(), part, group.width(), least)
                : "%s: %s of %d channels is fewer than the %d of --least and --multiple; keep at least %.4f"
                        .formatted(group.name(), part, group.width(), narrowest, least);
    }

    /// The network with these widths, as prices count it.
    Graph narrow(Map<String, Integer> widths) {
        return channels.narrowed(widths).endingIn(result);
    }

    /// As many channels as a budget allows. Groups get their channels in turns, each as often as its width
    /// wants; those for whose next ones there is room for some only, the first ones in the network get
    /// them.
    ///
    /// @param part of the price
    /// @param budget for the message
    /// @throws IllegalArgumentException if the least of each group costs more
    SequencedMap<String, Integer> affordable(Price price, double part, String budget) {
        Graph whole = narrow(Map.of());
        List<Turn> turns = turns();
        double least = price.part(whole, narrow(after(List.of())));
        double goal = part * (1 + ROUNDING);
        if (least > goal) {
            throw new IllegalArgumentException("%s is out of reach: %s in each group leaves %.4f%s"
                    .formatted(budget, least(), least, limits.scope().wider()));
        }
        int low = 0; // fits
        int high = turns.size() + 1; // does not
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (price.part(whole, narrow(after(turns.subList(0, middle)))) <= goal) {
                low = middle;
            } else {
                high = middle;
            }
        }
        SequencedMap<String, Integer> widths = after(turns.subList(0, low));
        return price.hasSteps() ? filled(widths, wider -> price.part(whole, narrow(wider)) <= goal) : widths;
    }

    /// Gives what is left of a budget to the first groups, as far as it goes: widths between two steps cost
    /// as much as the upper one.
    private SequencedMap<String, Integer> filled(
            SequencedMap<String, Integer> widths, Predicate<Map<String, Integer>> fits) {
        SequencedMap<String, Integer> filled = new LinkedHashMap<>(widths);
        for (Group group : field.cuttable()) {
            List<Integer> all = limits.widths(group);
            int low = all.indexOf(filled.get(group.name())); // fits
            int high = all.size(); // does not
            while (high - low > 1) {
                int middle = (low + high) / 2;
                filled.put(group.name(), all.get(middle));
                if (fits.test(filled)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            filled.put(group.name(), all.get(low));
        }
        return filled;
    }

    private String least() {
        int least = Math.ceilDiv(limits.least(), limits.multiple()) * limits.multiple();
        return least == 1 ? "one channel" : least + " channels";
    }

    /// A group becomes so wide.
    private record Turn(Group group, int width) {
        double part() {
            return (double) width / group.width();
        }
    }

    private SequencedMap<String, Integer> after(List<Turn> turns) {
        SequencedMap<String, Integer> widths = new LinkedHashMap<>();
        field.cuttable().forEach(group -> widths.put(group.name(), limits.narrowest(group)));
        turns.forEach(turn -> widths.put(turn.group.name(), turn.width));
        return widths;
    }

    /// In the order in which groups get wider.
    private List<Turn> turns() {
        List<Turn> turns = new ArrayList<>();
        for (Group group : field.cuttable()) {
            limits.widths(group).stream().skip(1).forEach(width -> turns.add(new Turn(group, width)));
        }
        turns.sort(Comparator.comparingDouble(Turn::part)); // stable: the first ones of the network first
        return turns;
    }
}
