package dev.fettle.network.architecture;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.architecture.Direct.Activation;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;
import java.util.List;

/// One convolution behind the other on the small picture, each of a size of its own, and a shuffle to the
/// large one: ESPCN (Shi et al., CVPR 2016), FSRCNN (Dong et al., ECCV 2016), ETDS as it is used (Chao et
/// al., CVPR 2023).
///
/// | part | layers                                                     |
/// |------|------------------------------------------------------------|
/// | body | for each link: conv K×K → n, activation                    |
/// | tail | conv K×K → cr², shuffle r                                  |
///
/// FSRCNN ends in a transposed convolution of 9×9 with stride r. Sample (ri + p, rj + q) of its result
/// depends on a few samples around (i, j) alone, by the weights at every r-th place of the kernel, so that
/// it is a convolution with a filter for each (p, q) and a shuffle: 5×5 for r = 2, 3×3 for r = 3 and 4.
///
/// @param scale r: 1, 2, 3, 4 or 8
/// @param colourChannels c: 3, or 1 (luma)
/// @param links all convolutions but the last
/// @param tail K of the last
/// @param activation behind each of the links
public record ConvolutionChain(int scale, int colourChannels, List<Link> links, int tail, Activation activation)
        implements Architecture {
    public static final ConvolutionChain DEFAULTS =
            new ConvolutionChain(2, 3, List.of(new Link(3, 32), new Link(3, 32)), 3, Activation.RELU);

    private static final int LARGEST_KERNEL = 31;

    /// A convolution with its activation.
    ///
    /// @param kernel K, odd
    /// @param channels n
    public record Link(int kernel, int channels) {
        public Link {
            requireKernel("chain: links: kernel", kernel);
            Sizes.require("chain: links: channels", channels, 1, Sizes.MOST_CHANNELS);
        }
    }

    public ConvolutionChain {
        if (!List.of(1, 2, 3, 4, 8).contains(scale)) {
            throw new IllegalArgumentException("chain: scale must be 1, 2, 3, 4 or 8, got " + scale);
        }
        Sizes.requireColour("chain: colourChannels", colourChannels);
        links = List.copyOf(links);
        Sizes.require("chain: links", links.size(), 1, Sizes.MOST_LAYERS);
        requireKernel("chain: tail", tail);
    }

    private static void requireKernel(String what, int kernel) {
        Sizes.require(what, kernel, 1, LARGEST_KERNEL);
        if (kernel % 2 == 0) {
            throw new IllegalArgumentException(what + " must be odd, got " + kernel);
        }
    }

    /// ESPCN, with ReLU for the paper's tanh, as its authors use it for the results on ImageNet's
    /// pictures.
    static ConvolutionChain espcn(int scale) {
        List<Link> links = List.of(new Link(5, 64), new Link(3, 32));
        return new ConvolutionChain(scale, 1, links, 3, Activation.RELU);
    }

    /// FSRCNN (d = 56, s = 12, m = 4).
    static ConvolutionChain fsrcnn(int scale) {
        Link mapping = new Link(3, 12);
        List<Link> links =
                List.of(new Link(5, 56), new Link(1, 12), mapping, mapping, mapping, mapping, new Link(1, 56));
        int tail = scale == 1 ? 9 : scale == 2 ? 5 : 3;
        return new ConvolutionChain(scale, 1, links, tail, Activation.PRELU);
    }

    /// ETDS in use: both of its streams have become one, in which three channels carry the picture. The
    /// 1×1 convolution and the ReLU in front of it cut values off at 1; the ReLU that cuts them off at
    /// 0 is left to who writes pixels.
    ///
    /// @param layers between the first and the last 3×3 convolution
    static ConvolutionChain etds(int scale, int layers, int channels) {
        int ending = (3 * scale * scale + 3) / 4 * 4; // a multiple of four, as published
        Link[] links = new Link[layers + 2];
        for (int i = 0; i <= layers; i++) {
            links[i] = new Link(3, channels);
        }
        links[layers + 1] = new Link(3, ending);
        return new ConvolutionChain(scale, 3, List.of(links), 1, Activation.RELU);
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", colourChannels);
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            String name = "body." + i;
            Layer layer = new Layer(name, link.channels(), link.kernel(), new StoredFilters.He(true));
            x = activation.of(g, name, Convolutions.PLAIN.apply(g, layer, x));
        }
        Node details = Convolutions.PLAIN.apply(g, new Layer("tail", colourChannels * scale * scale, tail), x);
        return g.build(scale == 1 ? details : g.pixelShuffle(details, scale));
    }
}
