package dev.fettle.train.torch.regimen;

import dev.fettle.network.Weights;

/// What one step of a training is: settings that make a {@link Training}. As YAML a block whose `type` says which.
public interface Regimen {
    /// The training at work, at its beginning.
    ///
    /// @param initial of the network
    /// @throws IllegalArgumentException if a term of the objective does not fit the network
    Training open(Materials materials, Weights initial);
}
