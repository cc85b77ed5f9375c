package dev.fettle.lab.compress;

import dev.fettle.lab.fit.MapMoments;
import dev.fettle.network.Node;
import dev.fettle.network.Offset;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// Plans the ghosts of a network by its feature maps.
final class MapPlans {
    /// In each patch.
    private static final int POSITIONS = 450;

    private final LayerSamples samples;
    private final Ghost ghost;

    MapPlans(LayerSamples samples, Ghost ghost) {
        this.samples = samples;
        this.ghost = ghost;
    }

    /// Of all layers that get ghosts.
    SequencedMap<String, MapPartners.Choice> plans(Collection<String> layers) {
        ModelFile dense = samples.dense();
        SequencedMap<String, List<ConvolutionUse>> uses =
                ConvolutionUse.of(dense.network().graph());
        Map<String, MapMoments> moments = moments(uses, layers);
        LayerWeights weights = new LayerWeights(dense.weights());
        SequencedMap<String, MapPartners.Choice> plans = new LinkedHashMap<>();
        for (String name : layers) {
            List<ConvolutionUse> all = Objects.requireNonNull(uses.get(name));
            MapMoments own = Objects.requireNonNull(moments.get(name));
            MapPartners partners = partners(own, all.getFirst().geometry().groups());
            plans.put(
                    name,
                    reading(all, uses, weights, own.channels())
                            .map(partners::free)
                            .orElseGet(partners::summed));
        }
        return plans;
    }

    MapPartners partners(MapMoments moments, int groups) {
        return new MapPartners(
                moments,
                groups,
                ghost.intrinsic(moments.channels()),
                offsets(ghost.learning().centre()),
                ghost.learning().shifts() == Ghost.Shifts.LAYER);
    }

    List<Offset> offsets(boolean withCentre) {
        List<Offset> offsets = new ArrayList<>();
        for (int down = -ghost.offset(); down <= ghost.offset(); down++) {
            for (int right = -ghost.offset(); right <= ghost.offset(); right++) {
                Offset offset = new Offset(down, right);
                if (withCentre || !offset.isCentre()) {
                    offsets.add(offset);
                }
            }
        }
        return offsets;
    }

    /// For each channel the length of the filters that read it; empty if others read it, too.
    private static Optional<double[]> reading(
            List<ConvolutionUse> all, Map<String, List<ConvolutionUse>> uses, LayerWeights weights, int channels) {
        double[] squares = new double[channels];
        for (ConvolutionUse use : all) {
            Optional<List<ConvolutionUse.Reader>> readers = use.readers();
            if (readers.isEmpty()) {
                return Optional.empty();
            }
            for (ConvolutionUse.Reader reader : readers.get()) {
                String name = uses.entrySet().stream()
                        .filter(entry ->
                                entry.getValue().stream().anyMatch(each -> each.convolution() == reader.convolution()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
                addSquares(weights, name, reader, squares);
            }
        }
        for (int c = 0; c < channels; c++) {
            squares[c] = Math.sqrt(squares[c]);
        }
        return Optional.of(squares);
    }

    private static void addSquares(LayerWeights weights, String name, ConvolutionUse.Reader reader, double[] squares) {
        int groups = ((Convolve) reader.convolution().operation()).groups();
        Filters filters = weights.filters(name, groups);
        int taps = filters.shape().height() * filters.shape().width();
        int readChannels = filters.rows()[0].length / taps;
        for (int c = 0; c < squares.length; c++) {
            int at = reader.first() + c;
            int group = at / readChannels;
            int each = filters.count() / groups;
            for (int f = group * each; f < (group + 1) * each; f++) {
                for (int tap = 0; tap < taps; tap++) {
                    double value = filters.rows()[f][at % readChannels * taps + tap];
                    squares[c] += value * value;
                }
            }
        }
    }

    private Map<String, MapMoments> moments(Map<String, List<ConvolutionUse>> uses, Collection<String> layers) {
        ModelFile dense = samples.dense();
        SequencedMap<String, Node> nodes = new LinkedHashMap<>();
        for (String name : layers) {
            List<ConvolutionUse> all = Objects.requireNonNull(uses.get(name));
            for (int use = 0; use < all.size(); use++) {
                nodes.put(name + " " + use, all.get(use).activated());
            }
        }
        Map<String, MapMoments> moments = new LinkedHashMap<>();
        try (InnerMaps inner = InnerMaps.of(dense, dense.network(), nodes, 1)) {
            for (int patch = 0; patch < samples.patches().size(); patch++) {
                int number = patch;
                inner.of(samples.patches().get(patch))
                        .forEach((node, maps) -> moments.computeIfAbsent(
                                        node.substring(0, node.lastIndexOf(' ')),
                                        _ -> new MapMoments(maps.channels().length, offsets(true)))
                                .add(maps, samples.positions(maps, number, POSITIONS)));
            }
        }
        return moments;
    }
}
