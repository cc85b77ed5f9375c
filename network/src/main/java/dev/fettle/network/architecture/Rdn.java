package dev.fettle.network.architecture;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import java.util.ArrayList;
import java.util.List;

/// RDN: dense blocks whose layers read all layers before them. Zhang et al., CVPR 2018, fig. 2 and 3. Names as in
/// EDSR-PyTorch, which has no mean shift here.
///
/// | part  | layers                                                                                       |
/// |-------|----------------------------------------------------------------------------------------------|
/// | head  | `SFENet1` conv 3×3 3 → n, `SFENet2` conv 3×3 n → n                                            |
/// | block | layers × (conv 3×3 → growth, ReLU, joined to what it read), `LFF` conv 1×1 → n, + its input   |
/// | body  | all blocks' results joined, `GFF.0` conv 1×1 → n, `GFF.1` conv 3×3 n → n, + `SFENet1`         |
/// | tail  | ×2, ×3: conv 3×3 n → r² · growth, shuffle; ×4: ×2 twice; conv 3×3 growth → 3                  |
///
/// @param scale 2, 3 or 4
/// @param channels n, G₀ in the paper
/// @param growth channels that each layer adds, G in the paper
/// @param blocks D in the paper
/// @param layers convolutions of a block, C in the paper
/// @param valueRange what white is: 1 for networks trained here, 255 in EDSR-PyTorch
/// @param convolution how the growing layers are computed
public record Rdn(
        int scale, int channels, int growth, int blocks, int layers, double valueRange, Convolution convolution)
        implements Architecture {
    /// Configuration B of the paper, which its tables show.
    public static final Rdn DEFAULTS = new Rdn(2, 64, 64, 16, 8);

    public Rdn {
        if (scale < 2 || scale > 4) {
            throw new IllegalArgumentException("rdn: scale must be 2, 3 or 4, got " + scale);
        }
        Sizes.require("rdn: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.require("rdn: growth", growth, 1, Sizes.MOST_CHANNELS);
        Sizes.require("rdn: blocks", blocks, 1, Sizes.MOST_LAYERS);
        Sizes.require("rdn: layers", layers, 1, Sizes.MOST_LAYERS);
        Sizes.requirePositive("rdn: valueRange", valueRange);
    }

    /// With plain convolutions, white being 1.
    public Rdn(int scale, int channels, int growth, int blocks, int layers) {
        this(scale, channels, growth, blocks, layers, 1, Convolutions.PLAIN);
    }

    /// The same with other growing layers.
    Rdn with(Convolution other) {
        return new Rdn(scale, channels, growth, blocks, layers, valueRange, other);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node shallow = g.conv("SFENet1", g.input("image", 3), channels, 3);
        Node x = g.conv("SFENet2", shallow, channels, 3);
        List<Node> results = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            x = denseBlock(g.in("RDBs." + i), x);
            results.add(x);
        }
        x = g.conv("GFF.0", g.concat("blocks", results), channels, 1);
        x = g.add(g.conv("GFF.1", x, channels, 3), shallow);
        return g.build(enlarged(g.in("UPNet"), x));
    }

    private Node denseBlock(GraphBuilder g, Node x) {
        Node joined = x;
        for (int i = 0; i < layers; i++) {
            Node added = g.relu(convolution.apply(g, new Layer("convs." + i + ".conv.0", growth, 3), joined));
            joined = g.concat("convs." + i, List.of(joined, added));
        }
        return g.add(g.conv("LFF", joined, channels, 1), x);
    }

    private Node enlarged(GraphBuilder g, Node x) {
        if (scale == 4) {
            Node twice = g.pixelShuffle(g.conv("0", x, 4 * growth, 3), 2);
            return g.conv("4", g.pixelShuffle(g.conv("2", twice, 4 * growth, 3), 2), 3, 3);
        }
        return g.conv("2", g.pixelShuffle(g.conv("0", x, scale * scale * growth, 3), scale), 3, 3);
    }
}
