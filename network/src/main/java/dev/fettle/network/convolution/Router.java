package dev.fettle.network.convolution;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;

/// What leads from pooled features to one number per kernel (and cardinal group). Its layers are 1×1 convolutions, so
/// that it serves a map of windows as well.
public enum Router {
    /// One layer, `name.0`.
    @JsonProperty("linear")
    LINEAR,
    /// Two with a ReLU between, `name.0` and `name.2`, as in squeeze and excitation.
    @JsonProperty("squeeze")
    SQUEEZE;

    private static final int LARGEST_REDUCTION = 4096; // to one channel from the most that a network has

    /// @param pooled (N, C, Gy, Gx)
    /// @param outputs numbers per window
    /// @param reduction C per channel of the hidden layer, if there is one
    Node route(GraphBuilder g, String name, Node pooled, int outputs, int reduction) {
        return switch (this) {
            case LINEAR -> g.conv(name + ".0", pooled, outputs, 1);
            case SQUEEZE -> {
                int hidden = Math.max(g.channels(pooled) / reduction, 1);
                yield g.conv(name + ".2", g.relu(g.conv(name + ".0", pooled, hidden, 1)), outputs, 1);
            }
        };
    }

    static void requireReduction(String what, int reduction) {
        if (reduction < 1) {
            throw new IllegalArgumentException(what + ": reduction must be at least 1, got " + reduction);
        }
        if (reduction > LARGEST_REDUCTION) {
            throw new IllegalArgumentException(
                    what + ": reduction must be at most " + LARGEST_REDUCTION + ", got " + reduction);
        }
    }
}
