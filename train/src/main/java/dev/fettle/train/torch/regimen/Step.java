package dev.fettle.train.torch.regimen;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What one step found.
///
/// @param loss before the update
/// @param terms each term of the objective by its name, before its weight
/// @param norms of gradients and weights
/// @param learningRate of the update
public record Step(double loss, SequencedMap<String, Double> terms, Norms norms, double learningRate) {
    public Step {
        terms = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(terms));
    }

    /// Euclidean norms.
    ///
    /// @param gradient over all parameters of the network, before clipping
    /// @param weights over all parameters of everything that is trained, after the update; NaN where there was
    /// none
    public record Norms(double gradient, double weights) {}

    /// Whether training can go on from here; if not, it must {@link Training#resume} from an earlier state.
    public boolean isFinite() {
        return Double.isFinite(loss) && Double.isFinite(norms.gradient()) && Double.isFinite(norms.weights());
    }
}
