package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.lab.fit.Positions;
import dev.fettle.lab.fit.Positions.Window;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Offset;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.InnerMaps;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;

/// What the readers of a group see in a network from which some was cut already, and what they made of what
/// they saw in the whole one: at some positions of patches, of which nothing is kept.
///
/// @param patches as they are shown to the model
/// @param positions of each patch
/// @param withBias whether what they made counts with their biases, which no channel explains
record ReaderViews(ModelFile whole, List<Image> patches, int positions, long seed, boolean withBias) {
    private static final int MARGIN = 6; // of a map's side: what a network sees there depends on a patch's edge

    private static final Offset NONE = new Offset(0, 0);

    private static final String MADE = "made ";
    private static final String READ = "read ";

    /// One reader at the positions of one patch.
    ///
    /// @param reader by its number
    /// @param seen for each group of the convolution and each position the inputs of a filter
    /// @param made for each position what each filter made
    record View(int reader, List<double[][]> seen, double[][] made) {}

    /// Who takes in the views, in an order that is always the same.
    @FunctionalInterface
    interface Taker {
        void take(View view);
    }

    /// @param weights of the network that is seen
    void show(List<Reader> readers, Weights weights, Taker taker) {
        SequencedMap<String, Node> made = new LinkedHashMap<>();
        SequencedMap<String, Node> read = new LinkedHashMap<>();
        for (int i = 0; i < readers.size(); i++) {
            Node convolution = readers.get(i).convolution();
            made.put(MADE + i, convolution);
            read.put(READ + i, geometry(readers.get(i)).map(convolution));
        }
        Network narrow = new Network(whole.network().graph(), weights);
        try (InnerMaps before = InnerMaps.of(whole, whole.network(), made, 1);
                InnerMaps after = InnerMaps.of(whole, narrow, read, 1)) {
            for (int patch = 0; patch < patches.size(); patch++) {
                Map<String, Maps> old = before.of(patches.get(patch));
                Map<String, Maps> now = after.of(patches.get(patch));
                for (int i = 0; i < readers.size(); i++) {
                    Maps target = Objects.requireNonNull(old.get(MADE + i));
                    Maps input = Objects.requireNonNull(now.get(READ + i));
                    taker.take(view(i, readers.get(i), input, target, patch));
                }
            }
        }
    }

    private View view(int number, Reader reader, Maps input, Maps target, int patch) {
        int margin = Math.min(target.width(), target.height()) / MARGIN;
        Positions at = Positions.draw(target, margin, positions, new Random(seed + patch));
        Window window = new Window(geometry(reader), kernel(reader), false);
        List<double[][]> seen = new ArrayList<>();
        for (int group = 0; group < geometry(reader).groups(); group++) {
            seen.add(at.seen(input, window, group));
        }
        double[][] made = at.samples(target, NONE);
        if (!withBias) {
            takeBias(reader, made);
        }
        return new View(number, seen, made);
    }

    private void takeBias(Reader reader, double[][] made) {
        geometry(reader).bias(reader.convolution()).ifPresent(bias -> {
            if (bias.operation() instanceof Parameter parameter) {
                float[] biases = whole.weights().get(parameter.name()).array();
                for (double[] row : made) {
                    for (int o = 0; o < row.length; o++) {
                        row[o] -= biases[o];
                    }
                }
            }
        });
    }

    private int kernel(Reader reader) {
        Values filters = whole.weights().get(reader.parameter());
        return filters.shape().height();
    }

    /// @throws IllegalArgumentException if it is no plain convolution
    static Convolve geometry(Reader reader) {
        if (reader.convolution().operation() instanceof Convolve convolve) {
            return convolve;
        }
        if (reader.convolution().operation() instanceof Linear) {
            throw new IllegalArgumentException(reader.convolution().name()
                    + ": a linear layer, whose filters cannot be fitted; choose drc, dcp or magnitude");
        }
        throw new IllegalArgumentException(reader.convolution().name()
                + ": its kernels are mixed for each picture, so no filters can be fitted; choose drc, dcp or "
                + "magnitude");
    }
}
