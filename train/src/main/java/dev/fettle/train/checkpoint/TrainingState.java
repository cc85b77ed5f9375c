package dev.fettle.train.checkpoint;

import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Everything that steps change besides the position in the data: what a checkpoint holds and what a fall-back goes
/// back to.
///
/// @param step updates made so far
/// @param parts copies of what lies in native memory, by name: {@link #WEIGHTS}, {@link #AVERAGE}, what the optimizer
/// remembers (`optimizer.first`), and the same of each companion (`companion.dual.weights`)
public record TrainingState(long step, SequencedMap<String, Weights> parts) {
    /// The network's weights.
    public static final String WEIGHTS = "weights";

    /// Their moving average: what is validated and shipped.
    public static final String AVERAGE = "average";

    /// For each parameter that decides shifts the steps at which these last changed; where there are any.
    public static final String SHIFTS = "shifts";

    private static final String COMPANION = "companion.";

    public TrainingState {
        parts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parts));
    }

    /// What the names of a companion's parts begin with.
    ///
    /// @param name of its term
    public static String prefix(String name) {
        return COMPANION + name + ".";
    }

    static boolean isWeightsOfCompanion(String part) {
        return part.startsWith(COMPANION) && part.endsWith("." + WEIGHTS);
    }

    /// The name that a part of its weights belongs to.
    static String companion(String part) {
        return part.substring(COMPANION.length(), part.length() - WEIGHTS.length() - 1);
    }

    /// @throws IllegalArgumentException if there is no such part
    public Weights part(String name) {
        Weights part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("the state has no '" + name + "', it was left by another optimizer, "
                    + "loss or regimen; there are: " + String.join(", ", parts.sequencedKeySet()));
        }
        return part;
    }

    /// A part of a network with these parameters.
    ///
    /// @throws IllegalArgumentException naming the first that does not fit
    public Weights requirePart(String name, List<Operation.Parameter> parameters) {
        Weights part = part(name);
        for (Operation.Parameter parameter : parameters) {
            Values values = part.byName().get(parameter.name());
            if (values == null) {
                throw another(name, "has no '" + parameter.name() + "'");
            }
            Shape found = values.shape();
            if (!found.equals(parameter.shape())) {
                throw another(
                        name, "'%s' is %s there and %s here".formatted(parameter.name(), found, parameter.shape()));
            }
        }
        if (part.byName().size() != parameters.size()) {
            throw another(
                    name,
                    "has %d parameters, %d are expected".formatted(part.byName().size(), parameters.size()));
        }
        return part;
    }

    private static IllegalArgumentException another(String part, String how) {
        return new IllegalArgumentException("the state belongs to another network: " + part + ": " + how);
    }
}
