package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;

/// A kernel mixed for each picture with attention over kernels: a softmax behind a squeeze, its temperature falling
/// while it trains. Chen et al., CVPR 2020, eq. 3 and sec. 3.2. The router is `name.attention.0` and
/// `name.attention.2`.
///
/// @param kernels in the bank
/// @param reduction of the squeeze
public record DynamicConv(int kernels, int reduction, Temperature temperature) implements Convolution {
    public static final DynamicConv DEFAULTS = new DynamicConv(4, 4, Temperature.DEFAULTS);

    public DynamicConv {
        if (kernels < 1) {
            throw new IllegalArgumentException("dynamic: kernels must be at least 1, got " + kernels);
        }
        if (kernels > Sparse.MOST_GROUPS) {
            throw new IllegalArgumentException(
                    "dynamic: kernels must be at most " + Sparse.MOST_GROUPS + ", got " + kernels);
        }
        Router.requireReduction("dynamic", reduction);
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Mixture mixture = new Mixture(kernels);
        GraphBuilder own = g.in(layer.name());
        Node logits = Router.SQUEEZE.route(own, "attention", mixture.pooled(own, x), kernels, reduction);
        Node coefficients = own.add("softmax", temperature.softmax(kernels), logits);
        return mixture.convolve(g, layer, x, coefficients);
    }
}
