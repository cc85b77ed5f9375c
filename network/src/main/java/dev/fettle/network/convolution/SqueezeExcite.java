package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;

/// A plain convolution whose channels are then weighted by a gate: y · sigmoid(W₂ ReLU(W₁ mean(y))). Hu et al., CVPR
/// 2018, eq. 2 to 4. The gate's parameters are `name.gate.0` and `name.gate.2`.
///
/// @param reduction channels per channel of the hidden layer
public record SqueezeExcite(int reduction) implements Convolution {
    public static final SqueezeExcite DEFAULTS = new SqueezeExcite(16);

    public SqueezeExcite {
        Router.requireReduction("squeeze-excite", reduction);
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Node y = Convolutions.PLAIN.apply(g, layer, x);
        GraphBuilder gate = g.in(layer.name());
        Node mean = gate.add("mean", new Operation.GlobalMean(), y);
        Node logits = Router.SQUEEZE.route(gate, "gate", mean, layer.channels(), reduction);
        return gate.add("gated", new Operation.Multiply(), y, gate.add("sigmoid", new Operation.Sigmoid(), logits));
    }
}
