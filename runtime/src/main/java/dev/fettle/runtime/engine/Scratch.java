package dev.fettle.runtime.engine;

import java.util.EnumMap;
import java.util.Map;

/// Memory that a thread needs for a step, beside feature maps: a step declares its own, and a plan gives each thread as
/// much of every part as its neediest step declares. Immutable.
///
/// @param lengths of the parts that are needed, as arrays
record Scratch(Map<Part, Integer> lengths) {
    /// Arrays of a {@link Workspace}.
    enum Part {
        /// A row, or the sums of a patch.
        FIRST(Float.BYTES),

        /// Another row.
        SECOND(Float.BYTES),

        /// Between the two directions of a transform.
        TRANSFORM(Float.BYTES),

        /// The filters of a kernel that is mixed.
        MIXED(Float.BYTES),

        /// The same, packed, where it is mixed for each window.
        MIXED_KERNEL(Float.BYTES),

        /// The bias of such a kernel.
        MIXED_BIAS(Float.BYTES),

        /// Sums over many pixels.
        SUMS(Double.BYTES),

        /// Where runs of neighbouring samples begin.
        RUNS(Integer.BYTES);

        private final int bytes;

        Part(int bytes) {
            this.bytes = bytes;
        }
    }

    static final Scratch NONE = new Scratch(Map.of());

    Scratch {
        lengths.forEach((part, length) -> {
            if (length < 0) {
                throw new IllegalArgumentException(part + ": a length must not be negative, got " + length);
            }
        });
        lengths = Map.copyOf(lengths);
    }

    static Scratch of(Part part, int length) {
        return new Scratch(Map.of(part, length));
    }

    /// For a step that needs both at the same time.
    ///
    /// @throws IllegalArgumentException if both need the same part
    Scratch and(Part part, int length) {
        if (lengths.containsKey(part)) {
            throw new IllegalArgumentException(part + " is needed already");
        }
        return max(of(part, length));
    }

    /// For either of two steps.
    Scratch max(Scratch other) {
        Map<Part, Integer> most = new EnumMap<>(Part.class);
        most.putAll(lengths);
        other.lengths.forEach((part, length) -> most.merge(part, length, Math::max));
        return new Scratch(most);
    }

    int length(Part part) {
        return lengths.getOrDefault(part, 0);
    }

    long bytes() {
        return lengths.entrySet().stream()
                .mapToLong(entry -> (long) entry.getKey().bytes * entry.getValue())
                .sum();
    }
}
