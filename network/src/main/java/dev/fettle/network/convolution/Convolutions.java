package dev.fettle.network.convolution;

import dev.fettle.network.Kinds;
import dev.fettle.network.Kinds.Kind;
import java.util.List;

/// The kinds of {@link Convolution}, by the names that YAML and model files use.
public final class Convolutions {
    public static final Convolution PLAIN = new Plain();

    /// The one list that a new convolution enters.
    public static final Kinds<Convolution> ALL = Kinds.of(
            Convolution.class,
            List.of(
                    new Kind<>("plain", PLAIN),
                    new Kind<>("sparse", Sparse.DEFAULTS),
                    new Kind<>("condconv", CondConv.DEFAULTS),
                    new Kind<>("dynamic", DynamicConv.DEFAULTS),
                    new Kind<>("squeeze-excite", SqueezeExcite.DEFAULTS),
                    new Kind<>("ghost", Ghost.DEFAULTS),
                    new Kind<>("groupable", Groupable.DEFAULTS),
                    new Kind<>("grouped", Grouped.DEFAULTS),
                    new Kind<>("ecb", Ecb.DEFAULTS),
                    new Kind<>("conv3xc", Conv3xc.DEFAULTS)));

    private Convolutions() {}
}
