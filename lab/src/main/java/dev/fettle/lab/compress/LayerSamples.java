package dev.fettle.lab.compress;

import dev.fettle.image.Image;
import dev.fettle.lab.compress.ConvolutionUse.Sum;
import dev.fettle.lab.fit.Positions;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Offset;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/// What a network that is being made smaller shows to one of its layers, and what is wanted behind that layer: on
/// patches of photographs, of which nothing is kept.
///
/// @param dense the network as it was
/// @param patches as they are shown to it
/// @param seed of the positions
record LayerSamples(ModelFile dense, List<Image> patches, long seed) {
    /// What is kept free around positions, of a map's side: what a network sees there depends on a patch's edge.
    static final int MARGIN = 6;

    /// Of all patches, as the network reads them.
    long pixels() {
        int factor = dense.isFedEnlarged() ? dense.scale() : 1;
        return patches.stream()
                .mapToLong(patch -> (long) patch.width() * patch.height() * factor * factor)
                .sum();
    }

    /// The same use of a layer in both networks.
    record Both(ConvolutionUse before, ConvolutionUse after) {
        /// What the result is added to in each, if in both.
        Optional<Sums> sums() {
            return before.sum().flatMap(old -> after.sum().map(now -> new Sums(old, now)));
        }

        private void ask(int use, Map<String, Node> ofDense, Map<String, Node> ofSmaller) {
            ofDense.put(MADE + use, before.convolution());
            ofSmaller.put(READ + use, after.read());
            sums().ifPresent(sums -> {
                ofDense.put(OTHER + use, sums.before.other());
                ofSmaller.put(OTHER + use, sums.after.other());
            });
        }
    }

    record Sums(Sum before, Sum after) {}

    private static final String MADE = "made ";
    private static final String READ = "read ";
    private static final String OTHER = "other ";

    /// One patch, as one use of a layer sees it.
    ///
    /// @param read what the layer convolves
    /// @param target what the dense network has behind its convolution; in a sum, more by what the smaller network
    /// lacks in the other summand
    record Sample(Maps read, Maps target, Positions positions) {
        /// Adds what a channel has at the positions, or beside them, to a column.
        void addTo(double[][] rows, int column, int channel, Offset beside) {
            float[] samples = target.channels()[channel];
            for (int i = 0; i < rows.length; i++) {
                int row = positions.rows()[i] + beside.down();
                int at = positions.columns()[i] + beside.right();
                rows[i][column] += samples[row * target.width() + at];
            }
        }
    }

    /// Who takes in the samples, in an order that is always the same.
    @FunctionalInterface
    interface Taker {
        void take(Sample sample);
    }

    /// @param smaller with what it has so far
    /// @param most positions in a patch
    void show(Network smaller, List<Both> uses, int most, Taker taker) {
        SequencedMap<String, Node> ofDense = new LinkedHashMap<>();
        SequencedMap<String, Node> ofSmaller = new LinkedHashMap<>();
        for (int use = 0; use < uses.size(); use++) {
            uses.get(use).ask(use, ofDense, ofSmaller);
        }
        try (InnerMaps before = InnerMaps.of(dense, dense.network(), ofDense, 1);
                InnerMaps after = InnerMaps.of(dense, smaller, ofSmaller, 1)) {
            for (int patch = 0; patch < patches.size(); patch++) {
                Map<String, Maps> old = before.of(patches.get(patch));
                Map<String, Maps> now = after.of(patches.get(patch));
                for (int use = 0; use < uses.size(); use++) {
                    Maps target = target(uses.get(use), use, old, now);
                    taker.take(new Sample(get(now, READ + use), target, positions(target, patch, most)));
                }
            }
        }
    }

    private static Maps get(Map<String, Maps> maps, String name) {
        return Objects.requireNonNull(maps.get(name));
    }

    private static Maps target(Both both, int use, Map<String, Maps> old, Map<String, Maps> now) {
        Maps made = get(old, MADE + use);
        return both.sums()
                .map(sums -> target(made, get(old, OTHER + use), get(now, OTHER + use), sums.after.factor()))
                .orElse(made);
    }

    private static Maps target(Maps made, Maps old, Maps now, double factor) {
        float[][] channels = new float[made.channels().length][];
        for (int c = 0; c < channels.length; c++) {
            float[] sum = made.channels()[c].clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += (float) ((old.channels()[c][i] - now.channels()[c][i]) / factor);
            }
            channels[c] = sum;
        }
        return new Maps(made.layer(), made.width(), made.height(), channels);
    }

    /// Of a map of one of the patches.
    Positions positions(Maps maps, int patch, int most) {
        int margin = Math.min(maps.width(), maps.height()) / MARGIN;
        return Positions.draw(maps, margin, most, new Random(seed + patch));
    }
}
