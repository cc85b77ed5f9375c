package dev.fettle.lab.prune;

import dev.fettle.lab.compress.LayerWeights;
import dev.fettle.network.Channels.Reader;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The filters of a reader, as they convolve, by the channels of the group that they read and the others.
final class ReadingFilters {
    private final Reader reader;
    private final LayerWeights weights;
    private final double[][] rows; // with a bias behind, if there is one
    private final int area;
    private final int filtersOfGroup;

    ReadingFilters(Reader reader, Weights all) {
        this.reader = reader;
        weights = new LayerWeights(all);
        rows = weights.rows(layer());
        Values stored = all.get(reader.parameter());
        area = stored.shape().height() * stored.shape().width();
        filtersOfGroup = rows.length / ReaderViews.geometry(reader).groups();
    }

    private String layer() {
        return reader.parameter().substring(0, reader.parameter().lastIndexOf('.'));
    }

    int count() {
        return rows.length;
    }

    int filtersOfGroup() {
        return filtersOfGroup;
    }

    /// Which of a view's inputs a filter reads.
    int group(int filter) {
        return filter / filtersOfGroup;
    }

    /// What each channel of the group adds to what a filter makes of some inputs.
    double[] contributions(int filter, double[] inputs) {
        double[] each = new double[reader.slices().size()];
        for (int channel = 0; channel < each.length; channel++) {
            for (int place : reader.slices().get(channel)) {
                each[channel] += product(filter, inputs, place);
            }
        }
        return each;
    }

    private double product(int filter, double[] inputs, int place) {
        double sum = 0;
        for (int k = place * area; k < (place + 1) * area; k++) {
            sum += inputs[k] * rows[filter][k];
        }
        return sum;
    }

    /// What all that is not of the group adds.
    double others(int filter, double[] inputs) {
        double sum = 0;
        for (int k = 0; k < inputs.length; k++) {
            sum += inputs[k] * rows[filter][k];
        }
        return sum - Arrays.stream(contributions(filter, inputs)).sum();
    }

    /// The places of some channels, one behind the other.
    private List<Integer> places(List<Integer> channels) {
        return channels.stream().flatMap(c -> reader.slices().get(c).stream()).toList();
    }

    /// Of a filter's inputs, or of a filter, the slices of some channels.
    double[] slices(double[] row, List<Integer> channels) {
        List<Integer> places = places(channels);
        double[] slices = new double[places.size() * area];
        for (int i = 0; i < places.size(); i++) {
            System.arraycopy(row, places.get(i) * area, slices, i * area, area);
        }
        return slices;
    }

    double[] slices(int filter, List<Integer> channels) {
        return slices(rows[filter], channels);
    }

    /// Puts other slices in the place of some channels'.
    void put(int filter, List<Integer> channels, double[] slices) {
        List<Integer> places = places(channels);
        for (int i = 0; i < places.size(); i++) {
            System.arraycopy(slices, i * area, rows[filter], places.get(i) * area, area);
        }
    }

    /// Multiplies the slices of a channel in all filters.
    void scale(int channel, double factor) {
        for (double[] row : rows) {
            for (int place : reader.slices().get(channel)) {
                for (int k = place * area; k < (place + 1) * area; k++) {
                    row[k] *= factor;
                }
            }
        }
    }

    /// Without the slices of the channels that go.
    void silence(List<Integer> kept) {
        for (int channel = 0; channel < reader.slices().size(); channel++) {
            if (!kept.contains(channel)) {
                scale(channel, 0);
            }
        }
    }

    /// Adds the layer's parameters as they are now.
    void addTo(Map<String, Values> changed) {
        weights.put(layer(), rows);
        weights.all().byName().forEach((name, values) -> {
            if (name.startsWith(layer() + ".weight")) {
                changed.put(name, values);
            }
        });
    }
}
