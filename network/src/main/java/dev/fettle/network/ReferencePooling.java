package dev.fettle.network;

import dev.fettle.network.Operation.AveragePool;
import dev.fettle.network.Operation.MaxPool;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Reference.Array;
import java.util.List;

/// The part of the {@link Reference} that makes classes of maps: windows of samples, and sums over all
/// channels.
final class ReferencePooling {
    private ReferencePooling() {}

    static Array pool(Pooling pooling, Array x, Shape shape) {
        Array out = Array.empty(shape);
        for (int n = 0; n < shape.dimension(0); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int row = 0; row < shape.height(); row++) {
                    for (int column = 0; column < shape.width(); column++) {
                        out.array()[out.at(n, c, row, column)] = pooled(pooling, x, n, c, row, column);
                    }
                }
            }
        }
        return out;
    }

    private static double pooled(Pooling pooling, Array x, int n, int c, int row, int column) {
        double largest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int ky = 0; ky < pooling.kernel(); ky++) {
            int inRow = row * pooling.stride() - pooling.padding() + ky;
            for (int kx = 0; kx < pooling.kernel(); kx++) {
                int inColumn = column * pooling.stride() - pooling.padding() + kx;
                if (x.holds(inRow, inColumn)) {
                    double sample = x.array()[x.at(n, c, inRow, inColumn)];
                    largest = Math.max(largest, sample);
                    sum += sample;
                }
            }
        }
        return switch (pooling) {
            case MaxPool _ -> largest;
            case AveragePool _ -> sum / pooling.kernel() / pooling.kernel();
        };
    }

    /// @param in x, weight and, if there is one, bias
    static Array linear(List<Array> in, Shape shape) {
        Array out = Array.empty(shape);
        double[] x = in.get(0).array();
        double[] weight = in.get(1).array();
        int channels = in.get(1).shape().dimension(1);
        int filters = shape.channels();
        for (int i = 0; i < out.array().length; i++) {
            int n = i / filters;
            int filter = i % filters;
            double sum = in.size() == 3 ? in.get(2).array()[filter] : 0;
            for (int c = 0; c < channels; c++) {
                sum += weight[filter * channels + c] * x[n * channels + c];
            }
            out.array()[i] = sum;
        }
        return out;
    }
}
