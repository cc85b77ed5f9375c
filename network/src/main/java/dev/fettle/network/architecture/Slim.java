package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Channels;
import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Weights;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A network with fewer channels than published: what channel pruning leaves. It saves, loads, trains, runs and
/// costs as any other; the names of its weights are those of the network that it was.
///
/// @param base the network that channels were cut from, not itself slim
/// @param widths channels of groups ({@link Channels}, `fettle inspect --channels`), by the groups' names in the base;
/// those that are not named have all of theirs
public record Slim(Architecture base, SequencedMap<String, Integer> widths) implements Architecture {
    public static final Slim DEFAULTS = new Slim(Edsr.DEFAULTS, new LinkedHashMap<>());

    /// @throws IllegalArgumentException naming a group that the base has not, or a width that does not do
    public Slim {
        if (base instanceof Slim) {
            throw new IllegalArgumentException("slim: the base is slim itself; name its base, and all widths together");
        }
        widths = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(widths));
        if (!widths.isEmpty()) {
            Channels.of(base.graph()).requireWidths(widths);
        }
    }

    /// A network and its weights, without the channels that a plan cuts.
    ///
    /// @param architecture with the widths that are left
    /// @param weights of that
    public record Cut(Slim architecture, Weights weights) {}

    /// Applies a plan. An empty one keeps every bit; channels whose filters and readers are all zero take nothing
    /// along.
    ///
    /// @param plan in the groups of the architecture's own graph
    /// @throws IllegalArgumentException naming a group or positions that the network has not
    public static Cut cut(Architecture architecture, Weights weights, ChannelPlan plan) {
        Channels channels = Channels.of(architecture.graph());
        Weights left = plan.applied(channels, weights);
        return new Cut(narrowed(architecture, plan.widths()), left);
    }

    /// A network that is slim already stays one of its base, whose groups have the same names.
    private static Slim narrowed(Architecture architecture, SequencedMap<String, Integer> widths) {
        if (architecture instanceof Slim(Architecture base, SequencedMap<String, Integer> before)) {
            SequencedMap<String, Integer> together = new LinkedHashMap<>(before);
            together.putAll(widths);
            return new Slim(base, together);
        }
        return new Slim(architecture, widths);
    }

    @Override
    public Graph graph() {
        return widths.isEmpty() ? base.graph() : Channels.of(base.graph()).narrowed(widths);
    }

    @Override
    public OptionalInt pictureSide() {
        return base.pictureSide();
    }

    @Override
    public int scale() {
        return base.scale();
    }

    @Override
    public List<Integer> scales() {
        return base.scales();
    }

    /// Groups are told by their layers: which of them comes first, and names the group, may depend on the scale.
    @Override
    public Slim at(int scale) {
        Architecture one = base.at(scale);
        if (one.equals(base)) {
            return this;
        }
        Graph graph = one.graph();
        Set<String> names = graph.nodes().stream().map(Node::name).collect(Collectors.toSet());
        Map<Set<String>, String> groups = new HashMap<>();
        Channels some = Channels.of(graph);
        Stream.concat(some.groups().values().stream(), some.parted().values().stream())
                .forEach(group -> groups.put(Set.copyOf(group.layers()), group.name()));
        SequencedMap<String, Integer> left = new LinkedHashMap<>();
        Channels all = Channels.of(base.graph());
        widths.forEach((name, width) -> {
            Set<String> layers = new HashSet<>(all.named(name).layers());
            layers.retainAll(names);
            Optional.ofNullable(groups.get(layers)).ifPresent(own -> left.put(own, width));
        });
        return new Slim(one, left);
    }

    @Override
    public double valueRange() {
        return base.valueRange();
    }

    @Override
    @JsonIgnore
    public boolean isFedEnlarged() {
        return base.isFedEnlarged();
    }
}
