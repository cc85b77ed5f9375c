package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;

/// A 3×3 layer that trains as a chain of 1×1, 3×3 and 1×1 convolutions with more channels between them, and a 1×1
/// convolution beside the chain; in use it is one 3×3 convolution. Wan et al., CVPRW 2024 (SPAN), fig. 2, `Conv3XC`.
///
/// The chain is put together as filters ({@link ComposedFilters}), not as pictures, so that biases inside it would add
/// nothing and none are there. Layers of other kernels than 3×3 are plain.
///
/// @param gain channels within the chain, for one before or behind it
public record Conv3xc(int gain) implements Convolution {
    /// The authors' settings.
    public static final Conv3xc DEFAULTS = new Conv3xc(2);

    private static final int MOST_GAIN = 16;

    public Conv3xc {
        if (gain < 1 || gain > MOST_GAIN) {
            throw new IllegalArgumentException("conv3xc: gain must be 1 to " + MOST_GAIN + ", got " + gain);
        }
    }

    @Override
    public boolean isPlainInUse() {
        return true;
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        return ComposedFilters.of("conv3xc", g, layer, x)
                .map(filters -> filters.convolve(x, chain(filters), skip(filters)))
                .orElseGet(() -> Convolutions.PLAIN.apply(g, layer, x));
    }

    private Node chain(ComposedFilters filters) {
        int wideIn = gain * filters.inChannels();
        int wideOut = gain * filters.outChannels();
        Node first =
                filters.parameter("chain.0", Shape.of(filters.inChannels(), wideIn, 1, 1), filters.inChannels(), 1);
        Node second = filters.parameter("chain.1", Shape.of(wideIn, wideOut, 3, 3), 9L * wideIn, 1);
        Node third = filters.parameter("chain.2", Shape.of(filters.outChannels(), wideOut, 1, 1), wideOut, 1);
        return filters.behind("chain", filters.before("chain.end", third, second), first);
    }

    private static Node skip(ComposedFilters filters) {
        Shape shape = Shape.of(filters.outChannels(), filters.inChannels(), 1, 1);
        Node pointwise = filters.parameter("skip", shape, filters.inChannels(), 1);
        return filters.masked("skip", pointwise, 0, 0, 0, 0, 1, 0, 0, 0, 0);
    }
}
