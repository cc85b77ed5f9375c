package dev.fettle.train.torch.objective;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import java.util.List;

/// The kinds of {@link Term}, by the names that YAML uses.
public final class Terms {
    /// The one list that a new kind enters.
    public static final Kinds<Term> ALL = Kinds.of(
            Term.class,
            List.of(
                    new Kind<>("distance", Distance.DEFAULTS),
                    new Kind<>("fourier", Fourier.DEFAULTS),
                    new Kind<>("distillation", Distillation.DEFAULTS),
                    new Kind<>("dual", Dual.DEFAULTS),
                    new Kind<>("dual-hr", DualHr.DEFAULTS),
                    new Kind<>("budget", Budget.DEFAULTS),
                    new Kind<>("cross-entropy", CrossEntropy.DEFAULTS)));

    private Terms() {}
}
