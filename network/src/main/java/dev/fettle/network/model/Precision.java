package dev.fettle.network.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// How exactly a model file keeps weights. The network computes with 32 bits either way.
public enum Precision {
    /// IEEE 754 binary32 for all of them: as they were trained.
    @JsonProperty("fp32")
    SINGLE("fp32"),
    /// IEEE 754 binary16 for kernels and, where they are normalised, their lengths, in a file of half
    /// the size. Other numbers of which each channel has one (biases, slopes, statistics), and what
    /// decides (orders, gates, shifts) stay in binary32: that is a hundredth of the file; an error of a
    /// bias tints whole areas, variances leave the range of 16 bits, and equal gates decide nothing.
    @JsonProperty("fp16")
    HALF("fp16");

    /// The largest number of binary16: (2 - 2^-10) · 2^15.
    private static final float LARGEST_HALF = 65_504;

    private final String label;

    Precision(String label) {
        this.label = label;
    }

    /// As the command line has it.
    @Override
    public String toString() {
        return label;
    }

    /// What a file with such tensors of 16 bits is: half if all kernels are among them.
    static Precision of(Graph graph, SequencedSet<String> halves) {
        SequencedSet<String> kernels = kernels(graph);
        return !kernels.isEmpty() && halves.containsAll(kernels) ? HALF : SINGLE;
    }

    /// Names of the tensors that are written in 16 bits.
    SequencedSet<String> halves(Graph graph) {
        return switch (this) {
            case SINGLE -> new LinkedHashSet<>();
            case HALF -> kernels(graph);
        };
    }

    private static SequencedSet<String> kernels(Graph graph) {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (Parameter parameter : graph.parameters()) {
            if (parameter.role() == Role.WEIGHT && parameter.shape().rank() > 1) {
                names.add(parameter.name());
            }
        }
        return names;
    }

    /// The weights as they are read again: each number the nearest of its type, of two equally near
    /// ones the even.
    ///
    /// @throws IllegalArgumentException naming a tensor with a number beyond the largest of 16 bits
    Weights rounded(Graph graph, Weights weights) {
        SequencedMap<String, Values> rounded = new LinkedHashMap<>(weights.byName());
        halves(graph).forEach(name -> rounded.computeIfPresent(name, Precision::half));
        return Weights.of(rounded);
    }

    private static Values half(String name, Values values) {
        float[] rounded = new float[values.array().length];
        for (int i = 0; i < rounded.length; i++) {
            float value = values.array()[i];
            if (Math.abs(value) > LARGEST_HALF) {
                throw new IllegalArgumentException(
                        "tensor '%s' holds %s, beyond %.0f, the largest number of fp16; keep the weights as fp32"
                                .formatted(name, value, LARGEST_HALF));
            }
            rounded[i] = Float.float16ToFloat(Float.floatToFloat16(value));
        }
        return new Values(values.shape(), rounded);
    }
}
