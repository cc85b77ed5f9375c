package dev.fettle.network;

import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.SquareRoot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// How a network mixes its kernels: another network that ends where the coefficients are known.
///
/// @param network its output is (N, Σ k·d, Gy, Gx), the coefficients of all choices one behind the other
/// @param choices in the order of the network, at least one
/// @param window side of the windows of a layer's feature map that have a kernel each, see {@link MixedConvolve}; 0
/// where there is one kernel for the whole picture
public record MixedKernels(DeployedNetwork network, List<Choice> choices, int window) {
    public MixedKernels {
        choices = List.copyOf(choices);
    }

    /// Coefficients that the network computes from the picture.
    ///
    /// @param layers the convolutions that are mixed by them, with their square root where two layers share
    /// them
    /// @param groups k, at least 2
    /// @param cardinals d; coefficient [i, j] is that of group i for cardinal group j
    /// @param from first of its k·d channels in the network's output; the others follow, i·d + j behind it
    public record Choice(List<String> layers, int groups, int cardinals, int from) {
        public Choice {
            layers = List.copyOf(layers);
        }

        /// Channel of [i, j] in the network's output.
        public int channel(int group, int cardinal) {
            return from + group * cardinals + cardinal;
        }
    }

    /// Finds the choices of a network. Those between a single kernel, and coefficients that do not depend on
    /// the picture, are none.
    ///
    /// @throws IllegalArgumentException if there is none, or the layers choose by different windows
    public static MixedKernels of(DeployedNetwork network) {
        SequencedMap<Node, List<Node>> readers = readers(network.graph());
        Rewriting copy = Rewriting.copy(network.graph());
        List<Choice> choices = new ArrayList<>();
        List<Node> coefficients = new ArrayList<>();
        int from = 0;
        for (Map.Entry<Node, List<Node>> entry : readers.entrySet()) {
            int channels = copy.builder().channels(copy.of(entry.getKey()));
            int cardinals = mixed(entry.getValue().getFirst()).cardinals();
            if (channels > cardinals) {
                choices.add(new Choice(layers(entry.getValue()), channels / cardinals, cardinals, from));
                coefficients.add(copy.of(entry.getKey()));
                from += channels;
            }
        }
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("none of its layers chooses between kernels");
        }
        int window = window(readers); // before maps of different sizes are joined
        Graph graph = copy.builder().build(copy.builder().concat("coefficients", coefficients));
        return new MixedKernels(network.withGraph(graph), choices, window);
    }

    /// Each node of coefficients with the convolutions that are mixed by it.
    private static SequencedMap<Node, List<Node>> readers(Graph graph) {
        SequencedMap<Node, List<Node>> readers = new LinkedHashMap<>();
        boolean[] depends = graph.dependsOnInput();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof MixedConvolve mixed
                    && depends[mixed.coefficients(node).index()]) {
                readers.computeIfAbsent(chosen(mixed.coefficients(node)), _ -> new ArrayList<>())
                        .add(node);
            }
        }
        return readers;
    }

    private static int window(Map<Node, List<Node>> readers) {
        List<Integer> windows = readers.values().stream()
                .flatMap(List::stream)
                .map(reader -> mixed(reader).window())
                .distinct()
                .toList();
        if (windows.size() > 1) {
            throw new IllegalArgumentException(
                    "its layers choose by different windows, " + windows + " (0 is the whole picture)");
        }
        return windows.getFirst();
    }

    private static MixedConvolve mixed(Node node) {
        return (MixedConvolve) node.operation();
    }

    /// Where coefficients come from that a layer takes the root of, or weighs kernel after kernel with.
    private static Node chosen(Node coefficients) {
        Operation operation = coefficients.operation();
        boolean isDerived = operation instanceof Slice || operation instanceof SquareRoot;
        return isDerived ? chosen(coefficients.input()) : coefficients;
    }

    /// The exact sum weighs the results of k kernels one by one; they are one layer.
    private static List<String> layers(List<Node> readers) {
        Node first = readers.getFirst();
        boolean isSum = mixed(first).coefficients(first).operation() instanceof Slice;
        return isSum ? List.of(first.name()) : readers.stream().map(Node::name).toList();
    }
}
