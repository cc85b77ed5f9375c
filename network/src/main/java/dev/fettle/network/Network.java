package dev.fettle.network;

import java.util.LinkedHashMap;
import java.util.Map;

/// A graph with the weights it needs.
///
/// @throws IllegalArgumentException if a parameter is missing, has another shape, or a weight belongs to no
/// parameter
public record Network(Graph graph, Weights weights) {
    public Network {
        for (Operation.Parameter parameter : graph.parameters()) {
            Shape found = weights.get(parameter.name()).shape();
            if (!found.equals(parameter.shape())) {
                throw new IllegalArgumentException(
                        "weights: '" + parameter.name() + "' should be " + parameter.shape() + ", is " + found);
            }
        }
        if (weights.byName().size() != graph.parameters().size()) {
            throw new IllegalArgumentException("weights: unknown parameters "
                    + weights.byName().keySet().stream()
                            .filter(name -> graph.parameters().stream()
                                    .noneMatch(p -> p.name().equals(name)))
                            .toList());
        }
    }

    /// A graph with those of some weights that it needs.
    ///
    /// @throws IllegalArgumentException if one is missing or has another shape
    public static Network of(Graph graph, Weights weights) {
        Map<String, Values> needed = new LinkedHashMap<>();
        graph.parameters().forEach(parameter -> needed.put(parameter.name(), weights.get(parameter.name())));
        return new Network(graph, Weights.of(needed));
    }

    /// As it is run and exported: see {@link Deployment}.
    ///
    /// @throws IllegalArgumentException naming the node if one that only exists in training cannot be folded
    public DeployedNetwork deployed() {
        return Deployment.of(this);
    }

    /// An untrained network.
    public static Network initial(Graph graph, long seed) {
        return new Network(graph, Weights.initial(graph, seed));
    }
}
