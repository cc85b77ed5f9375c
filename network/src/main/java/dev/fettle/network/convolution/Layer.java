package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;

/// What a network wants of a convolution layer, whatever computes it: with stride 1 an output as large as
/// the input, with stride s one of ⌈H / s⌉ rows and ⌈W / s⌉ columns, its first sample around the first of
/// the input.
///
/// @param name that its parameters stand under: `body.0` makes `body.0.weight`
/// @param channels of the result
/// @param kernel K, odd
/// @param groups that divide the channels of input and result; 1 as a rule
/// @param stride samples of the input from one of the result to the next; 1 as a rule
/// @param filters how the stored filters are kept and begin
public record Layer(String name, int channels, int kernel, int groups, int stride, StoredFilters filters) {
    public Layer {
        if (channels < 1 || kernel < 1 || kernel % 2 == 0 || groups < 1) {
            throw new IllegalArgumentException("%s: a layer needs channels, an odd kernel and groups, got %d, %d and %d"
                    .formatted(name, channels, kernel, groups));
        }
        if (stride < 1) {
            throw new IllegalArgumentException(
                    "%s: a layer needs a stride of at least 1, got %d".formatted(name, stride));
        }
    }

    /// With stride 1.
    public Layer(String name, int channels, int kernel, int groups, StoredFilters filters) {
        this(name, channels, kernel, groups, 1, filters);
    }

    /// Without groups.
    public Layer(String name, int channels, int kernel, StoredFilters filters) {
        this(name, channels, kernel, 1, filters);
    }

    /// Without groups, with bias, and PyTorch's default initialisation of both.
    public Layer(String name, int channels, int kernel) {
        this(name, channels, kernel, new StoredFilters.Direct());
    }

    /// The same in groups.
    public Layer inGroups(int others) {
        return new Layer(name, channels, kernel, others, stride, filters);
    }

    /// The same with another stride.
    public Layer withStride(int other) {
        return new Layer(name, channels, kernel, groups, other, filters);
    }

    /// So many of its channels; their filters begin as they would in the whole layer.
    Layer part(int others) {
        return new Layer(name, others, kernel, groups, stride, filters.ofPart(channels, kernel));
    }

    Convolve geometry() {
        return new Convolve(stride, kernel / 2, 1, groups);
    }

    /// Of all filters together.
    ///
    /// @throws IllegalArgumentException with the layer's name if the groups do not divide the channels
    Shape weightOf(GraphBuilder g, Node x) {
        int inChannels = g.channels(x);
        if (inChannels % groups != 0 || channels % groups != 0) {
            throw new IllegalArgumentException(
                    "%s: groups (%d) must divide input channels (%d) and output channels (%d)"
                            .formatted(g.path(name), groups, inChannels, channels));
        }
        return Shape.of(channels, inChannels / groups, kernel, kernel);
    }
}
