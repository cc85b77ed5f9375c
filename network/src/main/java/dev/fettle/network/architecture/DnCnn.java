package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;
import java.util.Objects;

/// DnCNN: a plain stack of 3×3 convolutions that predicts the noise; the result is the picture without it. Zhang et
/// al., IEEE TIP 2017, fig. 1. DnCNN-S, for noise of one strength, has 17 layers, DnCNN-B (any strength) and DnCNN-3
/// have 20.
///
/// | part   | layers                                       | names as in KAIR (merged) | as in SaoYan (batch) |
/// |--------|----------------------------------------------|---------------------------|----------------------|
/// | first  | conv, ReLU                                   | `model.0`                 | `dncnn.0`            |
/// | middle | (layers - 2) × (conv, batch norm, ReLU)      | `model.{2i}`              | `dncnn.{3i-1}`, `dncnn.{3i}` |
/// | last   | conv, subtracted from the picture            | `model.{2(layers-1)}`     | `dncnn.{3(layers-1)-1}` |
///
/// @param layers convolutions
/// @param channels 64 in the paper
/// @param colourChannels 1 or 3
/// @param normalisation batch norm in training, or none, as in published weights that have it merged
/// @param bias whether the convolutions have biases: published merged weights do, those with batch norm do not
/// @param convolution how the layers between the first and the last are computed
public record DnCnn(
        int layers,
        int channels,
        int colourChannels,
        Normalisation normalisation,
        boolean bias,
        Convolution convolution)
        implements Architecture {
    public static final DnCnn DEFAULTS = new DnCnn(17, 64, 1, Normalisation.BATCH, false);

    /// What stands between a middle convolution and its ReLU.
    public enum Normalisation {
        @JsonProperty("none")
        NONE,
        @JsonProperty("batch")
        BATCH
    }

    public DnCnn {
        Sizes.require("dncnn: layers", layers, 2, Sizes.MOST_LAYERS);
        Sizes.require("dncnn: channels", channels, 1, Sizes.MOST_CHANNELS);
        Sizes.requireColour("dncnn: colourChannels", colourChannels);
        Objects.requireNonNull(normalisation, "dncnn: normalisation");
    }

    /// With plain convolutions.
    public DnCnn(int layers, int channels, int colourChannels, Normalisation normalisation, boolean bias) {
        this(layers, channels, colourChannels, normalisation, bias, Convolutions.PLAIN);
    }

    @Override
    public int scale() {
        return 1;
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", colourChannels);
        Node x = g.relu(Convolutions.PLAIN.apply(g, layer(0, colourChannels, channels), image));
        for (int i = 1; i < layers - 1; i++) {
            x = g.relu(normalised(g, i, convolution.apply(g, layer(i, channels, channels), x)));
        }
        Node noise = Convolutions.PLAIN.apply(g, layer(layers - 1, channels, colourChannels), x);
        return g.build(g.add(g.scale(noise, -1), image));
    }

    private Node normalised(GraphBuilder g, int layer, Node x) {
        return switch (normalisation) {
            case NONE -> x;
            case BATCH -> g.batchNorm("dncnn." + 3 * layer, x);
        };
    }

    private Layer layer(int number, int inChannels, int outChannels) {
        double deviation = Math.sqrt(2.0 / (9 * inChannels)); // He et al. 2015, as in sec. IV-A
        return new Layer(name(number), outChannels, 3, new StoredFilters.Gaussian(deviation, bias));
    }

    private String name(int layer) {
        return switch (normalisation) {
            case NONE -> "model." + 2 * layer;
            case BATCH -> "dncnn." + Math.max(3 * layer - 1, 0);
        };
    }
}
