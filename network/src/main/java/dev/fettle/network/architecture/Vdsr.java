package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;

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
/// @param convolution how the layers between the first and the last are computed
public record Vdsr(int scale, int layers, int channels, int colourChannels, boolean bias, Convolution convolution)
        implements Architecture {
    public static final Vdsr DEFAULTS = new Vdsr(2, 20, 64, 1, true);

    public Vdsr {
        Sizes.require("vdsr: scale", scale, 1, 16);
        Sizes.require("vdsr: layers", layers, 2, Sizes.MOST_LAYERS);
        Sizes.require("vdsr: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.requireColour("vdsr: colourChannels", colourChannels);
    }

    /// With plain convolutions.
    public Vdsr(int scale, int layers, int channels, int colourChannels, boolean bias) {
        this(scale, layers, channels, colourChannels, bias, Convolutions.PLAIN);
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
        Node x = g.relu(Convolutions.PLAIN.apply(g, layer("input", channels), image));
        for (int i = 0; i < layers - 2; i++) {
            x = g.relu(convolution.apply(g, layer("residual_layer." + i + ".conv", channels), x));
        }
        return g.build(g.add(Convolutions.PLAIN.apply(g, layer("output", colourChannels), x), image));
    }

    /// He et al. 2015, as the paper asks (sec. 4.2).
    private Layer layer(String name, int outChannels) {
        return new Layer(name, outChannels, 3, new StoredFilters.He(bias));
    }
}
