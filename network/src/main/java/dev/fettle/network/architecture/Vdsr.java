package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;

/// VDSR: a plain stack of 3×3 convolutions that predicts what the bicubic enlargement lacks. Kim et al., CVPR
/// 2016, fig. 2.
///
/// Input and output have the same size: the picture is enlarged first. One colour channel is luma; chroma is
/// enlarged by bicubic interpolation. Names as in twtygqyy/pytorch-vdsr: `input`, `residual_layer.{i}.conv`,
/// `output`.
///
/// @param scale the enlargement that the picture has gone through; the network itself is the same for all
/// @param layers convolutions, 20 in the paper
/// @param channels 64 in the paper
/// @param colourChannels 1 (luma) or 3
/// @param bias whether the convolutions have biases (the paper's do; the published PyTorch weights do not)
public record Vdsr(int scale, int layers, int channels, int colourChannels, boolean bias) implements Architecture {
    public static final Vdsr DEFAULTS = new Vdsr(2, 20, 64, 1, true);

    public Vdsr {
        Sizes.require("vdsr: scale", scale, 1, 16);
        Sizes.require("vdsr: layers", layers, 2, Sizes.MOST_LAYERS);
        Sizes.require("vdsr: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.requireColour("vdsr: colourChannels", colourChannels);
    }

    @Override
    @JsonIgnore
    public boolean isFedEnlarged() {
        return true;
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", colourChannels);
        Node x = g.relu(layer(g, "input", image, channels));
        for (int i = 0; i < layers - 2; i++) {
            x = g.relu(layer(g, "residual_layer." + i + ".conv", x, channels));
        }
        return g.build(g.add(layer(g, "output", x, colourChannels), image));
    }

    private Node layer(GraphBuilder g, String name, Node x, int outChannels) {
        int inChannels = g.channels(x);
        Node weight = g.parameter(
                name + ".weight",
                Shape.of(outChannels, inChannels, 3, 3),
                new Initial.Normal(Math.sqrt(2.0 / (9 * outChannels)))); // He et al. 2015, as the paper asks (sec. 4.2)
        if (!bias) {
            return g.add(name, Convolve.same(3), x, weight);
        }
        Node shift = g.parameter(name + ".bias", Shape.of(outChannels), new Initial.Fill(0));
        return g.add(name, Convolve.same(3), x, weight, shift);
    }
}
