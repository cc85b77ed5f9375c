package dev.fettle.lab.prune;

import dev.fettle.lab.fit.NormalEquations;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Filters fitted anew to what they made in the whole network, from the channels that stay. He, Zhang, Sun,
/// *Channel Pruning for Accelerating Very Deep Neural Networks*, ICCV 2017, sec. 3.1, eq. 1 with β at its end.
final class RefittedFilters {
    private static final int ENOUGH = 20; // samples for each unknown
    private static final double RIDGE = 1e-6; // of the mean square of what a filter sees

    private RefittedFilters() {}

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

    /// Each layer's slices of what stays, by least squares over all of its uses.
    static Choosing.Choice of(ReaderViews views, List<Reader> readers, List<Integer> kept, Weights weights) {
        Map<String, ReadingFilters> layers = new LinkedHashMap<>();
        Map<String, List<NormalEquations>> equations = new LinkedHashMap<>();
        for (Reader reader : readers) {
            ReadingFilters reading =
                    layers.computeIfAbsent(reader.parameter(), _ -> new ReadingFilters(reader, weights));
            equations.computeIfAbsent(reader.parameter(), _ -> empty(reading, kept));
        }
        views.show(readers, weights, view -> {
            String parameter = readers.get(view.reader()).parameter();
            add(
                    view,
                    Objects.requireNonNull(layers.get(parameter)),
                    kept,
                    Objects.requireNonNull(equations.get(parameter)));
        });
        Map<String, Values> changed = new LinkedHashMap<>();
        double error = 0;
        double energy = 0;
        for (Map.Entry<String, ReadingFilters> layer : layers.entrySet()) {
            ReadingFilters reading = layer.getValue();
            List<NormalEquations> all = Objects.requireNonNull(equations.get(layer.getKey()));
            for (int group = 0; group < all.size(); group++) {
                double[][] solved = all.get(group).solve(start(reading, group, kept), RIDGE);
                error += all.get(group).error(solved);
                energy += all.get(group).energy();
                for (int i = 0; i < solved.length; i++) {
                    reading.put(group * reading.filtersOfGroup() + i, kept, solved[i]);
                }
            }
            reading.silence(kept);
            reading.addTo(changed);
        }
        return new Choosing.Choice(kept, energy > 0 ? 1 - error / energy : 1, changed);
    }

    private static List<NormalEquations> empty(ReadingFilters reading, List<Integer> kept) {
        List<NormalEquations> equations = new ArrayList<>();
        for (int first = 0; first < reading.count(); first += reading.filtersOfGroup()) {
            equations.add(new NormalEquations(reading.slices(first, kept).length, reading.filtersOfGroup()));
        }
        return equations;
    }

    private static double[][] start(ReadingFilters reading, int group, List<Integer> kept) {
        double[][] start = new double[reading.filtersOfGroup()][];
        for (int i = 0; i < start.length; i++) {
            start[i] = reading.slices(group * start.length + i, kept);
        }
        return start;
    }

    private static void add(
            ReaderViews.View view, ReadingFilters reading, List<Integer> kept, List<NormalEquations> equations) {
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
