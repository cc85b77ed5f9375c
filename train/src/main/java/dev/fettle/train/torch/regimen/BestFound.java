package dev.fettle.train.torch.regimen;

import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.checkpoint.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What a search would end with if it ended now: what its validations have shown to be best.
///
/// @param step after which it was measured
/// @param value what was measured, rounded to a float, as checkpoints hold it
/// @param weights averaged, of the whole network
/// @param choices a number for each candidate
record BestFound(long step, float value, Weights weights, Weights choices) {
    private static final String WEIGHTS = "best.weights";
    private static final String CHOICES = "best.choices";
    private static final String FOUND = "best.found";

    /// Of equal ones the first is kept, and any number rather than none.
    boolean isBelow(double other) {
        return Float.isNaN(value) || (float) other > value;
    }

    void copyTo(SequencedMap<String, Weights> parts) {
        parts.put(WEIGHTS, weights);
        parts.put(CHOICES, choices);
        SequencedMap<String, Values> found = new LinkedHashMap<>();
        found.put("step", new Values(Shape.of(1), new float[] {step})); // exact to 16 million
        found.put("value", new Values(Shape.of(1), new float[] {value}));
        parts.put(FOUND, new Weights(found));
    }

    /// The inverse of {@link #copyTo}; empty where nothing was measured yet.
    ///
    /// @throws IllegalArgumentException if it is that of another search
    static Optional<BestFound> of(
            TrainingState state, List<Operation.Parameter> weights, List<Operation.Parameter> choices) {
        if (!state.parts().containsKey(FOUND)) {
            return Optional.empty();
        }
        Weights found = state.part(FOUND);
        return Optional.of(new BestFound(
                (long) found.get("step").array()[0],
                found.get("value").array()[0],
                state.requirePart(WEIGHTS, weights),
                state.requirePart(CHOICES, choices)));
    }
}
