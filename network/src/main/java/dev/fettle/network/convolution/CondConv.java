package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;

/// A kernel mixed for each picture from those of experts: Σ over i of αᵢ · Wᵢ with α = sigmoid(R · mean(x)). Yang et
/// al., NeurIPS 2019, eq. 2 and 3. The router is `name.routing.0`.
///
/// @param experts kernels in the bank
public record CondConv(int experts) implements Convolution {
    public static final CondConv DEFAULTS = new CondConv(4);

    public CondConv {
        if (experts < 1) {
            throw new IllegalArgumentException("condconv: experts must be at least 1, got " + experts);
        }
        if (experts > Sparse.MOST_GROUPS) {
            throw new IllegalArgumentException(
                    "condconv: experts must be at most " + Sparse.MOST_GROUPS + ", got " + experts);
        }
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Mixture mixture = new Mixture(experts);
        GraphBuilder own = g.in(layer.name());
        Node logits = Router.LINEAR.route(own, "routing", mixture.pooled(own, x), experts, 1);
        return mixture.convolve(g, layer, x, own.add("sigmoid", new Operation.Sigmoid(), logits));
    }
}
