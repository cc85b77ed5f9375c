package dev.fettle.network;

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

    /// An untrained network.
    public static Network initial(Graph graph, long seed) {
        return new Network(graph, Weights.initial(graph, seed));
    }
}
