package dev.fettle.network;

import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Reference.Array;
import java.util.List;

/// The part of the {@link Reference} that mixes kernels: selection among groups, means over windows, and
/// convolution with what comes of them.
final class ReferenceMixing {
    private ReferenceMixing() {}

    static Array convolve(MixedConvolve mixed, List<Array> in, Shape shape) {
        Array x = in.get(0);
        Array coefficients = in.get(2);
        Array out = Array.empty(shape);
        for (int n = 0; n < shape.dimension(0); n++) {
            for (int down = 0; down < coefficients.shape().height(); down++) {
                for (int right = 0; right < coefficients.shape().width(); right++) {
                    Array kernel = kernel(mixed, in.get(1), coefficients, n, down, right);
                    double[] bias = bias(mixed, in, n, down, right, shape.channels());
                    fill(mixed, x, kernel, bias, out, new Window(n, down, right));
                }
            }
        }
        return out;
    }

    /// One picture's window; (0, 0) is the whole picture where there are no windows.
    private record Window(int picture, int down, int right) {}

    /// Σ over i of coefficient[i, j] · bank[i, j] for every output channel, j being its cardinal group.
    private static Array kernel(MixedConvolve mixed, Array bank, Array coefficients, int n, int down, int right) {
        int filters = bank.shape().dimension(0) / mixed.groups();
        int filterSize = bank.array().length / bank.shape().dimension(0);
        Array kernel = Array.empty(Shape.of(
                filters,
                bank.shape().channels(),
                bank.shape().height(),
                bank.shape().width()));
        for (int i = 0; i < mixed.groups(); i++) {
            for (int filter = 0; filter < filters; filter++) {
                int j = filter / (filters / mixed.cardinals());
                double coefficient = coefficients.array()[coefficients.at(n, i * mixed.cardinals() + j, down, right)];
                for (int tap = 0; tap < filterSize; tap++) {
                    kernel.array()[filter * filterSize + tap] +=
                            coefficient * bank.array()[(i * filters + filter) * filterSize + tap];
                }
            }
        }
        return kernel;
    }

    private static double[] bias(MixedConvolve mixed, List<Array> in, int n, int down, int right, int filters) {
        if (in.size() < 4) {
            return new double[filters];
        }
        Array bank =
                new Array(Shape.of(in.get(3).array().length, 1, 1, 1), in.get(3).array());
        return kernel(mixed, bank, in.get(2), n, down, right).array();
    }

    private static void fill(MixedConvolve mixed, Array x, Array kernel, double[] bias, Array out, Window window) {
        Shape shape = out.shape();
        int side = mixed.window() == 0 ? Math.max(shape.height(), shape.width()) : mixed.window();
        int filtersPerGroup = shape.channels() / mixed.geometry().groups();
        for (int c = 0; c < shape.channels(); c++) {
            int firstChannel = c / filtersPerGroup * kernel.shape().channels();
            for (int row = window.down * side; row < Math.min((window.down + 1) * side, shape.height()); row++) {
                for (int column = window.right * side;
                        column < Math.min((window.right + 1) * side, shape.width());
                        column++) {
                    out.array()[out.at(window.picture, c, row, column)] = bias[c]
                            + Reference.correlate(
                                    mixed.geometry(), x, kernel, window.picture, c, firstChannel, row, column);
                }
            }
        }
    }

    static Array windowMean(Array x, WindowMean mean, Shape shape) {
        Array out = Array.empty(shape);
        for (int n = 0; n < shape.dimension(0); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int down = 0; down < shape.height(); down++) {
                    for (int right = 0; right < shape.width(); right++) {
                        out.array()[out.at(n, c, down, right)] = mean(x, mean, new Window(n, down, right), c);
                    }
                }
            }
        }
        return out;
    }

    private static double mean(Array x, WindowMean mean, Window window, int channel) {
        double sum = 0;
        int samples = 0;
        for (int row = 0; row < x.shape().height(); row++) {
            for (int column = 0; column < x.shape().width(); column++) {
                if (sees(mean, window.down, row) && sees(mean, window.right, column)) {
                    sum += x.array()[x.at(window.picture, channel, row, column)];
                    samples++;
                }
            }
        }
        return sum / samples;
    }

    private static boolean sees(WindowMean mean, int window, int position) {
        return position >= window * mean.window() - mean.margin()
                && position < (window + 1) * mean.window() + mean.margin();
    }

    static Array softmax(Array x, int groups, double temperature) {
        Array out = Array.empty(x.shape());
        forEachSet(x, groups, (from, step) -> {
            double largest = x.array()[from + largest(x, groups, from, step) * step];
            double sum = 0;
            for (int i = 0; i < groups; i++) {
                sum += Math.exp((x.array()[from + i * step] - largest) / temperature);
            }
            for (int i = 0; i < groups; i++) {
                out.array()[from + i * step] = Math.exp((x.array()[from + i * step] - largest) / temperature) / sum;
            }
        });
        return out;
    }

    static Array oneHot(Array x, int groups) {
        Array out = Array.empty(x.shape());
        forEachSet(x, groups, (from, step) -> out.array()[from + largest(x, groups, from, step) * step] = 1);
        return out;
    }

    /// Where the k channels of one set at one pixel lie: the first of them, and how far it is to the next.
    private interface Channels {
        void at(int from, int step);
    }

    private static void forEachSet(Array x, int groups, Channels action) {
        int picture = x.array().length / x.shape().dimension(0);
        int step = picture / groups;
        for (int n = 0; n < x.shape().dimension(0); n++) {
            for (int i = 0; i < step; i++) {
                action.at(n * picture + i, step);
            }
        }
    }

    /// The number of the largest of k channels, the first of them if there are several.
    private static int largest(Array x, int groups, int from, int step) {
        int best = 0;
        for (int i = 1; i < groups; i++) {
            if (x.array()[from + i * step] > x.array()[from + best * step]) {
                best = i;
            }
        }
        return best;
    }
}
