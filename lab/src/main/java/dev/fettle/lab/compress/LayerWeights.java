package dev.fettle.lab.compress;

import dev.fettle.network.Offset;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// The weights of a network while the filters of its layers change.
public final class LayerWeights {
    private final SequencedMap<String, Values> byName;

    public LayerWeights(Weights weights) {
        byName = new LinkedHashMap<>(weights.byName());
    }

    public Weights all() {
        return Weights.of(byName);
    }

    /// As the layer convolves with them.
    Filters filters(String layer, int groups) {
        return Filters.of(all(), layer, groups);
    }

    /// Filters of the layer.
    int count(String layer) {
        return Objects.requireNonNull(byName.get(stored(layer))).shape().dimension(0);
    }

    boolean hasBias(String layer) {
        return byName.containsKey(layer + ".bias");
    }

    /// Filters and, behind each, its bias if there is one.
    public double[][] rows(String layer) {
        double[][] rows = filters(layer, 1).rows();
        if (hasBias(layer)) {
            float[] biases = Objects.requireNonNull(byName.get(layer + ".bias")).array();
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOf(rows[i], rows[i].length + 1);
                rows[i][rows[i].length - 1] = biases[i];
            }
        }
        return rows;
    }

    /// What keeps the layer's filters.
    private String stored(String layer) {
        return isNormalised(layer) ? layer + ".weight_v" : layer + ".weight";
    }

    private boolean isNormalised(String layer) {
        return byName.containsKey(layer + ".weight_v");
    }

    /// As many filters as there were, and their biases; weight-normalised ones are kept as such.
    public void put(String layer, double[][] rows) {
        String stored = stored(layer);
        Shape shape = Objects.requireNonNull(byName.get(stored)).shape();
        int length = Math.toIntExact(shape.size() / rows.length);
        float[] filters = Objects.requireNonNull(byName.get(stored)).array().clone();
        float[] norms = new float[rows.length];
        float[] biases = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            norms[i] = norm(rows[i], length);
            for (int k = 0; k < length && (norms[i] > 0 || !isNormalised(layer)); k++) { // a direction has a length
                filters[i * length + k] = (float) rows[i][k];
            }
            biases[i] = (float) rows[i][rows[i].length - 1];
        }
        byName.put(stored, new Values(shape, filters));
        if (isNormalised(layer)) {
            byName.put(layer + ".weight_g", new Values(Shape.of(rows.length, 1, 1, 1), norms));
        }
        if (hasBias(layer)) {
            byName.put(layer + ".bias", new Values(Shape.of(rows.length), biases));
        }
    }

    private static float norm(double[] row, int length) {
        double squares = 0;
        for (int k = 0; k < length; k++) {
            squares += row[k] * row[k];
        }
        return (float) Math.sqrt(squares);
    }

    /// Which channels are ghosts and where they are shifted to.
    void putGhosts(String layer, MapPartners.Choice choice, Map<String, LearntGhosts> choices) {
        float[] order = choice.plan().order();
        byName.put(layer + ".order", new Values(Shape.of(order.length), order));
        LearntGhosts ghosts = choices.get(layer + ".shift");
        if (ghosts != null) {
            Shape shape = Objects.requireNonNull(byName.get(layer + ".shift")).shape();
            byName.put(layer + ".shift", decided(ghosts.choice(), shape, choice.offsets()));
        }
    }

    /// Proxies that choose some offsets.
    static Values decided(ShiftChoice choice, Shape shape, List<Offset> offsets) {
        int choices = shape.dimension(0);
        float[] proxies = new float[choices * choice.candidates()];
        for (int i = 0; i < choices; i++) {
            for (int place = 0; place < choice.candidates(); place++) {
                if (choice.offset(place).equals(offsets.get(i))) {
                    proxies[i * choice.candidates() + place] = 1;
                }
            }
        }
        return new Values(shape, proxies);
    }
}
