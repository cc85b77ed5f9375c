package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;

/// One kernel for all pictures.
public record Plain() implements Convolution {
    @Override
    public boolean isPlainInUse() {
        return true;
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Shape shape = layer.weightOf(g, x);
        Node weight = layer.filters().weight(g, layer.name(), shape, layer.channels());
        return layer.filters()
                .bias(g, layer.name(), shape)
                .map(bias -> g.add(layer.name(), layer.geometry(), x, weight, bias))
                .orElseGet(() -> g.add(layer.name(), layer.geometry(), x, weight));
    }
}
