package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WindowMean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Permutations of channels folded into the convolutions beside them, where they cost nothing: the
/// convolution before writes its filters in another order, or the ones behind read channels in another
/// order; of two that stand one behind the other one is left. One before a join of feature maps goes behind
/// it if it can be folded there, or if only sums read the join, to which the order of what they read is all
/// one. Samples keep their bits but where filters read channels in another order: sums are over the same
/// products in another order.
final class Permutations {
    private final DeployedNetwork network;
    private final Graph graph;
    private final Shapes shapes;
    private final Map<String, Values> weights;

    private Permutations(DeployedNetwork network) {
        this.network = network;
        this.graph = network.graph();
        this.shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        this.weights = new HashMap<>(network.weights().byName());
    }

    /// The network without the permutations that convolutions can absorb; the others stay.
    static DeployedNetwork folded(DeployedNetwork network) {
        DeployedNetwork folded = network;
        for (Optional<DeployedNetwork> next = Optional.of(network); next.isPresent(); next = foldedOnce(folded)) {
            folded = next.get();
        }
        return folded;
    }

    /// Without one of them; empty if none can be absorbed.
    private static Optional<DeployedNetwork> foldedOnce(DeployedNetwork network) {
        Permutations permutations = new Permutations(network);
        for (Node node : network.graph().nodes()) {
            if (node.operation() instanceof Permutation permutation) {
                Optional<Map<Node, Change>> changes = permutations.changes(node, permutation);
                if (changes.isPresent()) {
                    return Optional.of(permutations.without(node, changes.get()));
                }
            }
        }
        return Optional.empty();
    }

    /// What becomes of a node that takes a permutation in.
    ///
    /// @param permutation of the channels that the node reads, or writes
    private record Change(Kind kind, Permutation permutation) {}

    private enum Kind {
        /// Its filters, and their biases, or its slopes stand in the permutation's order.
        FILTERS,
        /// Its filters' channels stand where the permutation took them from.
        CHANNELS,
        /// A permutation itself, of what the other was of.
        ORDER,
        /// The permutation stands behind it.
        MOVED
    }

    private Optional<Map<Node, Change>> changes(Node node, Permutation permutation) {
        if (permutation.isIdentity()) {
            return Optional.of(Map.of());
        }
        return before(node.input(), permutation).or(() -> behind(node, node, permutation));
    }

    private Optional<Map<Node, Change>> before(Node node, Permutation permutation) {
        if (graph.isOutput(node) || graph.readers(node).size() != 1) {
            return Optional.empty();
        }
        if (isChannelwise(node)) {
            return before(map(node), permutation).flatMap(changes -> withSlopes(changes, node, permutation));
        }
        boolean fits = node.operation() instanceof Convolving convolving
                && !(convolving instanceof MixedConvolve)
                && areLeaves(node, convolving)
                && staysInGroups(permutation, convolving.geometry().groups());
        return fits ? Optional.of(Map.of(node, new Change(Kind.FILTERS, permutation))) : Optional.empty();
    }

