package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;
import java.util.Arrays;
import java.util.List;

/// A stack of 3×3 convolutions that works on the small picture alone and ends in the samples of the large one: the
/// shape that ECBSR (Zhang et al., ACM MM 2021), ABPN (Du et al., CVPRW 2021) and ETDS (Chao et al., CVPR 2023) share,
/// which takes the least time for its multiply-adds. What it predicts is added to the picture enlarged without a
/// network, the *anchor*.
///
/// | part | layers                                                                                             |
/// |------|----------------------------------------------------------------------------------------------------|
/// | head | - centre, unshuffle f, conv 3×3 cf² → n, activation                                                |
/// | body | layers × (conv 3×3 n → n, activation); with skip k every k of them are x + …, the last not activated |
/// | tail | conv 3×3 n → cr²f², shuffle rf, + anchor                                                           |
///
/// Folded by f, the body sees f×f pixels as one, as FFDNet does (Zhang et al., TIP 2018, sec. III-B); a picture's sides
/// must be multiples of f.
///
/// @param scale r: 1 (denoising, deblocking), 2, 3, 4 or 8
/// @param layers 3×3 convolutions between head and tail
/// @param channels n
/// @param colourChannels c: 3, or 1 (luma)
/// @param skip k, which must divide the layers; 0 for a stack without skip connections
/// @param activation behind head and layers
/// @param anchor what the prediction is added to; at scale 1 the picture itself
/// @param fold f: 1, 2 or 4
/// @param centre what is subtracted from every sample before the head, 0 to 1. Without it a picture is positive all
/// over, and what a filter makes of it whose weights add up to less than nothing is negative nearly everywhere, so
/// that it easily dies behind a ReLU
/// @param convolution how the layers are computed, and head and tail, too, where it is plain in use
public record Direct(
        int scale,
        int layers,
        int channels,
        int colourChannels,
        int skip,
        Activation activation,
        Anchor anchor,
        int fold,
        double centre,
        Convolution convolution)
        implements Architecture {
    private static final int COLOURS = 3;

    public static final Direct DEFAULTS =
            new Direct(2, 8, 32, 0, Activation.RELU, Anchor.NEAREST, 1, Convolutions.PLAIN);

    private static final int SIDE = 3;

    /// What a prediction is added to.
    public enum Anchor {
        /// Nothing.
        @JsonProperty("none")
        NONE,
        /// Each pixel repeated r×r times. Du et al., CVPRW 2021 (ABPN), sec. 3.2.
        @JsonProperty("nearest")
        NEAREST,
        /// Bicubic interpolation, a = -0.75.
        @JsonProperty("bicubic")
        BICUBIC
    }

    public Direct {
        if (!List.of(1, 2, 3, 4, 8).contains(scale)) {
            throw new IllegalArgumentException("direct: scale must be 1, 2, 3, 4 or 8, got " + scale);
        }
        Sizes.require("direct: layers", layers, 1, Sizes.MOST_LAYERS);
        Sizes.require("direct: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.requireColour("direct: colourChannels", colourChannels);
        Sizes.require("direct: skip", skip, 0, layers);
        if (skip > 0 && layers % skip != 0) {
            throw new IllegalArgumentException(
                    "direct: skip must divide the layers (%d), got %d".formatted(layers, skip));
        }
        if (!(centre >= 0 && centre <= 1)) {
            throw new IllegalArgumentException("direct: centre must be from 0 to 1, got " + centre);
        }
        if (!List.of(1, 2, 4).contains(fold)) {
            throw new IllegalArgumentException("direct: fold must be 1, 2 or 4, got " + fold);
        }
    }

    /// In colour, of pictures as they are.
    public Direct(
            int scale,
            int layers,
            int channels,
            int skip,
            Activation activation,
            Anchor anchor,
            int fold,
            Convolution convolution) {
        this(scale, layers, channels, COLOURS, skip, activation, anchor, fold, 0, convolution);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", colourChannels);
        Node centred = centre == 0 ? image : g.add(image, minusCentre(g));
        Node folded = fold == 1 ? centred : g.pixelUnshuffle(centred, fold);
        Convolution ends = convolution.isPlainInUse() ? convolution : Convolutions.PLAIN;
        Node x = activation.of(g, "head", ends.apply(g, new Layer("head", channels, SIDE), folded));
        int together = Math.max(1, skip);
        for (int i = 0; i < layers; i += together) {
            x = skip == 0 ? activated(g, i, x) : block(g, i, x);
        }
        int factor = scale * fold;
        Node details = ends.apply(g, new Layer("tail", colourChannels * factor * factor, SIDE), x);
        return g.build(anchored(g, image, details, factor));
    }

    private Node minusCentre(GraphBuilder g) {
        float[] centres = new float[colourChannels];
        Arrays.fill(centres, (float) -centre);
        return g.constant("centre", new Values(Shape.of(1, colourChannels, 1, 1), centres));
    }

    private Node block(GraphBuilder g, int first, Node x) {
        Node branch = x;
        for (int i = first; i < first + skip; i++) {
            branch = i == first + skip - 1 ? conv(g, i, branch) : activated(g, i, branch);
        }
        return g.add(branch, x);
    }

    private Node activated(GraphBuilder g, int layer, Node x) {
        return activation.of(g, name(layer), conv(g, layer, x));
    }

    private static String name(int layer) {
        return "body." + layer;
    }

    /// Without skip connections He's deviation keeps the maps of all layers alike in size.
    private Node conv(GraphBuilder g, int layer, Node x) {
        StoredFilters filters = skip == 0 ? new StoredFilters.He(true) : new StoredFilters.Direct();
        return convolution.apply(g, new Layer(name(layer), channels, SIDE, filters), x);
    }

    private Node anchored(GraphBuilder g, Node image, Node details, int factor) {
        if (anchor == Anchor.NONE) {
            return shuffled(g, details, factor);
        }
        if (scale == 1) {
            return g.add(shuffled(g, details, factor), image);
        }
        if (anchor == Anchor.NEAREST && fold == 1) { // one shuffle for both
            return g.pixelShuffle(g.add(details, repeated(g, image)), factor);
        }
        Node enlarged = anchor == Anchor.NEAREST
                ? g.pixelShuffle(repeated(g, image), scale)
                : g.add("anchor", new Bicubic(scale), image);
        return g.add(shuffled(g, details, factor), enlarged);
    }

    private static Node shuffled(GraphBuilder g, Node x, int factor) {
        return factor == 1 ? x : g.pixelShuffle(x, factor);
    }

    /// Every channel r² times, in the order that a shuffle reads: a fixed 1×1 convolution.
    private Node repeated(GraphBuilder g, Node image) {
        int copies = scale * scale;
        float[] weight = new float[colourChannels * copies * colourChannels];
        for (int i = 0; i < colourChannels * copies; i++) {
            weight[i * colourChannels + i / copies] = 1;
        }
        Shape shape = Shape.of(colourChannels * copies, colourChannels, 1, 1);
        Node copying = g.constant("anchor.copies", new Values(shape, weight));
        return g.add("anchor", Convolve.same(1), image, copying);
    }

    /// What is done to every sample behind a layer.
    public enum Activation {
        /// max(x, 0)
        @JsonProperty("relu")
        RELU,
        /// x for x ≥ 0, 0.1 x otherwise.
        @JsonProperty("leaky-relu")
        LEAKY_RELU,
        /// x for x ≥ 0, otherwise x times a slope that is learnt for each channel: `body.0.prelu.weight`. He et al.,
        /// ICCV 2015.
        @JsonProperty("prelu")
        PRELU,
        /// x · sigmoid(x)
        @JsonProperty("silu")
        SILU;

        private static final double SLOPE = 0.1;

        /// @param layer that it is behind
        Node of(GraphBuilder g, String layer, Node x) {
            return switch (this) {
                case RELU -> g.relu(x);
                case LEAKY_RELU -> g.add(layer + ".leaky", new Operation.LeakyRelu(SLOPE), x);
                case PRELU -> g.prelu(layer + ".prelu", x);
                case SILU -> g.silu(x);
            };
        }
    }
}
