package dev.fettle.network.architecture;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
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
public record DnCnn(int layers, int channels, int colourChannels, Normalisation normalisation, boolean bias)
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

    @Override
    public int scale() {
        return 1;
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", colourChannels);
        Node x = g.relu(conv(g, 0, image, channels));
        for (int i = 1; i < layers - 1; i++) {
            x = g.relu(normalised(g, i, middle(g, i, x)));
        }
        Node noise = conv(g, layers - 1, x, colourChannels);
        return g.build(g.add(g.scale(noise, -1), image));
    }

    private Node middle(GraphBuilder g, int layer, Node x) {
        return conv(g, layer, x, channels);
    }

    private Node normalised(GraphBuilder g, int layer, Node x) {
        return switch (normalisation) {
            case NONE -> x;
            case BATCH -> g.batchNorm("dncnn." + 3 * layer, x);
        };
    }

    private Node conv(GraphBuilder g, int layer, Node x, int outChannels) {
        String name = name(layer);
        int inChannels = g.channels(x);
        Node weight = g.parameter(
                name + ".weight",
                Shape.of(outChannels, inChannels, 3, 3),
                new Initial.Normal(Math.sqrt(2.0 / (9 * inChannels)))); // He et al. 2015, as in sec. IV-A
        if (!bias) {
            return g.add(name, Convolve.same(3), x, weight);
        }
        Node shift = g.parameter(name + ".bias", Shape.of(outChannels), new Initial.Fill(0));
        return g.add(name, Convolve.same(3), x, weight, shift);
    }

    private String name(int layer) {
        return switch (normalisation) {
            case NONE -> "model." + 2 * layer;
            case BATCH -> "dncnn." + Math.max(3 * layer - 1, 0);
        };
    }
}
