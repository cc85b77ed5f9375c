package dev.fettle.network;

import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.SquareRoot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How a network mixes its kernels: another network that ends where the coefficients are known.
///
/// @param network its results are the coefficients of the choices, in their order, (N, k·d, Gy, Gx) each, by
/// {@link Choice#result}
/// @param choices in the order of the network, at least one
public record MixedKernels(DeployedNetwork network, List<Choice> choices) {
    public MixedKernels {
        choices = List.copyOf(choices);
    }

    /// Coefficients that the network computes from the picture.
    ///
    /// @param layers the convolutions that are mixed by them, with their square root where two layers share
    /// them
    /// @param groups k, at least 2
    /// @param cardinals d; coefficient [i, j] is that of group i for cardinal group j
    /// @param window side of the windows of a layer's feature map that have a kernel each; 0 if one kernel serves
    /// the whole picture
    public record Choice(List<String> layers, int groups, int cardinals, int window) {
        public Choice {
            layers = List.copyOf(layers);
        }

        /// The name of its coefficients among the network's results: that of its first layer.
        public String result() {
            return layers.getFirst();
        }

        /// Channel of [i, j] in its result.
        public int channel(int group, int cardinal) {
            return group * cardinals + cardinal;
        }
    }

    /// Finds the choices of a network. Those between a single kernel, and coefficients that do not depend on
    /// the picture, are none.
    ///
    /// @throws IllegalArgumentException if there is none
    public static MixedKernels of(DeployedNetwork network) {
        Rewriting copy = Rewriting.copy(network.graph());
        List<Choice> choices = new ArrayList<>();
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        readers(network.graph()).forEach((coefficients, readers) -> {
            MixedConvolve first = mixed(readers.getFirst());
            int channels = copy.builder().channels(copy.of(coefficients));
            if (channels > first.cardinals()) {
                int groups = channels / first.cardinals();
                Choice choice = new Choice(layers(readers), groups, first.cardinals(), first.window());
                choices.add(choice);
                results.put(choice.result(), coefficients);
            }
        });
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("none of its layers chooses between kernels");
        }
        return new MixedKernels(network.withGraph(copy.graph(results)), choices);
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
