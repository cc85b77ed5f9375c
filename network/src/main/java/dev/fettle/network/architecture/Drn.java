package dev.fettle.network.architecture;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Shape;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// DRN: the enlarged picture goes down to the size of the small one and up again, doubling in stages of blocks with
/// channel attention, each of which ends in a picture of its own. Guo et al., CVPR 2020, fig. 2. Names as in the
/// authors' release (guoyongcs/DRN).
///
/// Let the scale be 2ᵖ, and a map at level q be 2^q times as large as the small picture.
///
/// | part             | level | layers                                                                           |
/// |------------------|-------|----------------------------------------------------------------------------------|
/// | `head`           | p     | - mean, bicubic by 2ᵖ, conv 3×3 3 → n                                            |
/// | `down.{q}`       | p - q | kept as copy q; conv 3×3 stride 2, leaky ReLU 0.2, conv 3×3 n·2^q → n·2^(q + 1)  |
/// | `up_blocks.{i}`  | i     | blocks; conv 3×3 w → 4w, shuffle; conv 1×1 → n·2^(p - i - 1); joined to copy     |
/// |                  |       | p - i - 1. w = n·2ᵖ in the first, n·2^(p - i + 1) in the others                  |
/// | block            |       | x + attention(conv(ReLU(conv(x))))                                               |
/// | attention        |       | x · sigmoid(conv 1×1(ReLU(conv 1×1 w → w / 16 (mean(x)))))                       |
/// | `tail.{i}`       | i     | conv 3×3 → 3, + mean: result `x{2^i}`, before the first stage and behind each    |
///
/// The mean colour is subtracted and added by 1×1 convolutions that train with the rest, as they did in the release,
/// which meant to freeze them. The release subtracts behind the enlargement: the same, since the weights of bicubic
/// interpolation add up to 1, of more pixels.
///
/// @param scale 2, 4 or 8; published are 4 and 8
/// @param channels n
/// @param blocks of each stage
/// @param valueRange what white is: 255 for the published weights
/// @param convolution how both layers of every block are computed
public record Drn(int scale, int channels, int blocks, double valueRange, Convolution convolution)
        implements Architecture {
    /// DRN-S as published.
    public static final Drn DEFAULTS = new Drn(4, 16, 30);

    private static final int COLOURS = 3;
    private static final int REDUCTION = 16;
    private static final double SLOPE = 0.2;
    private static final Convolve HALVING = new Convolve(2, 1, 1, 1);

    public Drn {
        if (!List.of(2, 4, 8).contains(scale)) {
            throw new IllegalArgumentException("drn: scale must be 2, 4 or 8, got " + scale);
        }
        Sizes.require("drn: channels", channels, 1, Sizes.MOST_CHANNELS / scale); // n · scale at the smallest size
        Sizes.require("drn: blocks", blocks, 1, Sizes.MOST_LAYERS);
        Sizes.requirePositive("drn: valueRange", valueRange);
    }

    /// With plain convolutions, white being 255.
    public Drn(int scale, int channels, int blocks) {
        this(scale, channels, blocks, 255, Convolutions.PLAIN);
    }

    /// Doublings from the small picture to the large one.
    private int doublings() {
        return Integer.numberOfTrailingZeros(scale);
    }

    /// The results are the enlarged picture first, then those half as large, to that of the size of the input.
    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node centred = shifted(g, "sub_mean", -valueRange, g.input("image", COLOURS));
        Node x = g.conv("head", g.add("upsample", new Bicubic(scale), centred), channels, 3);
        List<Node> copies = new ArrayList<>();
        for (int q = 0; q < doublings(); q++) {
            copies.add(x);
            x = halved(g.in("down." + q), x, channels << (q + 1));
        }
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        results.put("x1", picture(g, 0, x));
        for (int i = 0; i < doublings(); i++) {
            Node copy = copies.removeLast();
            Node doubled = doubled(g.in("up_blocks." + i), x, g.channels(copy));
            x = g.concat("up_blocks." + i, List.of(doubled, copy));
            results.putFirst("x" + (2 << i), picture(g, i + 1, x));
        }
        return g.build(results);
    }

    private static Node halved(GraphBuilder g, Node x, int outChannels) {
        Node half = g.convWithoutBias("dual_module.0.0", x, g.channels(x), 3, HALVING);
        Node bent = g.add("dual_module.0.1", new LeakyRelu(SLOPE), half);
        return g.convWithoutBias("dual_module.1", bent, outChannels, 3, Convolve.same(3));
    }

    private Node doubled(GraphBuilder g, Node x, int outChannels) {
        Node deep = x;
        for (int b = 0; b < blocks; b++) {
            deep = block(g.in(Integer.toString(b)), deep);
        }
        Node shuffled = g.pixelShuffle(g.conv(blocks + ".0", deep, 4 * g.channels(x), 3), 2);
        return g.conv(Integer.toString(blocks + 1), shuffled, outChannels, 1);
    }

    private Node block(GraphBuilder g, Node x) {
        Layer first = new Layer("body.0", g.channels(x), 3);
        Layer second = new Layer("body.2", g.channels(x), 3);
        Node branch = convolution.pair(g, first, g::relu, second, x);
        return g.add(attended(g.in("body.3"), branch), x);
    }

    /// At least one hidden channel, where the release would have none for less than 16.
    private static Node attended(GraphBuilder g, Node x) {
        Node mean = g.add("avg_pool", new GlobalMean(), x);
        Node hidden = g.relu(g.conv("conv_du.0", mean, Math.max(1, g.channels(x) / REDUCTION), 1));
        Node logits = g.conv("conv_du.2", hidden, g.channels(x), 1);
        return g.add("attended", new Multiply(), x, g.add("conv_du.3", new Sigmoid(), logits));
    }

    private Node picture(GraphBuilder g, int level, Node x) {
        return shifted(g.sharing(), "add_mean", valueRange, g.conv("tail." + level, x, COLOURS, 3));
    }

    private static Node shifted(GraphBuilder g, String name, double factor, Node picture) {
        Initial identity = Initial.Given.identity(COLOURS);
        Node weight = g.parameter(name + ".weight", Shape.of(COLOURS, COLOURS, 1, 1), identity);
        Node bias = g.parameter(name + ".bias", Shape.of(COLOURS), new Initial.Given(Div2k.colour(factor)));
        return g.add(name, Convolve.same(1), picture, weight, bias);
    }
}
