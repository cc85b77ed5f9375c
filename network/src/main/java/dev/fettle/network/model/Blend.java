package dev.fettle.network.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// How much of what a network changes in a JPEG is kept, by the quality that the file was compressed with:
/// `result = input + factor · (restored - input)`. A network that meets all qualities does too much to good files;
/// `fettle calibrate` measures the factors that are best.
///
/// @param factors in [0, 1] by libjpeg's quality, 1 to 100; between two qualities they are interpolated, beyond the
/// first and the last they stay. None at all: the network's result is taken as it is
public record Blend(@JsonValue NavigableMap<Integer, Double> factors) {
    /// The network's result as it is.
    public static final Blend NONE = new Blend(new TreeMap<>());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Blend {
        factors = Collections.unmodifiableNavigableMap(new TreeMap<>(factors));
        factors.forEach((quality, factor) -> {
            if (quality < 1 || quality > 100 || !(factor >= 0 && factor <= 1)) {
                throw new IllegalArgumentException(
                        "blend: qualities 1 to 100 with factors 0 to 1 are wanted, got %d: %s"
                                .formatted(quality, factor));
            }
        });
    }

    public boolean isNone() {
        return factors.isEmpty();
    }

    /// The part of the change that is kept at this quality, in [0, 1].
    public double factor(int quality) {
        Map.Entry<Integer, Double> below = factors.floorEntry(quality);
        Map.Entry<Integer, Double> above = factors.ceilingEntry(quality);
        if (below == null || above == null) {
            return below != null ? below.getValue() : above != null ? above.getValue() : 1;
        }
        int span = above.getKey() - below.getKey();
        double place = span == 0 ? 0 : (double) (quality - below.getKey()) / span;
        return below.getValue() + place * (above.getValue() - below.getValue());
    }
}
