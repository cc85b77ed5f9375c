package dev.fettle.train.torch.optimizer;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import java.util.List;

/// The kinds of {@link Optimizer}, by the names that YAML uses.
public final class Optimizers {
    /// The one list that a new kind enters.
    public static final Kinds<Optimizer> ALL = Kinds.of(
            Optimizer.class,
            List.of(
                    new Kind<>("adam", Adam.DEFAULTS),
                    new Kind<>("adamw", AdamW.DEFAULTS),
                    new Kind<>("sgd", Sgd.DEFAULTS)));

    private Optimizers() {}
}
