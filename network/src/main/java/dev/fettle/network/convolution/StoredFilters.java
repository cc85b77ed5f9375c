package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly;
import java.util.Optional;

/// How the filters of a layer, or all those in its bank, are kept in the weights file and begin.
public sealed interface StoredFilters {
    /// `weight` and `bias`, both as PyTorch begins them ({@link Initial#fanIn}).
    record Direct() implements StoredFilters {}

    /// `weight` with the deviation that He et al. 2015 ask for in front of ReLUs, √(2 / (K² · Cout)); `bias`, if
    /// there is one, from 0.
    record He(boolean bias) implements StoredFilters {}

    /// `weight` with a deviation of the network's own; `bias`, if there is one, from 0.
    record Gaussian(double deviation, boolean bias) implements StoredFilters {}

    /// Weight normalisation per filter: `weight_v` as PyTorch begins it, `weight_g` from one value, `bias` from 0.
    record Normalised(double gain) implements StoredFilters {}

    /// @param name of the layer
    /// @param shape (filters, Cin, K, K)
    /// @param outChannels of the layer, fewer than the filters if these are a bank
    default Node weight(GraphBuilder g, String name, Shape shape, int outChannels) {
        int filters = shape.dimension(0);
        Initial framework = Initial.fanIn(shape.size() / filters);
        return switch (this) {
            case Direct _ -> g.parameter(name + ".weight", shape, framework);
            case He _ -> g.parameter(name + ".weight", shape, new Initial.Normal(he(outChannels, shape.height())));
            case Gaussian(double deviation, boolean _) ->
                g.parameter(name + ".weight", shape, new Initial.Normal(deviation));
            case Normalised(double gain) -> {
                Node gains = g.parameter(name + ".weight_g", Shape.of(filters, 1, 1, 1), new Initial.Fill(gain));
                Node directions = g.parameter(name + ".weight_v", shape, framework);
                yield g.add(name + ".weight", new TrainingOnly.WeightNorm(), directions, gains);
            }
        };
    }

    /// For a part of a layer: filters that begin as those of the whole.
    ///
    /// @param outChannels of the whole layer
    /// @param kernel K
    default StoredFilters ofPart(int outChannels, int kernel) {
        return switch (this) {
            case He(boolean bias) -> new Gaussian(he(outChannels, kernel), bias);
            case Direct _, Gaussian _, Normalised _ -> this;
        };
    }

    private static double he(int outChannels, int kernel) {
        return Math.sqrt(2.0 / ((double) kernel * kernel * outChannels));
    }

    /// @param shape of the weight
    default Optional<Node> bias(GraphBuilder g, String name, Shape shape) {
        int filters = shape.dimension(0);
        Initial initial = this instanceof Direct ? Initial.fanIn(shape.size() / filters) : new Initial.Fill(0);
        return hasBias() ? Optional.of(g.parameter(name + ".bias", Shape.of(filters), initial)) : Optional.empty();
    }

    private boolean hasBias() {
        return switch (this) {
            case Direct _, Normalised _ -> true;
            case He(boolean bias) -> bias;
            case Gaussian(double _, boolean bias) -> bias;
        };
    }
}
