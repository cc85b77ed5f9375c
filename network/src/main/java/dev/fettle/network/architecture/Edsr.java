package dev.fettle.network.architecture;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import java.util.List;

/// EDSR: residual blocks without normalisation. Lim et al., CVPRW 2017, fig. 2c and 3. Names as in the
/// authors' PyTorch release.
///
/// | part   | layers                                                                                    |
/// |--------|-------------------------------------------------------------------------------------------|
/// | head   | x - mean, conv 3×3 3 → n                                                                  |
/// | body   | blocks × (x + residualScale · conv(ReLU(conv(x)))), conv 3×3, + head                      |
/// | tail   | ×2, ×3: conv n → r²n, shuffle; ×4, ×8: ×2 repeated; ×1: nothing; conv n → 3, + mean       |
///
/// @param scale 1, 2, 3, 4 or 8
/// @param blocks residual blocks
/// @param channels n
/// @param residualScale factor on each residual branch; 0.1 in the large network
/// @param valueRange what white is: 1 for networks trained here, 255 for the published weights
/// @param convolution how both layers of every residual block are computed
public record Edsr(
        int scale, int blocks, int channels, double residualScale, double valueRange, Convolution convolution)
        implements Architecture {
    public static final Edsr DEFAULTS = new Edsr(2, 16, 64, 1.0, 1.0);

    public Edsr {
        if (!List.of(1, 2, 3, 4, 8).contains(scale)) {
            throw new IllegalArgumentException("edsr: scale must be 1, 2, 3, 4 or 8, got " + scale);
        }
        Sizes.require("edsr: blocks", blocks, 1, Sizes.MOST_LAYERS);
        Sizes.require("edsr: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.requirePositive("edsr: residualScale", residualScale);
        Sizes.requirePositive("edsr: valueRange", valueRange);
    }

    /// With plain convolutions.
    public Edsr(int scale, int blocks, int channels, double residualScale, double valueRange) {
        this(scale, blocks, channels, residualScale, valueRange, Convolutions.PLAIN);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node head = g.conv("head.0", g.add(image, mean(g, "sub_mean", -valueRange)), channels, 3);
        Node x = head;
        for (int i = 0; i < blocks; i++) {
            x = residualBlock(g.in("body." + i), x);
        }
        x = g.add(g.conv("body." + blocks, x, channels, 3), head);
        x = enlarge(g.in("tail.0"), x);
        x = g.conv("tail.1", x, 3, 3);
        return g.build(g.add(x, mean(g, "add_mean", valueRange)));
    }

    private static Node mean(GraphBuilder g, String name, double factor) {
        return g.constant(name, Div2k.mean(factor));
    }

    private Node residualBlock(GraphBuilder g, Node x) {
        Layer first = new Layer("body.0", channels, 3);
        Layer second = new Layer("body.2", channels, 3);
        Node branch = convolution.pair(g, first, g::relu, second, x);
        return g.add(g.scale(branch, residualScale), x);
    }

    private Node enlarge(GraphBuilder g, Node x) {
        if (scale == 3) {
            return g.pixelShuffle(g.conv("0", x, 9 * channels, 3), 3);
        }
        Node enlarged = x;
        for (int done = 1, layer = 0; done < scale; done *= 2, layer += 2) {
            enlarged = g.pixelShuffle(g.conv(Integer.toString(layer), enlarged, 4 * channels, 3), 2);
        }
        return enlarged;
    }
}
