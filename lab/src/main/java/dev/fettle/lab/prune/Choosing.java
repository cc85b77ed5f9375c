package dev.fettle.lab.prune;

import dev.fettle.network.Channels.Group;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A {@link Strategy} at work: decides group by group, in the order of the network.
interface Choosing extends AutoCloseable {
    /// @param weights of the whole network as they are by now: slices that read channels cut before are
    /// zero
    /// @param width how many stay
    Choice choose(Group group, int width, Weights weights);

    @Override
    default void close() {}

    /// What stays.
    ///
    /// @param kept positions in the group, ascending
    /// @param part of the group's importance that those have, by the strategy's own measure; 0 to 1, or
    /// more where what was cut weighed against it
    /// @param changed weights that were fitted to what is left, in their whole shapes
    record Choice(List<Integer> kept, double part, Map<String, Values> changed) {
        public Choice {
            kept = List.copyOf(kept);
            changed = Map.copyOf(changed);
        }

        static Choice of(List<Integer> kept, double part) {
            return new Choice(kept, part, new LinkedHashMap<>());
        }
    }
}
