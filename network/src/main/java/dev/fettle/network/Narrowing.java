package dev.fettle.network;

import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A graph with fewer channels, and where each of its values comes from.
final class Narrowing {
    private final Channels channels;
    private final Graph graph;
    private final Set<Integer> cut = new HashSet<>();
    private final Map<Node, Node> gates = new HashMap<>(); // and the filters that they part

    /// @param widths channels of groups that stay, the first ones; groups that are not named stay whole
    Narrowing(Channels channels, Map<String, Integer> widths) {
        this.channels = channels;
        this.graph = channels.slots().graph();
        widths.forEach((name, width) -> {
            List<Integer> all = channels.named(name).channels();
            cut.addAll(all.subList(width, all.size()));
        });
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof GatedFilters gated) {
                gates.put(gated.gates(node), gated.filters(node));
            }
        }
    }

    /// The indices that stay along an axis.
    List<Integer> kept(Node node, int axis) {
        return IntStream.range(0, channels.slots().size(node, axis))
                .filter(i -> !cut.contains(channels.slots().channel(node, axis, i)))
                .boxed()
                .toList();
    }

    Graph graph() {
        return Rewriting.of(graph, (node, made) -> made.as(node, narrowed(node)))
                .graph();
    }

    private Operation narrowed(Node node) {
        return switch (node.operation()) {
            case Parameter parameter ->
                new Parameter(
                        parameter.name(), narrowed(node, parameter.shape()), parameter.initial(), parameter.role());
            case Constant(Values values) -> new Constant(taken(node, values, Map.of()));
            case Convolve convolve -> narrowed(convolve, convolve.map(node));
            case MixedConvolve mixed ->
                new MixedConvolve(
                        narrowed(mixed.geometry(), mixed.map(node)), mixed.groups(), mixed.cardinals(), mixed.window());
            case Slice(int from, int to) -> new Slice(before(node.input(), from), before(node.input(), to));
            case Permutation permutation -> narrowed(node, permutation);
            case LearntGhosts ghosts ->
                new LearntGhosts(
                        kept(node, ChannelSlots.CHANNELS).size()
                                - kept(ghosts.map(node), ChannelSlots.CHANNELS).size(),
                        ghosts.choice());
            case Plain plain -> plain;
            case TrainingOnly training -> training;
        };
    }

    /// Of fewer channels there are as many gates as they are halved by.
    private Shape narrowed(Node node, Shape shape) {
        if (gates.containsKey(node)) {
            Node filters = gates.get(node);
            return Shape.of(Links.gates(
                    kept(filters, ChannelSlots.CHANNELS).size(),
                    kept(filters, ChannelSlots.FILTERS).size()));
        }
        List<Integer> dimensions = new ArrayList<>(shape.dimensions());
        for (int axis = 0; axis < Math.min(shape.rank(), ChannelSlots.AXES); axis++) {
            dimensions.set(axis, kept(node, axis).size());
        }
        return new Shape(dimensions);
    }

    /// Depthwise, groups go with their channels; else each of them is narrower.
    private Convolve narrowed(Convolve convolve, Node map) {
        boolean isDepthwise = convolve.groups() == channels.slots().size(map, ChannelSlots.CHANNELS);
        int groups = isDepthwise && convolve.groups() > 1
                ? kept(map, ChannelSlots.CHANNELS).size()
                : convolve.groups();
        return new Convolve(convolve.stride(), convolve.padding(), convolve.dilation(), groups);
    }

    /// Channels of a map that stay before one.
    private int before(Node map, int channel) {
        return Math.toIntExact(kept(map, ChannelSlots.CHANNELS).stream()
                .filter(c -> c < channel)
                .count());
    }

    private Permutation narrowed(Node node, Permutation permutation) {
        List<Integer> read = kept(node.input(), ChannelSlots.CHANNELS);
        return new Permutation(kept(node, ChannelSlots.CHANNELS).stream()
                .map(c -> read.indexOf(permutation.order().get(c)))
                .toList());
    }

    /// The values that stay.
    ///
    /// @param standing for channels that stay in the graph, those whose values they have
    Values taken(Node node, Values values, Map<Integer, Integer> standing) {
        Values taken = values;
        for (int axis = 0; axis < Math.min(values.shape().rank(), ChannelSlots.AXES); axis++) {
            taken = along(axis, taken, sources(node, axis, standing));
        }
        return taken;
    }

    /// For each index that stays along an axis the one that its values come from.
    private List<Integer> sources(Node node, int axis, Map<Integer, Integer> standing) {
        List<Integer> sources = new ArrayList<>();
        Map<Integer, Integer> met = new HashMap<>();
        for (int i : kept(node, axis)) {
            int channel = channels.slots().channel(node, axis, i);
            int time = met.merge(channel, 1, Integer::sum) - 1;
            int source = standing.getOrDefault(channel, channel);
            sources.add(channels.places(source).along(node, axis).get(time));
        }
        return sources;
    }

    private static Values along(int axis, Values values, List<Integer> sources) {
        List<Integer> dimensions = new ArrayList<>(values.shape().dimensions());
        int old = dimensions.set(axis, sources.size());
        int outer = axis == 0 ? 1 : dimensions.getFirst();
        int inner = values.array().length / outer / old;
        float[] taken = new float[outer * sources.size() * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < sources.size(); i++) {
                int from = (o * old + sources.get(i)) * inner;
                System.arraycopy(values.array(), from, taken, (o * sources.size() + i) * inner, inner);
            }
        }
        return new Values(new Shape(dimensions), taken);
    }
}
