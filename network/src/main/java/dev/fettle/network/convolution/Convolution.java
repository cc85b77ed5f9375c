package dev.fettle.network.convolution;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import java.util.function.UnaryOperator;

/// How a network computes its inner convolutions. A record of settings; as YAML a block whose `type` says which:
/// `convolution: {type: sparse, groups: 4, cardinals: 16}`. Listed in {@link Convolutions#ALL}.
public interface Convolution {
    /// One layer.
    ///
    /// @throws IllegalArgumentException if it does not fit the settings, with the layer's name
    Node apply(GraphBuilder g, Layer layer, Node x);

    /// Whether each layer is in use one plain convolution without groups, whatever its channels, so that a network
    /// may compute its first and last layers so, too.
    @JsonIgnore
    default boolean isPlainInUse() {
        return false;
    }

    /// The two layers of a residual block, for methods that look at both: second(activation(first(x))).
    default Node pair(GraphBuilder g, Layer first, UnaryOperator<Node> activation, Layer second, Node x) {
        return apply(g, second, activation.apply(apply(g, first, x)));
    }
}
