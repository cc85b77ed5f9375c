package dev.fettle.train.torch.regimen;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Weights;
import dev.fettle.train.torch.objective.Subject;

/// What one step of a training is: settings that make a {@link Training}. As YAML a block whose `type` says which.
public interface Regimen {
    /// @throws IllegalArgumentException naming what of it the network has not
    default void requireFitting(Subject subject) {}

    /// Whether every second of the training pictures is held out from the weights, for something else to learn
    /// from.
    @JsonIgnore
    default boolean holdsOut() {
        return false;
    }

    /// The training at work, at its beginning.
    ///
    /// @param initial of the network
    /// @throws IllegalArgumentException if a term of the objective does not fit the network
    Training open(Materials materials, Weights initial);
}
