package dev.fettle.train.torch.regimen;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import dev.fettle.train.torch.optimizer.Optimizers;
import java.util.List;

/// The kinds of {@link Regimen}, by the names that YAML uses.
public final class Regimens {
    /// The one list that a new kind enters.
    public static final Kinds<Regimen> ALL = Kinds.of(
            Regimen.class,
            List.of(new Kind<>("supervised", Supervised.DEFAULTS), new Kind<>("bilevel", Bilevel.DEFAULTS)),
            Optimizers.ALL);

    private Regimens() {}
}
