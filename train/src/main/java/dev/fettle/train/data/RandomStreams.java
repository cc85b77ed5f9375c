package dev.fettle.train.data;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Independent random generators by name, so that one drawing more does not change what another draws. Their states
/// are numbers, which a checkpoint holds. Not thread-safe.
public final class RandomStreams {
    /// Of the batches that weights are trained on.
    public static final String PATCHES = "patches";

    private final long seed;
    private final SequencedMap<String, RandomState> byName = new LinkedHashMap<>();

    /// New ones. That of the patches follows from the seed itself.
    public RandomStreams(long seed) {
        this.seed = seed;
        byName.put(PATCHES, new RandomState(seed));
    }

    /// Those that go on from states.
    ///
    /// @param seed of the ones that are not among them
    public RandomStreams(long seed, SequencedMap<String, Long> states) {
        this(seed);
        states.forEach((name, state) -> byName.put(name, new RandomState(state)));
    }

    /// The generator of a name.
    public RandomState of(String name) {
        return byName.computeIfAbsent(
                name, wanted -> new RandomState(new RandomState(seed + wanted.hashCode()).nextLong()));
    }

    /// What the generators have to be made with to go on from here.
    public SequencedMap<String, Long> states() {
        SequencedMap<String, Long> states = new LinkedHashMap<>();
        byName.forEach((name, random) -> states.put(name, random.state()));
        return states;
    }
}
