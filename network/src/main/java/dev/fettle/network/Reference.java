package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.TrainingOnly.AnnealedSoftmax;
import dev.fettle.network.TrainingOnly.BatchNorm;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.TrainingOnly.StoredOrder;
import dev.fettle.network.TrainingOnly.WeightNorm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Reader: the plain-Java interpreter in double precision, written straight from the definitions. Slow; it is
/// the oracle that every other interpreter is compared with. What behaves differently while it trains (noise, a
/// falling temperature) is computed as it is deployed. Thread-safe.
public final class Reference {
    /// A value in double precision; dense, row-major.
    public record Array(Shape shape, double[] array) {
        static Array of(Values values) {
            double[] wide = new double[values.array().length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values.array()[i];
            }
            return new Array(values.shape(), wide);
        }

        static Array empty(Shape shape) {
            return new Array(shape, new double[Math.toIntExact(shape.size())]);
        }

        /// Position of (n, c, y, x) in the array of a feature map.
        int at(int n, int c, int y, int x) {
            return ((n * shape.channels() + c) * shape.height() + y) * shape.width() + x;
        }

        boolean holds(int y, int x) {
            return y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
        }
    }

    private Reference() {}

    /// The network's first result for a batch of pictures (N, C, H, W).
    ///
    /// @throws IllegalArgumentException if the picture does not fit the network
    public static Array run(Network network, Values input) {
        return value(network, input, network.graph().output());
    }

    /// All results by their names.
    public static SequencedMap<String, Array> results(Network network, Values input) {
        Array[] values = values(network, input, network.graph().nodes());
        SequencedMap<String, Array> results = new LinkedHashMap<>();
        network.graph().outputs().forEach((name, node) -> results.put(name, values[node.index()]));
        return results;
    }

    /// The value of any node, for a batch of pictures (N, C, H, W).
    public static Array value(Network network, Values input, Node wanted) {
        List<Node> nodes = network.graph().nodes();
        if (wanted.index() >= nodes.size() || nodes.get(wanted.index()) != wanted) {
            throw new IllegalArgumentException(wanted.name() + ": not a node of this network");
        }
        return values(network, input, nodes.subList(0, wanted.index() + 1))[wanted.index()];
    }

    private static Array[] values(Network network, Values input, List<Node> nodes) {
        Graph graph = network.graph();
        Shape given = input.shape();
        if (given.rank() != 4 || given.channels() != graph.inputChannels()) {
            throw new IllegalArgumentException(
                    "input: (N, " + graph.inputChannels() + ", H, W) is expected, got " + given);
        }
        Shapes shapes = Shapes.of(graph, given.dimension(0), given.height(), given.width());
        Array[] values = new Array[nodes.size()];
        for (Node node : nodes) {
            List<Array> read =
                    node.inputs().stream().map(n -> values[n.index()]).toList();
            values[node.index()] = compute(node.operation(), read, shapes.of(node), network.weights(), input);
        }
        return values;
    }

    /// The value of one operation from those of its inputs.
    static Array compute(Operation operation, List<Array> in, Shape shape, Weights weights, Values input) {
        return switch (operation) {
            case Input _ -> Array.of(input);
            case Parameter parameter -> Array.of(weights.get(parameter.name()));
            case Constant(Values values) -> Array.of(values);
            case Convolve convolve -> convolve(convolve, in, shape);
            case MixedConvolve mixed -> ReferenceMixing.convolve(mixed, in, shape);
            case Linear _ -> ReferencePooling.linear(in, shape);
            case Relu _ -> each(in.getFirst(), v -> Math.max(v, 0));
            case LeakyRelu(double slope) -> each(in.getFirst(), v -> v >= 0 ? v : slope * v);
            case Sigmoid _ -> each(in.getFirst(), v -> 1 / (1 + Math.exp(-v)));
            case Silu _ -> each(in.getFirst(), v -> v / (1 + Math.exp(-v)));
            case PRelu _ -> combine(in.get(0), in.get(1), (v, slope) -> v >= 0 ? v : slope * v);
            case SquareRoot _ -> each(in.getFirst(), Math::sqrt);
            case Scale(double factor) -> each(in.getFirst(), v -> factor * v);
            case Add _ -> combine(in.get(0), in.get(1), Double::sum);
            case Multiply _ -> combine(in.get(0), in.get(1), (a, b) -> a * b);
            case Concat _ -> concat(in, shape);
            case Slice(int from, int _) -> slice(in.getFirst(), from, shape);
            case PixelShuffle(int factor) -> pixelShuffle(in.getFirst(), factor, shape);
            case PixelUnshuffle(int factor) -> pixelUnshuffle(in.getFirst(), factor, shape);
            case Permutation(List<Integer> order) -> permute(in.getFirst(), order);
            case Bicubic bicubic -> enlarge(in.getFirst(), bicubic, shape);
            case Shift(int down, int right) -> shift(in.getFirst(), down, right);
            case GlobalMean _ -> globalMean(in.getFirst(), shape);
            case Pooling pooling -> ReferencePooling.pool(pooling, in.getFirst(), shape);
            case WindowMean mean -> ReferenceMixing.windowMean(in.getFirst(), mean, shape);
            case Softmax(int groups, double temperature) -> ReferenceMixing.softmax(in.getFirst(), groups, temperature);
            case OneHot(int groups) -> ReferenceMixing.oneHot(in.getFirst(), groups);
            case GumbelSoftmax(int groups, double _) -> ReferenceMixing.oneHot(in.getFirst(), groups);
            case AnnealedSoftmax annealed ->
                ReferenceMixing.softmax(
                        in.getFirst(), annealed.groups(), annealed.last().temperature());
            case WeightNorm _ -> weightNorm(in.get(0), in.get(1));
            case BatchNorm(double epsilon, double _) -> batchNorm(in, epsilon);
            case LearntGhosts ghosts -> withGhosts(ghosts, in.get(0), narrow(in.get(1)), shape);
            case StoredOrder _ ->
                permute(in.get(0), StoredOrder.read(narrow(in.get(1))).order());
            case GatedFilters gated -> gate(in.get(0), gated, Links.of(narrow(in.get(1)), gated.sorted()));
        };
    }

