package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;
import java.util.ArrayList;
import java.util.List;

/// The edge-oriented convolution block: while it trains, a 3×3 layer is the sum of a 3×3 convolution, one behind a
/// 1×1 convolution, and three 1×1 convolutions behind which the edges of each channel are taken (Sobel's across and
/// down, Laplace's); in use it is one 3×3 convolution. Zhang et al., ACM MM 2021 (ECBSR), fig. 3 and eq. 1 to 8.
///
/// Branches are put together as filters ({@link ComposedFilters}), not as pictures, so that biases inside them
/// would add nothing and none are there. The factor that the authors train before each mask, begun near zero, is
/// part of the 1×1 convolution here. Layers of other kernels than 3×3 are plain.
///
/// @param depth channels between 1×1 and 3×3, for one of the result
/// @param identity whether the channels themselves are added where there are as many behind the layer as before it
public record Ecb(double depth, boolean identity) implements Convolution {
    /// The authors' settings for blocks within the body.
    public static final Ecb DEFAULTS = new Ecb(2, false);

    /// The authors begin the factor of the edges with this deviation.
    private static final double EDGES = 1e-3;

    private static final double MOST_DEPTH = 16;

    public Ecb {
        if (!(depth > 0 && depth <= MOST_DEPTH)) {
            throw new IllegalArgumentException(
                    "ecb: depth must be above 0 and at most " + MOST_DEPTH + ", got " + depth);
        }
    }

    @Override
    public boolean isPlainInUse() {
        return true;
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        return ComposedFilters.of("ecb", g, layer, x)
                .map(filters -> filters.convolve(x, branches(filters)))
                .orElseGet(() -> Convolutions.PLAIN.apply(g, layer, x));
    }

    private Node[] branches(ComposedFilters filters) {
        List<Node> branches = new ArrayList<>(List.of(filters.plain(), deep(filters)));
        branches.add(edges(filters, "sobel-across", 1, 0, -1, 2, 0, -2, 1, 0, -1));
        branches.add(edges(filters, "sobel-down", 1, 2, 1, 0, 0, 0, -1, -2, -1));
        branches.add(edges(filters, "laplace", 0, 1, 0, 1, -4, 1, 0, 1, 0));
        if (identity) {
            filters.identity("identity").ifPresent(branches::add);
        }
        return branches.toArray(Node[]::new);
    }

    private Node deep(ComposedFilters filters) {
        int between = Math.max(1, (int) Math.round(depth * filters.outChannels()));
        Node pointwise =
                filters.parameter("deep.0", Shape.of(filters.inChannels(), between, 1, 1), filters.inChannels(), 1);
        Node square = filters.parameter("deep.1", Shape.of(filters.outChannels(), between, 3, 3), 9L * between, 1);
        return filters.behind("deep", square, pointwise);
    }

    private static Node edges(ComposedFilters filters, String part, float... mask) {
        Shape shape = Shape.of(filters.outChannels(), filters.inChannels(), 1, 1);
        return filters.masked(part, filters.parameter(part, shape, filters.inChannels(), EDGES), mask);
    }
}
