package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;
import java.util.List;

/// WDSR: residual blocks that are wide before their ReLU, and one pixel shuffle. Yu et al., 2018 (arXiv 1808.08718),
/// fig. 2 and 3. It is also the shell of NSR's networks (Fan et al., NeurIPS 2020). Every convolution is
/// weight-normalised. Names as in ychfan/wdsr.
///
/// Folded by f, the body sees f×f pixels as one of 3f² channels, as FFDNet does with f = 2 (Zhang et al., TIP
/// 2018, sec. III-B): its multiply-adds are f² times fewer for the same parameters, and it sees f times further.
/// Head and last layer have more parameters, the skip is not folded. Unshuffling and the 3×3 convolution behind it
/// are one convolution of 3f×3f with stride f. A picture's sides must be multiples of f.
///
/// | part | layers                                                                                        |
/// |------|-----------------------------------------------------------------------------------------------|
/// | head | x - 0.5, conv 3f×3f 3 → n with stride f                                                       |
/// | body | blocks × (x + branch(x)), conv 3×3 n → 3r²f²                                                  |
/// | A    | branch: conv 3×3 n → width · n, ReLU, conv 3×3 → n                                            |
/// | B    | branch: conv 1×1 n → width · n, ReLU, conv 1×1 → 0.8n (rounded down), conv 3×3 → n            |
/// | skip | conv 5×5 3 → 3r² of x - 0.5                                                                   |
/// | tail | body + skip, shuffle r, + 0.5; folded: each is shuffled first, by rf and by r                 |
///
/// @param scale r: 1 (denoising, deblocking), 2, 3, 4 or 8
/// @param blocks residual blocks
/// @param channels n
/// @param width channels before the ReLU, in multiples of n
/// @param block a or b
/// @param fold f: 1 as published, 2 or 4
/// @param convolution how the two layers around each ReLU are computed
public record Wdsr(int scale, int blocks, int channels, int width, Block block, int fold, Convolution convolution)
        implements Architecture {
    /// What a residual block is.
    public enum Block {
        @JsonProperty("a")
        A,
        @JsonProperty("b")
        B
    }

    public static final Wdsr DEFAULTS = new Wdsr(2, 16, 32, 4, Block.A, Convolutions.PLAIN);

    private static final double LINEAR = 0.8;
    private static final double MEAN = 0.5;
    private static final int COLOURS = 3;
    private static final double FIRST_GAIN = 2; // the authors' initial gains, ychfan/wdsr

    public Wdsr {
        if (!List.of(1, 2, 3, 4, 8).contains(scale)) {
            throw new IllegalArgumentException("wdsr: scale must be 1, 2, 3, 4 or 8, got " + scale);
        }
        Sizes.require("wdsr: blocks", blocks, 1, Sizes.MOST_LAYERS);
        Sizes.require("wdsr: channels", channels, block == Block.B ? 2 : 1, Sizes.MOST_CHANNELS);
        Sizes.require("wdsr: width", width, 1, 64);
        if (!List.of(1, 2, 4).contains(fold)) {
            throw new IllegalArgumentException("wdsr: fold must be 1, 2 or 4, got " + fold);
        }
    }

    /// As published, not folded.
    public Wdsr(int scale, int blocks, int channels, int width, Block block, Convolution convolution) {
        this(scale, blocks, channels, width, block, 1, convolution);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node centred = g.add(g.input("image", COLOURS), colour(g, "mean", -MEAN));
        Node x = fold == 1 ? plain(g, new Layer("body.0", channels, 3, gain(1)), centred) : folded(g, centred);
        for (int i = 1; i <= blocks; i++) {
            x = g.add(branch(g.in("body." + i), x), x);
        }
        int out = COLOURS * scale * scale;
        x = plain(g, new Layer("body." + (blocks + 1), out * fold * fold, 3, gain(1)), x);
        Node skip = plain(g, new Layer("skip.0", out, 5, gain(1)), centred);
        x = fold == 1
                ? shuffled(g, g.add(x, skip), scale)
                : g.add(shuffled(g, x, scale * fold), shuffled(g, skip, scale));
        return g.build(g.add(x, colour(g, "mean_back", MEAN)));
    }

    private Node folded(GraphBuilder g, Node image) {
        Shape shape = Shape.of(channels, COLOURS, 3 * fold, 3 * fold);
        Node weight = gain(1).weight(g, "body.0", shape, channels);
        Node bias = gain(1).bias(g, "body.0", shape).orElseThrow();
        return g.add("body.0", new Convolve(fold, fold, 1, 1), image, weight, bias);
    }

    private static Node shuffled(GraphBuilder g, Node x, int factor) {
        return factor == 1 ? x : g.pixelShuffle(x, factor);
    }

    private Node branch(GraphBuilder g, Node x) {
        double lastGain = 1 / Math.sqrt(blocks);
        int hidden = channels * width;
        return switch (block) {
            case A ->
                convolution.pair(
                        g,
                        new Layer("body.0", hidden, 3, gain(FIRST_GAIN)),
                        g::relu,
                        new Layer("body.2", channels, 3, gain(lastGain)),
                        x);
            case B -> {
                Node narrow = convolution.pair(
                        g,
                        new Layer("body.0", hidden, 1, gain(FIRST_GAIN)),
                        g::relu,
                        new Layer("body.2", (int) (LINEAR * channels), 1, gain(1)),
                        x);
                yield plain(g, new Layer("body.3", channels, 3, gain(lastGain)), narrow);
            }
        };
    }

    private static Node plain(GraphBuilder g, Layer layer, Node x) {
        return Convolutions.PLAIN.apply(g, layer, x);
    }

    private static StoredFilters gain(double gain) {
        return new StoredFilters.Normalised(gain);
    }

    private static Node colour(GraphBuilder g, String name, double value) {
        float gray = (float) value;
        return g.constant(name, new Values(Shape.of(1, COLOURS, 1, 1), new float[] {gray, gray, gray}));
    }
}
