package dev.fettle.lab.prune;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.lab.Lines;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.compress.Compression;
import dev.fettle.lab.compress.Offspring;
import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.model.ModelFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/// A trained network without the channels whose filters are smallest ({@link Magnitude}), all layers at once
/// and the same part of each: what `fettle compress magnitude` does, with a report of its own. {@link Pruning}
/// can do more.
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

    /// @throws IllegalArgumentException if the network is slim already, has an order of channels with its
    /// weights, has nothing in this scope or not this scale, or if a group would lose all channels
    @Override
    public Result of(ModelFile dense, Watcher watcher) {
        if (dense.architecture() instanceof Slim) {
            throw new IllegalArgumentException("channels of it are cut already; prune the network that it was made of");
        }
        int counted = scale.orElse(dense.scale());
        Channels channels = Channels.of(dense.network().graph());
        Widths widths = Widths.of(dense, channels, new Limits(scope, 1, 1, List.of()), counted);
        SequencedMap<String, Integer> wanted = wanted(widths);
        Choosing choosing = Magnitude.choosing(channels, dense.weights());
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        List<Cut> cuts = new ArrayList<>();
        wanted.forEach((name, width) -> {
            Choosing.Choice choice = choosing.choose(channels.group(name), width, dense.weights());
            kept.put(name, choice.kept());
            cuts.add(new Cut(name, channels.group(name).width(), width, choice.part()));
        });
        MultiplyAdds macs = new MultiplyAdds(counted, macs(widths, Map.of()), macs(widths, wanted));
        return new Result(cut(dense, new ChannelPlan(kept)), macs, cuts);
    }

    private SequencedMap<String, Integer> wanted(Widths widths) {
        return switch (goal) {
            case Goal.Keep(double part) -> widths.keeping(part);
            case Goal.Macs(double part) -> widths.affordable(Price.MACS, part, goal.text());
        };
    }

    private static double macs(Widths widths, Map<String, Integer> wanted) {
        return Cost.macsPerOutputPixel(widths.narrow(wanted));
    }

    private ModelFile cut(ModelFile dense, ChannelPlan plan) {
        Slim.Cut cut = Slim.cut(dense.architecture(), dense.weights(), plan);
        String how = "%s kept by the l1 norm of filters, cut: %s".formatted(goal.text(), scope);
        long seed = dense.card().training().provenance().seed();
        Offspring offspring = new Offspring("magnitude", how, seed);
        return new ModelFile(cut.architecture(), cut.weights(), offspring.card(dense.card()));
    }
}
