package dev.fettle.train.torch.objective;

import dev.fettle.network.Weights;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.TorchModel;
import java.util.Collections;
import java.util.Map;

/// What a term at work is made with.
///
/// @param seed that what it draws at the beginning follows from
/// @param given what companions begin with, by their names; the others draw their weights
/// @param companions of the terms before it, by the names of these
public record Surroundings(Device device, long seed, Map<String, Weights> given, Map<String, TorchModel> companions) {
    /// @param companions stays the caller's and may grow
    public Surroundings {
        given = Map.copyOf(given);
        companions = Collections.unmodifiableMap(companions);
    }

    /// Of the first term.
    public Surroundings(Device device, long seed, Map<String, Weights> given) {
        this(device, seed, given, Map.of());
    }

    /// Of the first term, where companions draw their weights.
    public Surroundings(Device device, long seed) {
        this(device, seed, Map.of());
    }

    /// With a seed of its own, whatever terms there are beside it.
    Surroundings forTerm(String name, Map<String, TorchModel> before) {
        return new Surroundings(device, new RandomState(seed + name.hashCode()).nextLong(), given, before);
    }
}
