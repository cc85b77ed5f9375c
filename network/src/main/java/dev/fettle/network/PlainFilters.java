package dev.fettle.network;

import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.WeightNorm;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A network that computes the same, with normalised filters stored as they convolve: under the name that they
/// have where they are not normalised, `body.0.weight` for `body.0.weight_v` and `body.0.weight_g`. So a slice
/// of them can be zero, and be trained, without touching the others.
public final class PlainFilters {
    private static final String DIRECTIONS = "_v";

    private PlainFilters() {}

    public static Network of(Network network) {
        Constants constants = new Constants(network.weights());
        SequencedMap<String, Values> multiplied = new LinkedHashMap<>(network.weights().byName());
        Graph graph = Rewriting.of(network.graph(), (node, made) -> {
                    if (node.operation() instanceof WeightNorm
                            && node.inputs().getFirst().operation() instanceof Parameter directions
                            && directions.name().endsWith(DIRECTIONS)) {
                        String name = directions.name().substring(0, directions.name().length() - DIRECTIONS.length());
                        Reference.Array filters = constants.value(node);
                        multiplied.put(name, narrow(filters));
                        return made.builder()
                                .add(name, new Parameter(name, filters.shape(), directions.initial(), directions.role()));
                    }
                    return made.copy(node);
                })
                .graph();
        return Network.of(graph, Weights.of(multiplied));
    }

    private static Values narrow(Reference.Array filters) {
        float[] array = new float[filters.array().length];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) filters.array()[i];
        }
        return new Values(filters.shape(), array);
    }
}
