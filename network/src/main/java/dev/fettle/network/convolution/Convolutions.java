package dev.fettle.network.convolution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The kinds of {@link Convolution}, by the names that YAML and model files use.
public final class Convolutions {
    public static final Convolution PLAIN = new Plain();

    /// Each type with the settings that apply where the user says nothing.
    public static final Map<String, Convolution> DEFAULTS = defaults();

    private Convolutions() {}

    private static Map<String, Convolution> defaults() {
        Map<String, Convolution> byType = new LinkedHashMap<>();
        byType.put("plain", PLAIN);
        byType.put("sparse", Sparse.DEFAULTS);
        byType.put("condconv", CondConv.DEFAULTS);
        byType.put("dynamic", DynamicConv.DEFAULTS);
        byType.put("squeeze-excite", SqueezeExcite.DEFAULTS);
        return Collections.unmodifiableMap(byType);
    }
}
