package dev.fettle.train.torch.search;

import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Slim;
import dev.fettle.train.torch.search.SearchSpace.Searched;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/// The network that a search comes to: each group has the number of channels that its choice names, those that rank
/// highest by Σ |w| of the slices that read them.
///
/// @param architecture that was searched
public record Derivation(Architecture architecture, SearchSpace space) {
    /// How far each group has chosen, in the order of the space.
    ///
    /// @param choices one number for each candidate, by the names of the groups
    public List<Choice> choices(Weights choices) {
        return space.searched().stream()
                .map(each ->
                        Choice.of(each.candidates(), choices.get(each.name()).array()))
                .toList();
    }

    /// With the weights that the mixture computes with, so that nothing but the channels that are cut makes a
    /// difference to it.
    ///
    /// @param weights of the network that was searched
    /// @param chosen for each group
    public Slim.Cut of(Weights weights, List<Choice> chosen) {
        SequencedMap<String, Values> counted = new LinkedHashMap<>(weights.byName());
        for (int i = 0; i < chosen.size(); i++) {
            Searched each = space.searched().get(i);
            Choice choice = chosen.get(i);
            List<Double> factors = ranks(each, weights).stream()
                    .map(rank -> choice.factor(each.candidates(), rank))
                    .toList();
            each.slices().scale(counted, factors);
        }
        return Slim.cut(architecture, new Weights(counted), plan(weights, space.widths(chosen)));
    }

    /// With the weights as they are: of a network that was trained and not searched.
    ///
    /// @param widths of the groups of the space
    public Slim.Cut of(Weights weights, Map<String, Integer> widths) {
        return Slim.cut(architecture, weights, plan(weights, widths));
    }

    private ChannelPlan plan(Weights weights, Map<String, Integer> widths) {
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        for (Searched each : space.searched()) {
            List<Integer> ranks = ranks(each, weights);
            int width = Objects.requireNonNull(widths.get(each.name()));
            kept.put(
                    each.name(),
                    IntStream.range(0, ranks.size())
                            .filter(c -> ranks.get(c) < width)
                            .boxed()
                            .toList());
        }
        return new ChannelPlan(kept);
    }

    /// The rank of each channel, from 0; of equal ones the first ranks higher.
    private static List<Integer> ranks(Searched searched, Weights weights) {
        List<Double> norms = searched.slices().norms(weights);
        List<Integer> order = IntStream.range(0, norms.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -norms.get(c)))
                .toList();
        Integer[] ranks = new Integer[order.size()];
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[order.get(rank)] = rank;
        }
        return List.of(ranks);
    }
}
