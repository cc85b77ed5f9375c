package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Optional;

/// Filters of 3×3 that are computed from several parameters: branches, each a chain of convolutions without
/// anything between them, put together to one kernel before any picture is seen. A chain of 1×1 and 3×3 is a
/// convolution *of the filters*: with the filters (Cout, M, 3, 3) of the second as Cout pictures of M channels, the
/// first, read from the other side as (Cin, M, 1, 1), gives (Cout, Cin, 3, 3). So branches see the border of a
/// picture as their sum does, and a deployed network, which holds the sum, computes what was trained to the last
/// rounding.
///
/// Of one layer; its parameters stand under `name`, the sum is `name.weight` as a plain layer's is.
final class ComposedFilters {
    private static final int SIDE = 3;

    private final GraphBuilder g;
    private final Layer layer;
    private final Shape shape;

    private ComposedFilters(GraphBuilder g, Layer layer, Shape shape) {
        this.g = g;
        this.layer = layer;
        this.shape = shape;
    }

    /// Empty for a layer that is convolved as it is: one of another kernel than 3×3, which these branches do not make.
    ///
    /// @throws IllegalArgumentException with the layer's name if it has groups
    static Optional<ComposedFilters> of(String kind, GraphBuilder g, Layer layer, Node x) {
        if (layer.kernel() != SIDE) {
            return Optional.empty();
        }
        if (layer.groups() != 1) {
            throw new IllegalArgumentException("%s: %s composes filters that see all channels; this layer has %d groups"
                    .formatted(g.path(layer.name()), kind, layer.groups()));
        }
        return Optional.of(new ComposedFilters(g, layer, layer.weightOf(g, x)));
    }

    int outChannels() {
        return shape.dimension(0);
    }

    int inChannels() {
        return shape.channels();
    }

    private String name(String part) {
        return layer.name() + "." + part;
    }

    /// A parameter that begins as PyTorch begins a convolution of so many inputs, times a factor.
    Node parameter(String part, Shape of, long fanIn, double factor) {
        return g.parameter(name(part + ".weight"), of, new Initial.Uniform(factor / Math.sqrt((double) fanIn)));
    }

    /// (Cout, Cin, 3, 3) as they are.
    Node plain() {
        return parameter("plain", shape, 9L * inChannels(), 1);
    }

    /// Filters behind a 1×1 convolution.
    ///
    /// @param filters (Cout, M, 3, 3)
    /// @param pointwise (Cin, M, 1, 1): what the 1×1 convolution has as (M, Cin, 1, 1)
    Node behind(String part, Node filters, Node pointwise) {
        return g.add(name(part), Convolve.same(1), filters, pointwise);
    }

    /// Filters before a 1×1 convolution. Each of its filters, a picture of one pixel, is convolved with all of the
    /// others' samples around it.
    ///
    /// @param pointwise (Cout, M, 1, 1)
    /// @param turned (Cin, M, 3, 3): what the 3×3 convolution has as (M, Cin, 3, 3), turned by 180°
    Node before(String part, Node pointwise, Node turned) {
        return g.add(name(part), new Convolve(1, SIDE - 1, 1, 1), pointwise, turned);
    }

    /// A 1×1 convolution, each channel of whose result goes through the same fixed filter.
    ///
    /// @param pointwise (Cout, Cin, 1, 1)
    /// @param mask 9 values, row by row
    Node masked(String part, Node pointwise, float... mask) {
        float[] turned = new float[inChannels() * mask.length];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = mask[mask.length - 1 - i % mask.length];
        }
        Node masks = g.constant(name(part + ".mask"), new Values(Shape.of(inChannels(), 1, SIDE, SIDE), turned));
        return g.add(name(part), new Convolve(1, SIDE - 1, 1, inChannels()), pointwise, masks);
    }

    /// What changes nothing, where there are as many channels before as behind.
    Optional<Node> identity(String part) {
        int channels = inChannels();
        if (channels != outChannels()) {
            return Optional.empty();
        }
        float[] values = new float[channels * channels * SIDE * SIDE];
        for (int c = 0; c < channels; c++) {
            values[(c * channels + c) * SIDE * SIDE + SIDE * SIDE / 2] = 1;
        }
        return Optional.of(g.constant(name(part), new Values(shape, values)));
    }

    /// The convolution with the sum of branches, and a bias as PyTorch begins one.
    Node convolve(Node x, Node... branches) {
        Node sum = branches[0];
        for (int i = 1; i < branches.length; i++) {
            String part = i == branches.length - 1 ? "weight" : "sum." + i;
            sum = g.add(name(part), new Add(), sum, branches[i]);
        }
        Node bias = g.parameter(name("bias"), Shape.of(outChannels()), Initial.fanIn(9L * inChannels()));
        return g.add(layer.name(), layer.geometry(), x, sum, bias);
    }
}
