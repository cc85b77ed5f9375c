package dev.fettle.train.data;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// A degraded picture and the original it was made from, at one or more scales, all in memory.
///
/// @param name file name, for messages
/// @param input what the network is given
/// @param targets what it should give back, each as many times as large in each direction as its key says
public record Pair(String name, Bitmap input, NavigableMap<Integer, Bitmap> targets) {
    public Pair {
        targets = Collections.unmodifiableNavigableMap(new TreeMap<>(targets));
        targets.forEach((scale, target) -> {
            boolean fits = target.width() == scale * input.width()
                    && target.height() == scale * input.height()
                    && target.channels() == input.channels();
            if (!fits) {
                throw new IllegalArgumentException(
                        "%s: original of %s is not %d times the input of %s".formatted(name, target, scale, input));
            }
        });
    }

    /// The original at a scale that there is one of.
    Bitmap target(int scale) {
        return Objects.requireNonNull(targets.get(scale), name);
    }

    /// With the original at one scale, whichever it has.
    public Pair(String name, Bitmap input, Bitmap target) {
        this(name, input, new TreeMap<>(Map.of(Math.max(1, target.width() / input.width()), target)));
    }
}
