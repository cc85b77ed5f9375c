package dev.fettle.network.architecture;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Layer;
import dev.fettle.network.convolution.StoredFilters;

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
/// @param convolution how the layers between the first and the last are computed
public record ArCnn(int features, int enhanced, int mapped, int colourChannels, Convolution convolution)
        implements Architecture {
    public static final ArCnn DEFAULTS = new ArCnn(64, 32, 16, 1);

    private static final StoredFilters FILTERS = new StoredFilters.Gaussian(0.001, true);

    public ArCnn {
        Sizes.require("arcnn: features", features, 1, Sizes.MOST_CHANNELS);
        Sizes.require("arcnn: enhanced", enhanced, 1, Sizes.MOST_CHANNELS);
        Sizes.require("arcnn: mapped", mapped, 1, Sizes.MOST_CHANNELS);
        Sizes.requireColour("arcnn: colourChannels", colourChannels);
    }

    /// With plain convolutions.
    public ArCnn(int features, int enhanced, int mapped, int colourChannels) {
        this(features, enhanced, mapped, colourChannels, Convolutions.PLAIN);
    }

    @Override
    public int scale() {
        return 1;
    }

    @Override
    public Graph graph() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", colourChannels);
        Node x = g.relu(Convolutions.PLAIN.apply(g, layer("extract", features, 9), image));
        x = g.relu(convolution.apply(g, layer("enhance", enhanced, 7), x));
        x = g.relu(convolution.apply(g, layer("map", mapped, 1), x));
        return g.build(Convolutions.PLAIN.apply(g, layer("reconstruct", colourChannels, 5), x));
    }

    private static Layer layer(String name, int channels, int kernel) {
        return new Layer(name, channels, kernel, FILTERS);
    }
}
