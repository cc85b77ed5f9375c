package dev.fettle.lab.compress;

import dev.fettle.lab.MemorySize;
import dev.fettle.lab.Watcher;
import dev.fettle.lab.fit.MapMoments;
import dev.fettle.network.Node;
import dev.fettle.network.Offset;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// What the moments of several layers may take together; the network runs anew for the next ones.
    private static final long TOGETHER_BYTES = 256L << 20;

    /// Of all memory, what the moments of one layer may take.
    private static final double LARGEST_PART = 0.5;

    private final LayerSamples samples;
    private final Ghost ghost;
    private final SequencedMap<String, List<ConvolutionUse>> uses;
    private final LayerWeights weights;

    MapPlans(LayerSamples samples, Ghost ghost) {
        this.samples = samples;
        this.ghost = ghost;
        uses = ConvolutionUse.of(samples.dense().network().graph());
        weights = new LayerWeights(samples.dense().weights());
    }

    /// Of all layers that get ghosts.
    ///
    /// @throws IllegalArgumentException naming a layer whose moments take too much memory
    SequencedMap<String, MapPartners.Choice> plans(Collection<String> layers, Watcher watcher) {
        SequencedMap<String, MapPartners.Choice> plans = new LinkedHashMap<>();
        try (Watcher.Course course = watcher.course(1)) {
            course.start("channels are paired");
            for (List<String> some : batches(layers)) {
                moments(some).forEach((name, moments) -> plans.put(name, choice(name, moments)));
                course.part(plans.size(), layers.size());
            }
            course.finished();
        }
        return plans;
    }

    private List<List<String>> batches(Collection<String> layers) {
        List<List<String>> batches = new ArrayList<>();
        long bytes = Long.MAX_VALUE;
        for (String name : layers) {
            long own = bytes(name);
            if (bytes > TOGETHER_BYTES - own) {
                batches.add(new ArrayList<>());
                bytes = 0;
            }
            batches.getLast().add(name);
            bytes += own;
        }
        return batches;
    }

    private long bytes(String layer) {
        return MapMoments.bytes(channels(layer), offsets(true).size());
    }

    private int channels(String layer) {
        return weights.count(layer);
    }

    private MapPartners.Choice choice(String name, MapMoments moments) {
        MapPartners partners =
                partners(moments, uses(name).getFirst().geometry().groups());
        return reading(name).map(partners::free).orElseGet(partners::summed);
    }

    private List<ConvolutionUse> uses(String layer) {
        return Objects.requireNonNull(uses.get(layer));
    }

    MapPartners partners(MapMoments moments, int groups) {
        return new MapPartners(
                moments,
                groups,
                ghost.intrinsic(moments.channels()),
                offsets(ghost.learning().centre()),
                ghost.learning().shifts() == Ghost.Shifts.LAYER);
    }

    /// Nothing yet of a layer's channels, with all offsets.
    ///
    /// @throws IllegalArgumentException if that takes too much memory
    MapMoments moments(String layer) {
        List<Offset> offsets = offsets(true);
        long most = (long) (LARGEST_PART * Runtime.getRuntime().maxMemory());
        if (bytes(layer) > most) {
            throw new IllegalArgumentException(
                    "%s: products of %d channels at %d offsets take %s, and %s may be used for them; take a smaller offset, or give the program more memory"
                            .formatted(
                                    layer,
                                    channels(layer),
                                    offsets.size(),
                                    MemorySize.text(bytes(layer)),
                                    MemorySize.text(most)));
        }
        return new MapMoments(channels(layer), offsets);
    }

    private List<Offset> offsets(boolean withCentre) {
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

    /// How convolutions read a layer; empty if others read it, too.
    private Optional<MapPartners.Reading> reading(String layer) {
        List<ConvolutionUse.Reader> readers = new ArrayList<>();
        for (ConvolutionUse use : uses(layer)) {
            if (use.readers().isEmpty()) {
                return Optional.empty();
            }
            readers.addAll(use.readers().get());
        }
        double[] squares = new double[channels(layer)];
        readers.forEach(reader -> addSquares(reader, squares));
        double[] lengths = Arrays.stream(squares).map(Math::sqrt).toArray();
        return Optional.of(new MapPartners.Reading(lengths, readingGroups(layer, readers)));
    }

    /// Groups that a layer is read in: 1 where readers differ, or groups of it are no groups of theirs.
    private int readingGroups(String layer, List<ConvolutionUse.Reader> readers) {
        int own = uses(layer).getFirst().geometry().groups();
        boolean areAlike = readers.stream()
                .allMatch(reader -> reader.geometry().groups() == own
                        && own
                                        * weights.filters(name(reader.convolution()), own)
                                                .shape()
                                                .channels()
                                == channels(layer));
        return areAlike ? own : 1;
    }

    private void addSquares(ConvolutionUse.Reader reader, double[] squares) {
        int groups = reader.geometry().groups();
        Filters filters = weights.filters(name(reader.convolution()), groups);
        int taps = filters.shape().height() * filters.shape().width();
        int readChannels = filters.rows()[0].length / taps;
        int each = filters.count() / groups;
        for (int c = 0; c < squares.length; c++) {
            int at = reader.first() + c;
            int group = at / readChannels;
            for (int f = group * each; f < (group + 1) * each; f++) {
                for (int tap = 0; tap < taps; tap++) {
                    double value = filters.rows()[f][at % readChannels * taps + tap];
                    squares[c] += value * value;
                }
            }
        }
    }

    private String name(Node convolution) {
        return uses.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(use -> use.convolution() == convolution))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private SequencedMap<String, MapMoments> moments(List<String> layers) {
        ModelFile dense = samples.dense();
        SequencedMap<String, MapMoments> moments = new LinkedHashMap<>();
        layers.forEach(name -> moments.put(name, moments(name)));
        try (InnerMaps inner = InnerMaps.of(dense, dense.network(), activated(layers), 1)) {
            for (int patch = 0; patch < samples.patches().size(); patch++) {
                int number = patch;
                inner.of(samples.patches().get(patch))
                        .forEach((use, maps) -> Objects.requireNonNull(
                                        moments.get(use.substring(0, use.lastIndexOf(' '))))
                                .add(maps, samples.positions(maps, number, POSITIONS)));
            }
        }
        return moments;
    }

    /// What each use of some layers makes, by the layer's name and a number.
    private SequencedMap<String, Node> activated(List<String> layers) {
        SequencedMap<String, Node> nodes = new LinkedHashMap<>();
        for (String name : layers) {
            List<ConvolutionUse> all = uses(name);
            for (int use = 0; use < all.size(); use++) {
                nodes.put(name + " " + use, all.get(use).activated());
            }
        }
        return nodes;
    }
}
