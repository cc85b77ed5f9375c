package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;

/// One kernel for all pictures.
public record Plain() implements Convolution {
    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Shape shape = Shape.of(layer.channels(), g.channels(x), layer.kernel(), layer.kernel());
        Node weight = layer.filters().weight(g, layer.name(), shape, layer.channels());
        Convolve geometry = Convolve.same(layer.kernel());
        return layer.filters()
                .bias(g, layer.name(), shape)
                .map(bias -> g.add(layer.name(), geometry, x, weight, bias))
                .orElseGet(() -> g.add(layer.name(), geometry, x, weight));
    }
}
