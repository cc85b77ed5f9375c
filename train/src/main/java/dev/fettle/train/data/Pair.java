package dev.fettle.train.data;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// A degraded picture and the original it was made from, at one or more scales, all in memory. Scales count pixels for
/// one of the picture that was degraded, in each direction.
///
/// @param name file name, for messages
/// @param input what the network is given
/// @param enlargement scale of the input: 1, or that of a network that is fed enlarged pictures
/// @param targets what it should give back, by their scales
public record Pair(String name, Bitmap input, int enlargement, NavigableMap<Integer, Bitmap> targets) {
    public Pair {
        targets = Collections.unmodifiableNavigableMap(new TreeMap<>(targets));
        targets.forEach((scale, target) -> {
            boolean fits = enlargement * target.width() == scale * input.width()
                    && enlargement * target.height() == scale * input.height()
                    && target.channels() == input.channels();
            if (!fits) {
                throw new IllegalArgumentException(
                        "%s: original of %s at scale %d does not fit the input of %s at scale %d"
                                .formatted(name, target, scale, input, enlargement));
            }
        });
    }

    /// The original at a scale that there is one of.
    Bitmap target(int scale) {
        return Objects.requireNonNull(targets.get(scale), name);
    }

    /// Of the degraded picture itself.
    public Pair(String name, Bitmap input, NavigableMap<Integer, Bitmap> targets) {
        this(name, input, 1, targets);
    }

    /// With the original at one scale, whichever it has.
    public Pair(String name, Bitmap input, Bitmap target) {
        this(name, input, new TreeMap<>(Map.of(Math.max(1, target.width() / input.width()), target)));
    }
}
