package dev.fettle.lab.prune;

import dev.fettle.image.Image;
import dev.fettle.lab.fit.Lasso;
import dev.fettle.lab.fit.NormalEquations;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// CP: the channels stay whose contributions a lasso keeps, and the filters that read them are fitted anew to
/// what they made, by least squares. He, Zhang, Sun, *Channel Pruning for Accelerating Very Deep Neural
/// Networks*, ICCV 2017, sec. 3.1. The penalty is found by halving.
///
/// @param patches of photographs
/// @param positions of each patch; more where filters have more unknowns
/// @param released whether the readers' biases count as something to be explained, and are added once more: an
/// error of the release of DRC, for comparison. He et al. take them off first
public record ChannelLasso(int patches, int positions, boolean released) implements Strategy {
    public static final ChannelLasso DEFAULTS = new ChannelLasso(64, 10, false);

    private static final int SIDE = 48;
    private static final int ENOUGH = 20; // samples for each unknown
    private static final double RIDGE = 1e-6; // of the mean square of what a filter sees

    public ChannelLasso {
        if (patches < 1 || positions < 1) {
            throw new IllegalArgumentException(
                    "patches and positions must be at least 1, got %d and %d".formatted(patches, positions));
        }
    }

    @Override
    public Choosing open(Material material) throws IOException {
        List<Image> shown = material.patches("cp", patches, SIDE);
        return (group, width, weights) -> {
            List<Reader> readers = material.channels().readers(group);
            ReaderViews views = new ReaderViews(
                    material.model(),
                    shown,
                    positions(readers, weights, width),
                    material.sources().seed(),
                    released);
            return chosen(views, readers, width, weights);
        };
    }

    private int positions(List<Reader> readers, Weights weights, int width) {
        int area = readers.stream()
                .mapToInt(reader -> {
                    Values stored = weights.get(reader.parameter());
                    return stored.shape().height() * stored.shape().width();
                })
                .max()
                .orElseThrow();
        return Math.max(positions, Math.ceilDiv(ENOUGH * width * area, patches));
    }

    private static Choosing.Choice chosen(ReaderViews views, List<Reader> readers, int width, Weights weights) {
        List<ReadingFilters> filters = readers.stream()
                .map(reader -> new ReadingFilters(reader, weights))
                .toList();
        List<Integer> kept = lasso(views, readers, filters, weights).strongest(width);
        return fitted(views, readers, kept, weights);
    }

    private static Lasso lasso(ReaderViews views, List<Reader> readers, List<ReadingFilters> filters, Weights weights) {
        int channels = readers.getFirst().slices().size();
        double[][] products = new double[channels][channels];
        double[] moments = new double[channels];
        views.show(readers, weights, view -> {
            ReadingFilters reading = filters.get(view.reader());
            for (int position = 0; position < view.made().length; position++) {
                for (int filter = 0; filter < reading.count(); filter++) {
                    double[] inputs = view.seen().get(reading.group(filter))[position];
                    double[] each = reading.contributions(filter, inputs);
                    double wanted = view.made()[position][filter] - reading.others(filter, inputs);
                    add(each, wanted, products, moments);
                }
            }
        });
        return new Lasso(products, moments);
    }

    private static void add(double[] each, double wanted, double[][] products, double[] moments) {
        for (int i = 0; i < each.length; i++) {
            moments[i] += each[i] * wanted;
            for (int j = 0; j < each.length; j++) {
                products[i][j] += each[i] * each[j];
            }
        }
    }

    /// Each layer's slices of what stays, by least squares over all of its uses.
    private static Choosing.Choice fitted(
            ReaderViews views, List<Reader> readers, List<Integer> kept, Weights weights) {
        Map<String, ReadingFilters> layers = new LinkedHashMap<>();
        Map<String, List<NormalEquations>> equations = new LinkedHashMap<>();
        for (Reader reader : readers) {
            ReadingFilters reading =
                    layers.computeIfAbsent(reader.parameter(), _ -> new ReadingFilters(reader, weights));
            equations.computeIfAbsent(reader.parameter(), _ -> empty(reading, kept));
        }
        views.show(readers, weights, view -> {
            String parameter = readers.get(view.reader()).parameter();
            add(view, Objects.requireNonNull(layers.get(parameter)), kept, Objects.requireNonNull(equations.get(parameter)));
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
