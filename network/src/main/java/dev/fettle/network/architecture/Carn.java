package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// CARN and CARN-M: blocks that cascade, inside and among each other; one network for several scales, of which each
/// has an upsampler of its own. Ahn et al., ECCV 2018, fig. 2 and 3. Names as in nmhkahn/CARN-pytorch.
///
/// | part      | layers                                                                                     |
/// |-----------|--------------------------------------------------------------------------------------------|
/// | `entry`   | x - mean, conv 3×3 3 → n                                                                   |
/// | body      | three cascades; behind the i-th `c{i}.body.0`, conv 1×1 (i + 1)n → n of all so far, ReLU   |
/// | cascade   | the same of three residual blocks                                                          |
/// | residual  | ReLU(x + conv(ReLU(conv(x))))                                                              |
/// | efficient | ReLU(x + conv 1×1(ReLU(conv(ReLU(conv(x)))))), both 3×3 in groups                          |
/// | upsampler | ×2, ×3: conv 3×3 n → r²n in groups, ReLU, shuffle; ×4: ×2 twice                            |
/// | `exit`    | conv 3×3 n → 3, + mean                                                                     |
///
/// @param scales of 2, 3 and 4 those that it has; the first is what it is run for unless another is asked for
/// @param channels n
/// @param groups of the 3×3 convolutions of the body and of those of the upsamplers
/// @param block what a cascade consists of
/// @param convolution how the 3×3 convolutions of all blocks are computed
public record Carn(List<Integer> scales, int channels, int groups, Block block, Convolution convolution)
        implements Architecture {
    /// What a cascade consists of.
    public enum Block {
        /// Three residual blocks: CARN.
        @JsonProperty("residual")
        RESIDUAL,
        /// One efficient residual block, used three times: CARN-M.
        @JsonProperty("efficient")
        EFFICIENT
    }

    private static final List<Integer> ALL_SCALES = List.of(2, 3, 4);

    /// Blocks of a cascade, and cascades of the network.
    private static final int STAGES = 3;

    public static final Carn DEFAULTS = new Carn(ALL_SCALES, 64, 1, Block.RESIDUAL, Convolutions.PLAIN);

    /// CARN-M as published.
    public static final Carn MOBILE = new Carn(ALL_SCALES, 64, 4, Block.EFFICIENT, Convolutions.PLAIN);

    public Carn {
        scales = List.copyOf(scales);
        boolean areDistinct = scales.stream().distinct().count() == scales.size();
        if (scales.isEmpty() || !areDistinct || !ALL_SCALES.containsAll(scales)) {
            throw new IllegalArgumentException("carn: scales must be some of 2, 3 and 4, each once, got " + scales);
        }
        Sizes.require("carn: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.require("carn: groups", groups, 1, Sizes.MOST_CHANNELS);
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "carn: groups (%d) must divide the channels (%d)".formatted(groups, channels));
        }
    }

    /// The same with other convolutions in its blocks.
    Carn with(Convolution other) {
        return new Carn(scales, channels, groups, block, other);
    }

    @Override
    public int scale() {
        return scales.getFirst();
    }

    @Override
    public Carn at(int scale) {
        Sizes.requireScale(scale, scales);
        return new Carn(List.of(scale), channels, groups, block, convolution);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node entry = g.conv("entry", g.add(image, mean(g, "sub_mean", -1)), channels, 3);
        Node body = cascaded(g, entry, (i, x) -> cascade(g.in("b" + i), x));
        Node mean = mean(g, "add_mean", 1);
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        for (int scale : scales) {
            Node enlarged = enlarged(g.in("upsample.up" + scale), body, scale);
            results.put("x" + scale, g.add(g.sharing().conv("exit", enlarged, 3, 3), mean));
        }
        return g.build(results);
    }

    private static Node mean(GraphBuilder g, String name, double factor) {
        return g.constant(name, Div2k.mean(factor));
    }

    /// The stage of a cascade that has a number, from 1.
    private interface Stage {
        Node of(int number, Node x);
    }

    /// Each stage reads the fusion of all that was before it.
    private Node cascaded(GraphBuilder g, Node x, Stage stage) {
        Node joined = x;
        Node fused = x;
        for (int i = 1; i <= STAGES; i++) {
            joined = g.concat("c" + i, List.of(joined, stage.of(i, fused)));
            fused = g.relu(g.conv("c" + i + ".body.0", joined, channels, 1));
        }
        return fused;
    }

    private Node cascade(GraphBuilder g, Node x) {
        return switch (block) {
            case RESIDUAL -> cascaded(g, x, (i, fused) -> residual(g.in("b" + i), fused));
            case EFFICIENT -> cascaded(g, x, (_, fused) -> efficient(g.in("b1").sharing(), fused));
        };
    }

    private Node residual(GraphBuilder g, Node x) {
        return g.relu(g.add(pair(g, x), x));
    }

    private Node efficient(GraphBuilder g, Node x) {
        return g.relu(g.add(g.conv("body.4", g.relu(pair(g, x)), channels, 1), x));
    }

    private Node pair(GraphBuilder g, Node x) {
        Layer first = new Layer("body.0", channels, 3).inGroups(groups);
        Layer second = new Layer("body.2", channels, 3).inGroups(groups);
        return convolution.pair(g, first, g::relu, second, x);
    }

    private Node enlarged(GraphBuilder g, Node x, int scale) {
        if (scale == 4) {
            return shuffled(g, "body.3", shuffled(g, "body.0", x, 2), 2);
        }
        return shuffled(g, "body.0", x, scale);
    }

    private Node shuffled(GraphBuilder g, String name, Node x, int factor) {
        Convolve geometry = new Convolve(1, 1, 1, groups);
        return g.pixelShuffle(g.relu(g.conv(name, x, factor * factor * channels, 3, geometry)), factor);
    }
}
