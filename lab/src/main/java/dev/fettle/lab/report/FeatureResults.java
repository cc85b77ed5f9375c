package dev.fettle.lab.report;

import dev.fettle.network.Offset;
import java.util.List;

/// Which feature maps of a model look alike; `fettle inspect --features --json` prints it.
///
/// @param kind `features`
/// @param picture that the model was run on
/// @param region of the picture
/// @param offset largest shift in each direction that was tried
/// @param alikeFrom correlation from which on maps count as alike
/// @param layers in the order of the network
/// @param notes what the reader must know, one line each
public record FeatureResults(
        String kind,
        String model,
        String picture,
        Region region,
        int offset,
        double alikeFrom,
        List<Layer> layers,
        List<String> notes) {
    public FeatureResults {
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    /// A part of a picture, in its pixels.
    public record Region(int left, int top, int width, int height) {
        @Override
        public String toString() {
            return width + "x" + height + " pixels at " + left + ", " + top;
        }
    }

    /// The feature maps of one layer.
    ///
    /// @param width of each, in samples
    /// @param idle how many have one value nearly everywhere (99 of 100 samples), and are like no other
    /// @param partner mean over the others of the correlation with the map that is most alike
    /// @param alike how many of them have a partner from {@link FeatureResults#alikeFrom} on
    /// @param pairs those that are most alike, each map in one pair at most
    public record Layer(
            String name, int width, int height, int channels, int idle, Gain partner, Count alike, List<Pair> pairs) {
        public Layer {
            pairs = List.copyOf(pairs);
        }
    }

    /// A mean of correlations.
    ///
    /// @param still where they are
    /// @param shifted with the best shift of each
    public record Gain(double still, double shifted) {}

    /// A number of maps.
    ///
    /// @param still where they are
    /// @param shifted with the best shift of each
    public record Count(int still, int shifted) {}

    /// Two maps of a layer.
    ///
    /// @param first channel, from 0
    /// @param second a later channel
    /// @param correlation Pearson's, of the second with the first after its shift
    /// @param still without it
    /// @param shift of the first
    public record Pair(int first, int second, double correlation, double still, Offset shift) {}
}
