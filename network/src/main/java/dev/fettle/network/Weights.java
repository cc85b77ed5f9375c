package dev.fettle.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/// The values of a network's parameters by name, in the order of the graph. Immutable by convention, like
/// {@link Values}.
///
/// @param byName parameter name to values
public record Weights(SequencedMap<String, Values> byName) {
    public Weights {
        byName = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byName));
    }

    public static Weights of(Map<String, Values> byName) {
        return new Weights(new LinkedHashMap<>(byName));
    }

    /// Fresh weights as each parameter's {@link Initial} says; the same seed gives the same weights on every
    /// machine.
    public static Weights initial(Graph graph, long seed) {
        Random random = new Random(seed);
        SequencedMap<String, Values> drawn = new LinkedHashMap<>();
        for (Operation.Parameter parameter : graph.parameters()) {
            drawn.put(parameter.name(), parameter.initial().draw(parameter.shape(), random));
        }
        return new Weights(drawn);
    }

    /// @throws IllegalArgumentException if there is none of this name
    public Values get(String name) {
        Values values = byName.get(name);
        if (values == null) {
            throw new IllegalArgumentException("weights: no parameter '" + name + "'; there are " + byName.keySet());
        }
        return values;
    }

    /// Number of values in all parameters together.
    public long size() {
        return byName.values().stream()
                .mapToLong(values -> values.shape().size())
                .sum();
    }
}