    /// If all that read the channels can take them in their old order.
    ///
    /// @param node the permutation, or something that does the same to each of its channels
    private Optional<Map<Node, Change>> behind(Node permuted, Node node, Permutation permutation) {
        Map<Node, Change> changes = new HashMap<>();
        if (graph.isOutput(node)) {
            return Optional.empty();
        }
        for (Node reader : graph.readers(node)) {
            if (isChannelwise(reader) || reader.operation() instanceof Concat) {
                Optional<Map<Node, Change>> further = isChannelwise(reader)
                        ? behind(permuted, reader, permutation)
                                .flatMap(more -> withSlopes(more, reader, permutation.inverse()))
                        : behindJoin(reader, ofParts(reader, permuted, permutation));
                if (further.isEmpty() || !agree(changes, further.get())) {
                    return Optional.empty();
                }
            } else if (reader.operation() instanceof Permutation) {
                changes.put(reader, new Change(Kind.ORDER, permutation));
            } else if (reader.operation() instanceof Convolving convolving
                    && reader.inputs().stream().filter(node::equals).count() == 1
                    && convolving.map(reader) == node
                    && isLeaf(convolving.weight(reader))
                    && staysInGroups(permutation, convolving.geometry().groups())) {
                changes.put(reader, new Change(Kind.CHANNELS, permutation));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(changes);
    }

    /// What has a value for each channel has them in the order that its channels are in without the permutation.
    private static Optional<Map<Node, Change>> withSlopes(
            Map<Node, Change> changes, Node node, Permutation permutation) {
        if (!(node.operation() instanceof PRelu)) {
            return Optional.of(changes);
        }
        Map<Node, Change> more = new HashMap<>(changes);
        return agree(more, Map.of(node, new Change(Kind.FILTERS, permutation))) ? Optional.of(more) : Optional.empty();
    }

    /// Adds changes to others. What is read in several ways, such as a map that a join and one within it
    /// have both, may need a permutation for each, and takes none then.
    ///
    /// @return whether no node has to change in two ways
    private static boolean agree(Map<Node, Change> changes, Map<Node, Change> further) {
        return further.entrySet().stream().allMatch(change -> {
            Change other = changes.putIfAbsent(change.getKey(), change.getValue());
            return other == null || other.equals(change.getValue());
        });
    }

    private Optional<Map<Node, Change>> behindJoin(Node join, Permutation permutation) {
        boolean isReadBySums = !graph.isOutput(join)
                && graph.readers(join).stream().allMatch(reader -> reader.operation() instanceof Add);
        return isReadBySums
                ? Optional.of(Map.of(join, new Change(Kind.MOVED, permutation)))
                : behind(join, join, permutation);
    }

    /// Of the channels of a join, in each part that is permuted.
    private Permutation ofParts(Node join, Node permuted, Permutation permutation) {
        List<Integer> order = new ArrayList<>();
        for (Node part : join.inputs()) {
            int first = order.size();
            if (comesOf(part, permuted)) {
                permutation.order().forEach(from -> order.add(first + from));
            } else {
                IntStream.range(first, first + channels(part)).forEach(order::add);
            }
        }
        return new Permutation(order);
    }

    private static boolean comesOf(Node node, Node permuted) {
        return node == permuted || isChannelwise(node) && comesOf(map(node), permuted);
    }

    private int channels(Node map) {
        return shapes.of(map).channels();
    }

    /// Whether it does the same to each channel, or has a value for each that can be moved with it, so that it may
    /// stand before a permutation or behind it.
    private static boolean isChannelwise(Node node) {
        Plain operation = DeployedNetwork.operation(node);
        return operation instanceof Relu
                || operation instanceof LeakyRelu
                || operation instanceof Sigmoid
                || operation instanceof Silu
                || (operation instanceof PRelu rectifier && isLeaf(rectifier.slopes(node)))
                || operation instanceof SquareRoot
                || operation instanceof Scale
                || operation instanceof Shift
                || operation instanceof Pooling
                || operation instanceof GlobalMean
                || operation instanceof WindowMean;
    }

    /// What a node that is {@link #isChannelwise} reads.
    private static Node map(Node node) {
        return node.operation() instanceof PRelu rectifier ? rectifier.map(node) : node.input();
    }

    private static boolean areLeaves(Node node, Convolving convolving) {
        return isLeaf(convolving.weight(node)) && convolving.bias(node).stream().allMatch(Permutations::isLeaf);
    }

    private static boolean isLeaf(Node node) {
        return node.operation() instanceof Parameter || node.operation() instanceof Constant;
    }

    private static boolean staysInGroups(Permutation permutation, int groups) {
        int each = permutation.order().size() / groups;
        for (int c = 0; c < permutation.order().size(); c++) {
            if (permutation.order().get(c) / each != c / each) {
                return false;
            }
        }
        return true;
    }

    private DeployedNetwork without(Node node, Map<Node, Change> changes) {
        Rewriting rewritten = Rewriting.of(graph, (other, made) -> {
            if (other == node) {
                return made.of(node.input());
            }
            Change change = changes.get(other);
            return change == null ? made.copy(other) : changed(other, change, made);
        });
        return new DeployedNetwork(Network.of(rewritten.graph(), Weights.of(weights)));
    }

    private Node changed(Node node, Change change, Rewriting made) {
        Permutation permutation = change.permutation;
        return switch (change.kind) {
            case FILTERS -> withFilters(node, permutation, made);
            case CHANNELS -> withChannels(node, permutation, made);
            case ORDER -> made.as(node, ((Permutation) node.operation()).after(permutation));
            case MOVED -> made.builder().add(node.name() + ".ordered", permutation, made.copy(node));
        };
    }

    private Node withFilters(Node node, Permutation permutation, Rewriting made) {
        List<Node> inputs = new ArrayList<>(List.of(made.inputs(node)));
        leaves(node)
                .forEach(leaf -> inputs.set(
                        node.inputs().indexOf(leaf), reordered(leaf, node, permutation.order(), made.builder())));
        return made.builder().add(node.name(), node.operation(), inputs.toArray(Node[]::new));
    }

    /// What has an entry for each channel that a node writes.
    private static List<Node> leaves(Node node) {
        if (node.operation() instanceof PRelu rectifier) {
            return List.of(rectifier.slopes(node));
        }
        Convolving convolving = (Convolving) node.operation();
        List<Node> leaves = new ArrayList<>(List.of(convolving.weight(node)));
        convolving.bias(node).ifPresent(leaves::add);
        return leaves;
    }

    private Node withChannels(Node node, Permutation permutation, Rewriting made) {
        Convolving convolving = (Convolving) node.operation();
        List<Node> inputs = new ArrayList<>(List.of(made.inputs(node)));
        Node weight = convolving.weight(node);
        inputs.set(
                node.inputs().indexOf(weight),
                withChannels(weight, node, permutation.order(), convolving, made.builder()));
        return made.builder().add(node.name(), node.operation(), inputs.toArray(Node[]::new));
    }

    /// Entry o along the first dimension is entry order[o].
    private Node reordered(Node leaf, Node reader, List<Integer> order, GraphBuilder builder) {
        Values values = network.leaf(leaf);
        int each = values.array().length / order.size();
        float[] moved = new float[values.array().length];
        for (int o = 0; o < order.size(); o++) {
            System.arraycopy(values.array(), order.get(o) * each, moved, o * each, each);
        }
        return leaf(leaf, reader, new Values(values.shape(), moved), builder);
    }

    /// Channel order[c] of each filter is channel c.
    private Node withChannels(
            Node leaf, Node reader, List<Integer> order, Convolving convolving, GraphBuilder builder) {
        Values values = network.leaf(leaf);
        int filters = values.shape().dimension(0);
        int channels = values.shape().channels();
        int taps = values.array().length / filters / channels;
        int kernels = convolving instanceof MixedConvolve mixed ? mixed.groups() : 1;
        int filtersOfGroup = filters / kernels / convolving.geometry().groups();
        float[] moved = new float[values.array().length];
        for (int filter = 0; filter < filters; filter++) {
            int group = filter % (filters / kernels) / filtersOfGroup;
            for (int c = 0; c < channels; c++) {
                int to = order.get(group * channels + c) - group * channels;
                System.arraycopy(
                        values.array(), (filter * channels + c) * taps, moved, (filter * channels + to) * taps, taps);
            }
        }
        return leaf(leaf, reader, new Values(values.shape(), moved), builder);
    }

    /// Other readers of the leaf keep the old one.
    private Node leaf(Node old, Node reader, Values values, GraphBuilder builder) {
        if (old.operation() instanceof Constant) {
            return builder.constant(old.name() + ".permuted", values);
        }
        String name = reader.name() + "." + old.name() + ".permuted";
        weights.put(name, values);
        return builder.parameter(name, values.shape(), new Initial.Fill(0));
    }
}
