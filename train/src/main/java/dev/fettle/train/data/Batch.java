package dev.fettle.train.data;

import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Patches as a network takes them, with the originals at one or more scales: samples in [0, 1], (N, H, W,
/// C) in memory. The last ones may have no originals.
///
/// @param count N
/// @param paired how many have originals
/// @param side height and width of an input patch
/// @param enlargement scale of the input: 1, or that of a network that is fed enlarged pictures
/// @param channels C
/// @param input N · side² · C samples, not copied
/// @param targets at scale s an original has s · side / enlargement pixels on each side, for each patch
/// that has one; at scale 1, which is that of the degraded picture, for every patch; not copied
/// @param labels the number of each patch's class, for networks that sort pictures; else empty; not copied
public record Batch(
        int count,
        int paired,
        int side,
        int enlargement,
        int channels,
        float[] input,
        NavigableMap<Integer, float[]> targets,
        int[] labels) {
    public Batch {
        targets = Collections.unmodifiableNavigableMap(new TreeMap<>(targets));
        if (paired < 1 || paired > count) {
            throw new IllegalArgumentException(
                    "batch: 1 to %d of the patches must have originals, got %d".formatted(count, paired));
        }
        int samples = side * side * channels;
        if (input.length != count * samples) {
            throw new IllegalArgumentException("batch: %d patches of %d² pixels and %d channels do not have %d samples"
                    .formatted(count, side, channels, input.length));
        }
        if (labels.length != 0 && labels.length != count) {
            throw new IllegalArgumentException(
                    "batch: %d patches do not have %d labels".formatted(count, labels.length));
        }
        targets.forEach((scale, target) -> {
            int originals = scale == 1 ? count : paired;
            int large = side * scale / enlargement;
            if (target.length != originals * large * large * channels) {
                throw new IllegalArgumentException(
                        "batch: %d originals of %d² pixels at scale %d do not have %d samples"
                                .formatted(originals, side, scale, target.length));
            }
        });
    }

    /// Without labels.
    public Batch(
            int count,
            int paired,
            int side,
            int enlargement,
            int channels,
            float[] input,
            NavigableMap<Integer, float[]> targets) {
        this(count, paired, side, enlargement, channels, input, targets, new int[0]);
    }

    /// Of pictures with the numbers of their classes.
    ///
    /// @param input labels.length · side² · channels samples, not copied
    public static Batch labelled(int side, int channels, float[] input, int[] labels) {
        return new Batch(labels.length, labels.length, side, 1, channels, input, new TreeMap<>(), labels);
    }

    /// Of degraded pictures themselves, with originals for all patches.
    public Batch(int count, int side, int channels, float[] input, NavigableMap<Integer, float[]> targets) {
        this(count, count, side, 1, channels, input, targets);
    }

    /// With originals at one scale.
    public Batch(int count, int side, int scale, int channels, float[] input, float[] target) {
        this(count, side, channels, input, new TreeMap<>(Map.of(scale, target)));
    }

    /// How many patches have an original at a scale.
    public int count(int scale) {
        return scale == 1 ? count : paired;
    }

    /// Height and width of an original.
    public int side(int scale) {
        return side * scale / enlargement;
    }

    /// These patches, and behind them others as large without originals.
    public Batch followedBy(Batch unpaired) {
        NavigableMap<Integer, float[]> all = new TreeMap<>(targets);
        all.computeIfPresent(1, (_, target) -> joined(target, unpaired.input));
        return new Batch(
                count + unpaired.count, paired, side, enlargement, channels, joined(input, unpaired.input), all);
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /// The originals at a scale.
    ///
    /// @throws IllegalArgumentException if there are none
    public float[] target(int scale) {
        float[] target = targets.get(scale);
        if (target == null) {
            throw new IllegalArgumentException(
                    "batch: no originals at scale " + scale + "; there are those of " + targets.keySet());
        }
        return target;
    }

    /// Of several scales of a network the one that the batch is for: that of the largest originals.
    public int scale() {
        return targets.isEmpty() ? 1 : targets.lastKey();
    }

    /// All samples by name: `input`, and `target`, with its scale behind the name if there are several, or
    /// `labels`.
    public SequencedMap<String, Values> arrays() {
        SequencedMap<String, Values> arrays = new LinkedHashMap<>();
        arrays.put("input", new Values(Shape.of(count, side, side, channels), input));
        targets.forEach((scale, target) -> arrays.put(
                targets.size() == 1 ? "target" : "target" + scale,
                new Values(Shape.of(count(scale), side(scale), side(scale), channels), target)));
        if (labels.length > 0) {
            Values numbers = Values.zeros(Shape.of(count));
            for (int i = 0; i < count; i++) {
                numbers.array()[i] = labels[i];
            }
            arrays.put("labels", numbers);
        }
        return arrays;
    }

    @Override
    public String toString() {
        return "Batch[%d×%d×%d×%d, scales %s]".formatted(count, channels, side, side, targets.keySet());
    }
}