    private static Array convolve(Convolve geometry, List<Array> in, Shape shape) {
        Array out = Array.empty(shape);
        int filtersPerGroup = shape.channels() / geometry.groups();
        for (int n = 0; n < shape.dimension(0); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                double bias = in.size() == 3 ? in.get(2).array[c] : 0;
                int firstChannel = c / filtersPerGroup * in.get(1).shape.channels();
                for (int y = 0; y < shape.height(); y++) {
                    for (int x = 0; x < shape.width(); x++) {
                        out.array[out.at(n, c, y, x)] =
                                bias + correlate(geometry, in.get(0), in.get(1), n, c, firstChannel, y, x);
                    }
                }
            }
        }
        return out;
    }

    /// One output sample: Σ over channels and taps of x(n, firstChannel + i, s·y - p + d·ky, s·x - p + d·kx)
    /// · w(filter, i, ky, kx).
    static double correlate(
            Convolve geometry, Array x, Array weight, int n, int filter, int firstChannel, int row, int column) {
        double sum = 0;
        for (int i = 0; i < weight.shape.channels(); i++) {
            for (int ky = 0; ky < weight.shape.height(); ky++) {
                int inRow = row * geometry.stride() - geometry.padding() + ky * geometry.dilation();
                for (int kx = 0; kx < weight.shape.width(); kx++) {
                    int inColumn = column * geometry.stride() - geometry.padding() + kx * geometry.dilation();
                    if (x.holds(inRow, inColumn)) {
                        sum += x.array[x.at(n, firstChannel + i, inRow, inColumn)]
                                * weight.array[weight.at(filter, i, ky, kx)];
                    }
                }
            }
        }
        return sum;
    }

    private static Array each(Array x, DoubleUnaryOperator function) {
        Array out = Array.empty(x.shape);
        for (int i = 0; i < out.array.length; i++) {
            out.array[i] = function.applyAsDouble(x.array[i]);
        }
        return out;
    }

    private static Array combine(Array a, Array b, DoubleBinaryOperator function) {
        Array out = Array.empty(a.shape);
        boolean same = a.shape.equals(b.shape);
        int plane = same ? 1 : a.shape.height() * a.shape.width();
        for (int i = 0; i < out.array.length; i++) {
            out.array[i] = function.applyAsDouble(a.array[i], b.array[same ? i : i / plane % b.array.length]);
        }
        return out;
    }

    private static Array concat(List<Array> parts, Shape shape) {
        Array out = Array.empty(shape);
        int position = 0;
        for (int n = 0; n < shape.dimension(0); n++) {
            for (Array part : parts) {
                int length = part.array.length / shape.dimension(0);
                System.arraycopy(part.array, n * length, out.array, position, length);
                position += length;
            }
        }
        return out;
    }

    private static Array slice(Array x, int from, Shape shape) {
        Array out = Array.empty(shape);
        int plane = shape.height() * shape.width();
        for (int n = 0; n < shape.dimension(0); n++) {
            System.arraycopy(x.array, x.at(n, from, 0, 0), out.array, out.at(n, 0, 0, 0), shape.channels() * plane);
        }
        return out;
    }

    private static Array pixelShuffle(Array x, int factor, Shape shape) {
        Array out = Array.empty(shape);
        for (int n = 0; n < shape.dimension(0); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int row = 0; row < shape.height(); row++) {
                    for (int column = 0; column < shape.width(); column++) {
                        int channel = (c * factor + row % factor) * factor + column % factor;
                        out.array[out.at(n, c, row, column)] = x.array[x.at(n, channel, row / factor, column / factor)];
                    }
                }
            }
        }
        return out;
    }

    private static Array pixelUnshuffle(Array x, int factor, Shape shape) {
        Array out = Array.empty(shape);
        for (int n = 0; n < x.shape.dimension(0); n++) {
            for (int c = 0; c < x.shape.channels(); c++) {
                for (int row = 0; row < x.shape.height(); row++) {
                    for (int column = 0; column < x.shape.width(); column++) {
                        int channel = (c * factor + row % factor) * factor + column % factor;
                        out.array[out.at(n, channel, row / factor, column / factor)] = x.array[x.at(n, c, row, column)];
                    }
                }
            }
        }
        return out;
    }

    private static Array permute(Array x, List<Integer> order) {
        Array out = Array.empty(x.shape);
        int plane = x.shape.height() * x.shape.width();
        for (int n = 0; n < x.shape.dimension(0); n++) {
            for (int c = 0; c < order.size(); c++) {
                System.arraycopy(x.array, x.at(n, order.get(c), 0, 0), out.array, out.at(n, c, 0, 0), plane);
            }
        }
        return out;
    }

    private static Array enlarge(Array x, Bicubic bicubic, Shape shape) {
        Array out = Array.empty(shape);
        for (int n = 0; n < shape.dimension(0); n++) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int row = 0; row < shape.height(); row++) {
                    for (int column = 0; column < shape.width(); column++) {
                        out.array[out.at(n, c, row, column)] = interpolated(x, bicubic, n, c, row, column);
                    }
                }
            }
        }
        return out;
    }

    private static double interpolated(Array x, Bicubic bicubic, int n, int c, int row, int column) {
        double[] down = bicubic.weights(row);
        double[] across = bicubic.weights(column);
        double sum = 0;
        for (int i = 0; i < down.length; i++) {
            int inRow = Math.clamp(bicubic.first(row) + i, 0, x.shape.height() - 1);
            for (int j = 0; j < across.length; j++) {
                int inColumn = Math.clamp(bicubic.first(column) + j, 0, x.shape.width() - 1);
                sum += down[i] * across[j] * x.array[x.at(n, c, inRow, inColumn)];
            }
        }
        return sum;
    }

    private static Array shift(Array x, int down, int right) {
        Array out = Array.empty(x.shape);
        for (int n = 0; n < x.shape.dimension(0); n++) {
            for (int c = 0; c < x.shape.channels(); c++) {
                for (int row = 0; row < x.shape.height(); row++) {
                    for (int column = 0; column < x.shape.width(); column++) {
                        if (x.holds(row - down, column - right)) {
                            out.array[out.at(n, c, row, column)] = x.array[x.at(n, c, row - down, column - right)];
                        }
                    }
                }
            }
        }
        return out;
    }

    private static float[] narrow(Array values) {
        float[] narrow = new float[values.array.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values.array[i];
        }
        return narrow;
    }

    /// As decided by the proxies without noise.
    private static Array withGhosts(LearntGhosts ghosts, Array x, float[] proxies, Shape shape) {
        List<Array> parts = new ArrayList<>(List.of(x));
        List<Offset> offsets = LearntShifts.offsets(ghosts, proxies);
        for (int ghost = 0; ghost < offsets.size(); ghost++) {
            Shape one = Shape.of(shape.dimension(0), 1, shape.height(), shape.width());
            Array source = slice(x, ghost % x.shape.channels(), one);
            parts.add(
                    shift(source, offsets.get(ghost).down(), offsets.get(ghost).right()));
        }
        return concat(parts, shape);
    }

    private static Array gate(Array filters, GatedFilters gated, Links links) {
        Array out = Array.empty(filters.shape);
        int channels = filters.shape.channels();
        int taps = filters.shape.height() * filters.shape.width();
        for (int i = 0; i < out.array.length; i++) {
            int filter = i / taps / channels;
            boolean isLinked =
                    links.group(filter, filters.shape.dimension(0)) == links.group(i / taps % channels, channels);
            out.array[i] = isLinked ? gated.factor(links) * filters.array[i] : 0;
        }
        return out;
    }

    private static Array globalMean(Array x, Shape shape) {
        Array out = Array.empty(shape);
        int plane = x.shape.height() * x.shape.width();
        for (int i = 0; i < x.array.length; i++) {
            out.array[i / plane] += x.array[i] / plane;
        }
        return out;
    }

    /// With the running statistics.
    private static Array batchNorm(List<Array> in, double epsilon) {
        Array x = in.getFirst();
        Array out = Array.empty(x.shape);
        int plane = x.shape.height() * x.shape.width();
        for (int i = 0; i < out.array.length; i++) {
            int channel = i / plane % x.shape.channels();
            double gain = in.get(1).array[channel];
            double shift = in.get(2).array[channel];
            double mean = in.get(3).array[channel];
            double variance = in.get(4).array[channel];
            out.array[i] = gain * (x.array[i] - mean) / Math.sqrt(variance + epsilon) + shift;
        }
        return out;
    }

    private static Array weightNorm(Array v, Array g) {
        Array out = Array.empty(v.shape);
        int length = v.array.length / g.array.length;
        for (int filter = 0; filter < g.array.length; filter++) {
            double squares = 0;
            for (int i = filter * length; i < (filter + 1) * length; i++) {
                squares += v.array[i] * v.array[i];
            }
            for (int i = filter * length; i < (filter + 1) * length; i++) {
                out.array[i] = g.array[filter] * v.array[i] / Math.sqrt(squares);
            }
        }
        return out;
    }
}
