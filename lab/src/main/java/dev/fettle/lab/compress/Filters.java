package dev.fettle.lab.compress;

import dev.fettle.network.Offset;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The filters of a layer, each as a vector.
///
/// @param shape of all: (filters, Cin / groups, K, K)
/// @param rows one for each filter
/// @param groups that filters stand in, one behind the other; those of different groups read different channels
public record Filters(Shape shape, double[][] rows, int groups) {
    /// As the layer convolves with them: weight-normalised ones are multiplied out.
    ///
    /// @param layer `body.0.body.0`
    /// @throws IllegalArgumentException naming a filter with values that are no numbers
    public static Filters of(Weights weights, String layer, int groups) {
        Filters filters = multipliedOut(weights, layer, groups);
        for (int filter = 0; filter < filters.count(); filter++) {
            if (!Arrays.stream(filters.rows[filter]).allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "%s: filter %d has values that are no finite numbers".formatted(layer, filter));
            }
        }
        return filters;
    }

    private static Filters multipliedOut(Weights weights, String layer, int groups) {
        Values direct = weights.byName().get(layer + ".weight");
        if (direct != null) {
            return new Filters(direct.shape(), rows(direct), groups);
        }
        Values directions = weights.get(layer + ".weight_v");
        float[] gains = weights.get(layer + ".weight_g").array();
        double[][] rows = rows(directions);
        for (int i = 0; i < rows.length; i++) {
            double factor = gains[i] / norm(rows[i]);
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] *= factor;
            }
        }
        return new Filters(directions.shape(), rows, groups);
    }

    private static double[][] rows(Values values) {
        int filters = values.shape().dimension(0);
        int length = values.array().length / filters;
        return IntStream.range(0, filters)
                .mapToObj(filter -> IntStream.range(0, length)
                        .mapToDouble(k -> values.array()[filter * length + k])
                        .toArray())
                .toArray(double[][]::new);
    }

    /// The same with length 1 each; those of length 0 stay.
    Filters directions() {
        double[][] directions = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double norm = norm(rows[i]);
            directions[i] = Arrays.stream(rows[i])
                    .map(value -> norm == 0 ? 0 : value / norm)
                    .toArray();
        }
        return new Filters(shape, directions, groups);
    }

    int count() {
        return rows.length;
    }

    boolean areInOneGroup(int a, int b) {
        int each = count() / groups;
        return a / each == b / each;
    }

    private static double norm(double[] row) {
        double squares = 0;
        for (double value : row) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /// Euclidean, of filters of one group.
    double distance(int a, int b) {
        double squares = 0;
        for (int k = 0; k < rows[a].length; k++) {
            double difference = rows[a][k] - rows[b][k];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    /// Correlation of a filter with another whose result is shifted, were both met by white noise: -1 to 1; 0 for
    /// filters of different groups.
    double correlation(int filter, int source, Offset shift) {
        if (!areInOneGroup(filter, source)) {
            return 0;
        }
        int side = shape.height();
        double sum = 0;
        for (int c = 0; c < shape.channels(); c++) {
            for (int y = 0; y < side; y++) {
                int row = y + shift.down();
                for (int x = Math.max(0, -shift.right()); x < side - Math.max(0, shift.right()) && inside(row); x++) {
                    sum += rows[filter][(c * side + y) * side + x]
                            * rows[source][(c * side + row) * side + x + shift.right()];
                }
            }
        }
        double norms = norm(rows[filter]) * norm(rows[source]);
        return norms == 0 ? 0 : sum / norms;
    }

    private boolean inside(int row) {
        return row >= 0 && row < shape.height();
    }
}
