package dev.fettle.train.torch.objective;

import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Device;

/// What a term at work is made with.
///
/// @param seed that what it draws at the beginning follows from
public record Surroundings(Device device, long seed) {
    /// With a seed of its own, whatever terms there are beside it.
    Surroundings forTerm(String name) {
        return new Surroundings(device, new RandomState(seed + name.hashCode()).nextLong());
    }
}
