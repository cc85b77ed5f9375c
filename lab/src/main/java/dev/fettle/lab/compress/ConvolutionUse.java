package dev.fettle.lab.compress;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Shapes;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.TrainingOnly.StoredOrder;
import dev.fettle.network.TrainingOnly.WeightNorm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// A place in a network where a convolution with filters of its own is used.
///
/// @param convolution its node
/// @param end the node that has all of its channels: with ghosts, in the order of the dense layer
record ConvolutionUse(Graph graph, Node convolution, Node end) {
    /// All, by the name of the layer, in the order of their first use.
    static SequencedMap<String, List<ConvolutionUse>> of(Graph graph) {
        boolean[] depends = graph.dependsOnInput();
        SequencedMap<String, List<ConvolutionUse>> uses = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Convolve convolve && depends[node.index()]) {
                layer(convolve.weight(node))
                        .ifPresent(name -> uses.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(new ConvolutionUse(graph, node, end(graph, node))));
            }
        }
        return uses;
    }

    /// The layer that filters belong to, if they are stored and not computed from something else.
    private static Optional<String> layer(Node weight) {
        Node stored = weight.operation() instanceof WeightNorm ? weight.inputs().getFirst() : weight;
        return stored.operation() instanceof Parameter parameter
                ? Optional.of(
                        parameter.name().substring(0, Math.max(parameter.name().lastIndexOf('.'), 0)))
                : Optional.empty();
    }

    private static Node end(Graph graph, Node node) {
        return graph.readers(node).stream()
                .filter(reader -> reader.operation() instanceof LearntGhosts
                        || reader.operation() instanceof StoredOrder
                        || (reader.operation() instanceof Concat && isPlainCopies(node, reader)))
                .findFirst()
                .map(reader -> end(graph, reader))
                .orElse(node);
    }

    private static boolean isPlainCopies(Node map, Node joined) {
        return joined.inputs().getFirst() == map && joined.name().endsWith(".ghosts");
    }

    Convolve geometry() {
        return (Convolve) convolution.operation();
    }

    boolean hasBias() {
        return geometry().bias(convolution).isPresent();
    }

    Node read() {
        return geometry().map(convolution);
    }

    /// The result behind its activation, if it is read in no other way.
    Node activated() {
        List<Node> readers = graph.readers(end);
        return readers.size() == 1 && isActivation(readers.getFirst().operation()) ? readers.getFirst() : end;
    }

    private static boolean isActivation(Operation operation) {
        return operation instanceof Relu
                || operation instanceof LeakyRelu
                || operation instanceof Silu
                || operation instanceof PRelu;
    }

    /// What a layer's result is added to.
    ///
    /// @param factor on the result
    record Sum(double factor, Node other) {}

    /// If the result is read by a sum alone, perhaps behind a factor.
    Optional<Sum> sum() {
        return sum(end, 1);
    }

    private Optional<Sum> sum(Node node, double factor) {
        List<Node> readers = graph.readers(node);
        if (readers.size() != 1 || graph.isOutput(node)) {
            return Optional.empty();
        }
        Node reader = readers.getFirst();
        return switch (reader.operation()) {
            case Scale(double more) -> sum(reader, factor * more);
            case Add add -> {
                Node other = add.first(reader) == node ? add.second(reader) : add.first(reader);
                yield graph.dependsOnInput()[other.index()] && other != node
                        ? Optional.of(new Sum(factor, other))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /// A convolution that reads the result.
    ///
    /// @param first which of the channels that it reads is the result's first
    record Reader(Node convolution, int first) {
        Convolve geometry() {
            return (Convolve) convolution.operation();
        }
    }

    /// The activation behind the result and the convolutions that read it; empty if anything else does.
    Optional<List<Reader>> readers() {
        List<Reader> readers = new ArrayList<>();
        return collect(end, 0, readers) && !readers.isEmpty() ? Optional.of(readers) : Optional.empty();
    }

    private boolean collect(Node node, int first, List<Reader> readers) {
        if (graph.isOutput(node)) {
            return false;
        }
        for (Node reader : graph.readers(node)) {
            boolean isOne = switch (reader.operation()) {
                case Relu _, LeakyRelu _, Silu _, PRelu _ -> collect(reader, first, readers);
                case Concat _ -> collect(reader, first + before(reader, node), readers);
                case Convolve _ -> readers.add(new Reader(reader, first));
                default -> false;
            };
            if (!isOne) {
                return false;
            }
        }
        return true;
    }

    private int before(Node joined, Node part) {
        int channels = 0;
        for (Node each : joined.inputs()) {
            if (each == part) {
                return channels;
            }
            channels += channels(each);
        }
        return channels;
    }

    private int channels(Node node) {
        return Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE)
                .of(node)
                .channels();
    }

    /// Whether there are ghosts among what the convolved map is made of, with no shuffle between.
    boolean seesGhosts() {
        return seesGhosts(read(), new HashSet<>());
    }

    private static boolean seesGhosts(Node node, Set<Node> seen) {
        Operation operation = node.operation();
        boolean isGhost = operation instanceof LearntGhosts || operation instanceof StoredOrder;
        return isGhost
                || (!(operation instanceof PixelShuffle)
                        && seen.add(node)
                        && node.inputs().stream().anyMatch(input -> seesGhosts(input, seen)));
    }
}
