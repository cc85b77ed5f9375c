package dev.fettle.lab.prune;

import dev.fettle.lab.fit.NormalEquations;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Filters of a group's readers, fitted anew to what they made in the whole network, from the channels that stay.
/// He, Zhang, Sun, *Channel Pruning for Accelerating Very Deep Neural Networks*, ICCV 2017, sec. 3.1: the second
/// of its two steps.
final class RefittedFilters {
    private static final int ENOUGH = 20; // samples for each unknown
    private static final double RIDGE = 1e-6; // of the mean square of what a filter sees

    private final List<Integer> kept;
    private final SequencedMap<String, Layer> layers = new LinkedHashMap<>(); // by parameter: all uses of a layer
    private double error;
    private double energy;

    private RefittedFilters(List<Integer> kept) {
        this.kept = kept;
    }

    /// Positions of each patch that are enough for the unknowns of a filter.
    ///
    /// @param width channels that stay
    static int positions(List<Reader> readers, Weights weights, int width, int patches) {
        int area = readers.stream()
                .mapToInt(reader -> {
                    Values stored = weights.get(reader.parameter());
                    return stored.shape().height() * stored.shape().width();
                })
                .max()
                .orElseThrow();
        return Math.ceilDiv(ENOUGH * width * area, patches);
    }

    /// @param kept channels that stay
    /// @param weights of the network as it is by now
    static Choosing.Choice of(ReaderViews views, List<Reader> readers, List<Integer> kept, Weights weights) {
        RefittedFilters filters = new RefittedFilters(kept);
        List<Layer> byReader = new ArrayList<>();
        for (Reader reader : readers) {
            byReader.add(filters.layers.computeIfAbsent(
                    reader.parameter(), _ -> Layer.of(new ReadingFilters(reader, weights), kept)));
        }
        views.show(readers, weights, view -> byReader.get(view.reader()).add(view, kept));
        return filters.solved();
    }

    private Choosing.Choice solved() {
        Map<String, Values> changed = new LinkedHashMap<>();
        for (Layer layer : layers.values()) {
            for (int group = 0; group < layer.equations.size(); group++) {
                solve(layer, group);
            }
            layer.reading.silence(kept);
            layer.reading.addTo(changed);
        }
        return new Choosing.Choice(kept, energy > 0 ? 1 - error / energy : 1, changed);
    }

    private void solve(Layer layer, int group) {
        NormalEquations equations = layer.equations.get(group);
        double[][] solved = equations.solve(layer.before(group, kept), RIDGE);
        error += equations.error(solved);
        energy += equations.energy();
        for (int i = 0; i < solved.length; i++) {
            layer.reading.put(group * layer.reading.filtersOfGroup() + i, kept, solved[i]);
        }
    }

    /// @param equations for each group of the convolution
    private record Layer(ReadingFilters reading, List<NormalEquations> equations) {
        static Layer of(ReadingFilters reading, List<Integer> kept) {
            List<NormalEquations> equations = new ArrayList<>();
            for (int first = 0; first < reading.count(); first += reading.filtersOfGroup()) {
                equations.add(new NormalEquations(reading.slices(first, kept).length, reading.filtersOfGroup()));
            }
            return new Layer(reading, equations);
        }

        double[][] before(int group, List<Integer> kept) {
            double[][] before = new double[reading.filtersOfGroup()][];
            for (int i = 0; i < before.length; i++) {
                before[i] = reading.slices(group * before.length + i, kept);
            }
            return before;
        }

        void add(ReaderViews.View view, List<Integer> kept) {
            for (int group = 0; group < equations.size(); group++) {
                double[][] seen = view.seen().get(group);
                double[][] inputs = new double[seen.length][];
                double[][] wanted = new double[seen.length][reading.filtersOfGroup()];
                for (int position = 0; position < seen.length; position++) {
                    inputs[position] = reading.slices(seen[position], kept);
                    for (int i = 0; i < reading.filtersOfGroup(); i++) {
                        int filter = group * reading.filtersOfGroup() + i;
                        wanted[position][i] = view.made()[position][filter] - reading.others(filter, seen[position]);
                    }
                }
                equations.get(group).add(inputs, wanted);
            }
        }
    }
}
