package dev.fettle.network.architecture;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;

/// ARCNN: four convolutions that remove the artefacts of JPEG. Dong et al., ICCV 2015, sec. 3.2. Unlike the paper's
/// Caffe network it pads with zeros, so that the size stays.
///
/// | layer         | convolution                           |
/// |---------------|---------------------------------------|
/// | `extract`     | 9×9, colourChannels → features, ReLU  |
/// | `enhance`     | 7×7, features → enhanced, ReLU        |
/// | `map`         | 1×1, enhanced → mapped, ReLU          |
/// | `reconstruct` | 5×5, mapped → colourChannels          |
///
/// @param features 64 in the paper
/// @param enhanced 32 in the paper
/// @param mapped 16 in the paper
/// @param colourChannels 1 (luma, as in the paper) or 3
public record ArCnn(int features, int enhanced, int mapped, int colourChannels) implements Architecture {
    public static final ArCnn DEFAULTS = new ArCnn(64, 32, 16, 1);

    private static final Initial INITIAL = new Initial.Normal(0.001);

    public ArCnn {
        Sizes.require("arcnn: features", features, 1, Sizes.MOST_CHANNELS);
        Sizes.require("arcnn: enhanced", enhanced, 1, Sizes.MOST_CHANNELS);
        Sizes.require("arcnn: mapped", mapped, 1, Sizes.MOST_CHANNELS);
        Sizes.requireColour("arcnn: colourChannels", colourChannels);
    }

    @Override
    public int scale() {
        return 1;
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", colourChannels);
        Node x = g.relu(conv(g, "extract", image, features, 9));
        x = g.relu(conv(g, "enhance", x, enhanced, 7));
        x = g.relu(conv(g, "map", x, mapped, 1));
        return g.build(conv(g, "reconstruct", x, colourChannels, 5));
    }

    private static Node conv(GraphBuilder g, String name, Node x, int outChannels, int kernel) {
        Node weight = g.parameter(name + ".weight", Shape.of(outChannels, g.channels(x), kernel, kernel), INITIAL);
        Node bias = g.parameter(name + ".bias", Shape.of(outChannels), new Initial.Fill(0));
        return g.add(name, Convolve.same(kernel), x, weight, bias);
    }
}
