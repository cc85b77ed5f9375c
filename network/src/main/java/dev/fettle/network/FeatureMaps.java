package dev.fettle.network;

import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.TrainingOnly.BatchNorm;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.TrainingOnly.StoredOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Reader: what the layers of a network hand on, each as the next one reads it: a convolution's result behind
/// its normalisation and activation, ghosts among its channels. What no other convolution reads makes the picture,
/// and is none of them.
///
/// @param network for its first result
/// @param layers in its order
public record FeatureMaps(Network network, List<Layer> layers) {
    public FeatureMaps {
        layers = List.copyOf(layers);
    }

    /// A convolution and where its feature map is read.
    ///
    /// @param name of the convolution
    /// @param map a node of the network
    public record Layer(String name, Node map) {}

    /// Of the path to the first result.
    public static FeatureMaps of(Network network) {
        Graph graph = network.graph().endingInFirst();
        return new FeatureMaps(Network.of(graph, network.weights()), new Search(graph).layers());
    }

    /// Some of the layers.
    ///
    /// @throws IllegalArgumentException if there is none of a name; the message lists those there are
    public FeatureMaps only(Collection<String> names) {
        List<String> known = layers.stream().map(Layer::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(DidYouMean.unknown("feature maps", "layer", name, known));
            }
        }
        return new FeatureMaps(
                network,
                layers.stream().filter(layer -> names.contains(layer.name())).toList());
    }

    /// The network that ends in the feature maps of some of the layers, by their names.
    ///
    /// @param wanted at least one of the layers
    public DeployedNetwork endingIn(List<Layer> wanted) {
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        wanted.forEach(layer -> results.put(layer.name(), layer.map()));
        Graph ending = Rewriting.copy(network.graph()).graph(results);
        return Network.of(ending, network.weights()).deployed();
    }

    /// Looks for layers.
    private static final class Search {
        private final Graph graph;
        private final boolean[] depends;
        private final boolean[] isConvolvedLater;

        Search(Graph graph) {
            this.graph = graph;
            depends = graph.dependsOnInput();
            isConvolvedLater = new boolean[graph.nodes().size()];
            for (Node node : graph.nodes().reversed()) {
                isConvolvedLater[node.index()] = graph.readers(node).stream()
                        .anyMatch(reader -> isConvolution(reader) || isConvolvedLater[reader.index()]);
            }
        }

        List<Layer> layers() {
            List<Layer> layers = new ArrayList<>();
            Set<Node> inside = new HashSet<>();
            for (Node node : graph.nodes()) {
                if (isConvolution(node) && depends[node.index()] && !inside.contains(node)) {
                    Node end = end(node, inside);
                    if (isConvolvedLater[end.index()]) {
                        layers.add(new Layer(node.name(), end));
                    }
                }
            }
            return layers;
        }

        private static boolean isConvolution(Node node) {
            return node.operation() instanceof Convolving;
        }

        /// @param inside gets the convolutions that only make copies
        private Node end(Node node, Set<Node> inside) {
            Optional<Node> next = graph.readers(node).stream()
                    .filter(reader -> isOfTheSameLayer(node, reader))
                    .findFirst();
            if (next.isEmpty()) {
                return node;
            }
            inside.addAll(next.get().inputs());
            return end(next.get(), inside);
        }

        private boolean isOfTheSameLayer(Node node, Node reader) {
            Operation operation = reader.operation();
            boolean isActivation = operation instanceof Relu
                    || operation instanceof LeakyRelu
                    || operation instanceof PRelu
                    || operation instanceof Silu;
            return operation instanceof BatchNorm
                    || operation instanceof LearntGhosts
                    || operation instanceof StoredOrder
                    || (isActivation && graph.readers(node).size() == 1)
                    || (operation instanceof Concat && isJoinedWithCopies(node, reader));
        }

        /// A feature map with copies of it, plain or each convolved on its own: the rivals of shifts.
        private static boolean isJoinedWithCopies(Node map, Node joined) {
            List<Node> parts = joined.inputs();
            return parts.getFirst() == map && parts.stream().skip(1).allMatch(part -> isCopy(map, part));
        }

        private static boolean isCopy(Node map, Node part) {
            Operation operation = part.operation();
            boolean isCheap = operation instanceof Convolve convolve && convolve.groups() > 1;
            return part == map
                    || ((operation instanceof Slice || isCheap)
                            && isCopy(map, part.inputs().getFirst()))
                    || (operation instanceof Concat && part.inputs().stream().allMatch(each -> isCopy(map, each)));
        }
    }
}
