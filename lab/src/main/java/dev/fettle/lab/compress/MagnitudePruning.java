package dev.fettle.lab.compress;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.lab.Lines;
import dev.fettle.lab.Watcher;
import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Channels;
import dev.fettle.network.FilterNorms;
import dev.fettle.network.Graph;
import dev.fettle.network.StoredOrders;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// A trained network without the channels whose filters are smallest: L1-norm filter pruning. Li, Kadav, Durdanovic,
/// Samet, Graf: *Pruning Filters for Efficient ConvNets*, ICLR 2017, sec. 3.1, all layers at once and the same part of
/// each. Channels that can only go together ({@link Channels}) have the sum of all their filters' norms.
///
/// @param goal how much stays
/// @param scope which channels may go
/// @param scale that multiply-adds are counted at; the network's first if empty
public record MagnitudePruning(Goal goal, Scope scope, Optional<Integer> scale) implements Compression {
    /// How much stays.
    public sealed interface Goal {
        /// For the card.
        String text();

        /// @param part of each group's channels, above 0 and at most 1
        record Keep(double part) implements Goal {
            public Keep {
                requirePart("keep", part);
            }

            @Override
            public String text() {
                return part + " of each group's channels";
            }
        }

        /// @param part of the multiply-adds that is not exceeded, above 0 and at most 1
        record Macs(double part) implements Goal {
            public Macs {
                requirePart("macs", part);
            }

            @Override
            public String text() {
                return part + " of the multiply-adds";
            }
        }

        private static void requirePart(String name, double part) {
            if (!(part > 0 && part <= 1)) {
                throw new IllegalArgumentException("%s must be above 0 and at most 1, got %s".formatted(name, part));
            }
        }
    }

    /// What came of it.
    ///
    /// @param multiplyAdds of the network
    /// @param groups that were cut
    public record Result(@JsonIgnore ModelFile model, MultiplyAdds multiplyAdds, List<Cut> groups)
            implements Compression.Result {
        public Result {
            groups = List.copyOf(groups);
        }

        /// As an experiment for `fettle train` names it.
        @JsonProperty
        public ObjectNode architecture() {
            return Architectures.write(model.architecture());
        }

        @Override
        public List<String> lines() {
            Lines lines = new Lines();
            groups.forEach(group -> lines.add(
                    "%-32s %4d of %4d channels stay, with %.3f of their filters' l1 norm",
                    group.name(), group.kept(), group.channels(), group.norm()));
            lines.add(
                    "%.4f of the multiply-adds at x%d stay (%,.1f of %,.1f per output pixel)",
                    multiplyAdds.after() / multiplyAdds.before(),
                    multiplyAdds.scale(),
                    multiplyAdds.after(),
                    multiplyAdds.before());
            return lines.all();
        }
    }

    /// Per pixel of the result at one scale.
    public record MultiplyAdds(int scale, double before, double after) {}

    /// One group.
    ///
    /// @param channels that can be cut one by one
    /// @param norm part of the l1 norm of all their filters that those have that stay
    public record Cut(String name, int channels, int kept, double norm) {}

    /// @throws IllegalArgumentException if the network is slim already, has an order of channels with its weights, has
    /// nothing in this scope or not this scale, or if a group would lose all channels
    @Override
    public Result of(ModelFile dense, Watcher watcher) {
        requirePrunable(dense.architecture(), dense.network().graph());
        int counted = countedScale(dense);
        Channels channels = Channels.of(dense.network().graph());
        Narrower narrower = Narrower.of(dense.architecture(), channels, cuttable(channels), counted);
        SequencedMap<String, Integer> widths = widths(narrower);
        FilterNorms norms = FilterNorms.of(channels, dense.weights());
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        List<Cut> cuts = new ArrayList<>();
        widths.forEach((name, width) -> {
            List<Double> each = norms.of(channels.group(name));
            List<Integer> largest = largest(each, width);
            kept.put(name, largest);
            cuts.add(new Cut(name, each.size(), width, part(each, largest)));
        });
        MultiplyAdds macs = new MultiplyAdds(counted, narrower.macs(Map.of()), narrower.macs(widths));
        return new Result(cut(dense, new ChannelPlan(kept)), macs, cuts);
    }

    private List<Channels.Group> cuttable(Channels channels) {
        List<Channels.Group> groups = channels.groups().values().stream()
                .filter(group -> scope.holds(group.role()))
                .toList();
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("no channels to cut by --cut " + scope + scope.wider());
        }
        return groups;
    }

    private ModelFile cut(ModelFile dense, ChannelPlan plan) {
        Slim.Cut cut = Slim.cut(dense.architecture(), dense.weights(), plan);
        String how = "%s kept by the l1 norm of filters, cut: %s".formatted(goal.text(), scope);
        long seed = dense.card().training().provenance().seed();
        Offspring offspring = new Offspring("magnitude", how, seed);
        return new ModelFile(cut.architecture(), cut.weights(), offspring.card(dense.card()));
    }

    private static void requirePrunable(Architecture architecture, Graph graph) {
        if (architecture instanceof Slim) {
            throw new IllegalArgumentException("channels of it are cut already; prune the network that it was made of");
        }
        StoredOrders.of(graph).stream().findFirst().ifPresent(order -> {
            String layer = order.substring(0, order.lastIndexOf('.'));
            throw new IllegalArgumentException(
                    layer + ": the order of its channels comes with the weights, so none can be cut; prune the "
                            + "dense network that it was made of");
        });
    }

    private int countedScale(ModelFile dense) {
        int counted = scale.orElse(dense.scale());
        if (!dense.scales().contains(counted)) {
            throw new IllegalArgumentException("--scale %d: the network has %s".formatted(counted, dense.scales()));
        }
        return counted;
    }

    private SequencedMap<String, Integer> widths(Narrower narrower) {
        return switch (goal) {
            case Goal.Keep(double part) -> narrower.widths(part);
            case Goal.Macs(double part) -> {
                double least = narrower.least();
                if (part < least) {
                    throw new IllegalArgumentException(
                            "%s of the multiply-adds is out of reach: one channel in each group leaves %.4f%s"
                                    .formatted(part, least, scope.wider()));
                }
                yield narrower.widthsFor(part);
            }
        };
    }

    /// Positions of the largest, ascending; of equal ones the first.
    private static List<Integer> largest(List<Double> norms, int count) {
        return IntStream.range(0, norms.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -norms.get(i)))
                .limit(count)
                .sorted()
                .toList();
    }

    private static double part(List<Double> norms, List<Integer> kept) {
        double all = norms.stream().mapToDouble(norm -> norm).sum();
        return all == 0 ? 1 : kept.stream().mapToDouble(norms::get).sum() / all;
    }
}
