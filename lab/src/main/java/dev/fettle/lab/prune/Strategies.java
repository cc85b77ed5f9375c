package dev.fettle.lab.prune;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import java.util.List;

/// The kinds of {@link Strategy}, by the names that `--strategy` takes.
public final class Strategies {
    /// The one list that a new kind enters.
    public static final Kinds<Strategy> ALL = Kinds.of(
            Strategy.class,
            List.of(
                    new Kind<>("drc", Drc.DEFAULTS),
                    new Kind<>("dcp", Dcp.DEFAULTS),
                    new Kind<>("thinet", ThiNet.DEFAULTS),
                    new Kind<>("cp", ChannelLasso.DEFAULTS),
                    new Kind<>("magnitude", Magnitude.DEFAULTS),
                    new Kind<>("manual", Manual.DEFAULTS)));

    private Strategies() {}
}
