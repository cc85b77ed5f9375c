package dev.fettle.network;

import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.TrainingOnly.WeightNorm;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/// A network that computes the same, with filters that are computed from parameters, normalised ones and sums of
/// branches, stored as they convolve: under the name that they have where nothing is computed, `body.0.weight`. So a
/// slice of them can be zero, and be trained, without touching the others. Filters that gates part stay.
public final class PlainFilters {
    private PlainFilters() {}

    public static Network of(Network network) {
        Constants constants = new Constants(network.weights());
        SequencedMap<String, Values> stored =
                new LinkedHashMap<>(network.weights().byName());
        Set<Node> computed = computed(network.graph());
        Graph graph = Rewriting.of(network.graph(), (node, made) -> {
                    if (!computed.contains(node)) {
                        return made.copy(node);
                    }
                    Reference.Array filters = constants.value(node);
                    Shape shape = filters.shape();
                    stored.put(node.name(), narrow(filters));
                    Initial framework = Initial.fanIn(shape.size() / shape.dimension(0));
                    return made.builder().parameter(node.name(), shape, framework);
                })
                .graph();
        return Network.of(graph, Weights.of(stored));
    }

    /// Filters of layers that see the picture, computed from parameters alone.
    private static Set<Node> computed(Graph graph) {
        boolean[] depends = graph.dependsOnInput();
        Set<Node> computed = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Convolving convolving && depends[node.index()]) {
                Node filters = convolving.weight(node);
                if (!depends[filters.index()] && !filters.inputs().isEmpty() && isPlain(filters)) {
                    computed.add(filters);
                }
            }
        }
        return computed;
    }

    private static boolean isPlain(Node node) {
        boolean isDecidedLater = node.operation() instanceof TrainingOnly && !(node.operation() instanceof WeightNorm);
        return !isDecidedLater && node.inputs().stream().allMatch(PlainFilters::isPlain);
    }

    private static Values narrow(Reference.Array filters) {
        float[] array = new float[filters.array().length];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) filters.array()[i];
        }
        return new Values(filters.shape(), array);
    }
}
