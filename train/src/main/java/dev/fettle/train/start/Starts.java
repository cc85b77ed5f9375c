package dev.fettle.train.start;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import java.util.List;

/// The kinds of {@link Start}, by the names that YAML uses.
public final class Starts {
    /// The one list that a new kind enters.
    public static final Kinds<Start> ALL = Kinds.of(
            Start.class, List.of(new Kind<>("fresh", Fresh.DEFAULTS), new Kind<>("model", FromModel.DEFAULTS)));

    private Starts() {}
}
