package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;

/// Layers that mix their kernel from a bank, whatever the coefficients come from.
///
/// @param groups k, kernels in the bank
/// @param cardinals d
/// @param window that has a kernel of its own; 0 for the whole picture
/// @param margin that is pooled over with each window
record Mixture(int groups, int cardinals, int window, int margin) {
    /// One kernel for a picture.
    Mixture(int groups) {
        this(groups, 1, 0, 0);
    }

    /// Mean over each window, or over the picture.
    Node pooled(GraphBuilder g, Node x) {
        Operation mean = window == 0 ? new Operation.GlobalMean() : new Operation.WindowMean(window, margin);
        return g.add("mean", mean, x);
    }

    /// The layer with a bank of k·c filters.
    Node convolve(GraphBuilder g, Layer layer, Node x, Node coefficients) {
        requireCardinals(g, layer);
        requireWindowsOfInput(g, layer);
        Shape shape = bank(layer, layer.weightOf(g, x).channels());
        Node bank = layer.filters().weight(g, layer.name(), shape, layer.channels());
        MixedConvolve mixed = new MixedConvolve(layer.geometry(), groups, cardinals, window);
        return layer.filters()
                .bias(g, layer.name(), shape)
                .map(bias -> g.add(layer.name(), mixed, x, bank, coefficients, bias))
                .orElseGet(() -> g.add(layer.name(), mixed, x, bank, coefficients));
    }

    private void requireCardinals(GraphBuilder g, Layer layer) {
        if (layer.channels() % cardinals != 0) {
            throw new IllegalArgumentException("%s: cardinals (%d) must divide the %d channels"
                    .formatted(g.path(layer.name()), cardinals, layer.channels()));
        }
    }

    /// Windows are laid over the input, and each has a kernel for its samples of the result.
    private void requireWindowsOfInput(GraphBuilder g, Layer layer) {
        if (window > 0 && layer.stride() != 1) {
            throw new IllegalArgumentException("%s: a kernel for each window needs stride 1; the layer has stride %d"
                    .formatted(g.path(layer.name()), layer.stride()));
        }
    }

    private Shape bank(Layer layer, int inChannels) {
        return Shape.of(Math.multiplyExact(groups, layer.channels()), inChannels, layer.kernel(), layer.kernel());
    }

    /// All k kernels of the bank side by side: c channels from each.
    ///
    /// @param x read whole by each kernel if the geometry has one group, k-th by k-th if it has k
    /// @throws IllegalArgumentException if the layer itself is in groups
    Node all(GraphBuilder g, Layer layer, Node x, int inGroups) {
        if (layer.groups() != 1) {
            throw new IllegalArgumentException("%s: form 'sum' keeps kernels side by side; the layer is in %d groups"
                    .formatted(g.path(layer.name()), layer.groups()));
        }
        requireWindowsOfInput(g, layer);
        Shape shape = bank(layer, g.channels(x) / inGroups);
        Node bank = layer.filters().weight(g, layer.name(), shape, layer.channels());
        Convolve geometry = new Convolve(layer.stride(), layer.kernel() / 2, 1, inGroups);
        return layer.filters()
                .bias(g, layer.name(), shape)
                .map(bias -> g.add(layer.name(), geometry, x, bank, bias))
                .orElseGet(() -> g.add(layer.name(), geometry, x, bank));
    }

    /// Σ over i of coefficient i · channels i·c to (i + 1)·c.
    Node weightedSum(GraphBuilder g, Node x, Node coefficients) {
        int channels = g.channels(x) / groups;
        Node sum = weighted(g, x, coefficients, 0, channels);
        for (int i = 1; i < groups; i++) {
            sum = g.add(sum, weighted(g, x, coefficients, i, channels));
        }
        return sum;
    }

    /// A depthwise 1×1 kernel of ones, scaled for each window.
    private Node weighted(GraphBuilder g, Node x, Node coefficients, int i, int channels) {
        Node part = g.add("part", new Operation.Slice(i * channels, (i + 1) * channels), x);
        Node coefficient = g.add("coefficient", new Operation.Slice(i, i + 1), coefficients);
        Node ones = g.constant("ones", ones(channels));
        MixedConvolve scaling = new MixedConvolve(new Convolve(1, 0, 1, channels), 1, 1, window);
        return g.add("weighted", scaling, part, ones, coefficient);
    }

    private static Values ones(int channels) {
        float[] array = new float[channels];
        Arrays.fill(array, 1);
        return new Values(Shape.of(channels, 1, 1, 1), array);
    }
}
