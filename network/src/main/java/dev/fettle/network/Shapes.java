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
import java.util.List;

/// Reader: the shape of every node for a given picture size, and with it the verification of a graph.
public final class Shapes {
    private final List<Shape> shapes;

    private Shapes(List<Shape> shapes) {
        this.shapes = shapes;
    }

    /// All shapes for an input of N pictures of H×W.
    ///
    /// @throws IllegalArgumentException if the picture is too small for a layer, with the layer's name
    public static Shapes of(Graph graph, int pictures, int height, int width) {
        List<Shape> shapes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Input(String ignored, int channels)) {
                shapes.add(Shape.of(pictures, channels, height, width));
            } else {
                List<Shape> inputs = node.inputs().stream()
                        .map(read -> shapes.get(read.index()))
                        .toList();
                shapes.add(infer(node.name(), node.operation(), inputs));
            }
        }
        return new Shapes(List.copyOf(shapes));
    }

    public Shape of(Node node) {
        return shapes.get(node.index());
    }

    /// The shape of one operation's value from those of its inputs.
    static Shape infer(String name, Operation operation, List<Shape> inputs) {
        requireInputs(name, operation, inputs.size());
        return switch (operation) {
            case Input input ->
                throw new IllegalArgumentException(name + ": the shape of input '" + input.name() + "' must be given");
            case Parameter parameter -> parameter.shape();
            case Constant constant -> constant.values().shape();
            case Convolve convolve -> convolved(name, convolve, inputs);
            case MixedConvolve mixed -> mixed(name, mixed, inputs);
            case Linear _ -> linear(name, inputs);
            case Relu _, LeakyRelu _, Sigmoid _, Silu _, Scale _, SquareRoot _ -> inputs.getFirst();
            case PRelu _ -> bent(name, featureMap(name, inputs.get(0)), inputs.get(1));
            case Softmax softmax -> selected(name, operation, softmax.groups(), inputs.getFirst());
            case OneHot oneHot -> selected(name, operation, oneHot.groups(), inputs.getFirst());
            case GumbelSoftmax softmax -> selected(name, operation, softmax.groups(), inputs.getFirst());
            case AnnealedSoftmax softmax -> selected(name, operation, softmax.groups(), inputs.getFirst());
            case WindowMean(int window, int _) -> pooled(featureMap(name, inputs.getFirst()), window);
            case Pooling pooling -> pooled(name, pooling, featureMap(name, inputs.getFirst()));
            case Shift _ -> featureMap(name, inputs.getFirst());
            case Add _, Multiply _ -> broadcast(name, inputs.get(0), inputs.get(1));
            case Concat _ -> joined(name, inputs);
            case Slice(int from, int to) -> sliced(name, featureMap(name, inputs.getFirst()), from, to);
            case PixelShuffle(int factor) -> shuffled(name, featureMap(name, inputs.getFirst()), factor);
            case PixelUnshuffle(int factor) -> unshuffled(name, featureMap(name, inputs.getFirst()), factor);
            case Permutation permutation -> permuted(name, featureMap(name, inputs.getFirst()), permutation);
            case Bicubic(int factor) -> enlarged(featureMap(name, inputs.getFirst()), factor);
            case GlobalMean _ ->
                Shape.of(
                        featureMap(name, inputs.getFirst()).dimension(0),
                        inputs.getFirst().channels(),
                        1,
                        1);
            case WeightNorm _ -> normalised(name, inputs.get(0), inputs.get(1));
            case BatchNorm _ -> batchNormalised(name, inputs);
            case LearntGhosts ghosts -> withGhosts(name, ghosts, inputs);
            case StoredOrder _ -> reordered(name, featureMap(name, inputs.get(0)), inputs.get(1));
            case GatedFilters _ -> gated(name, inputs.get(0), inputs.get(1));
        };
    }

    private static void requireInputs(String name, Operation operation, int count) {
        boolean fits = switch (operation) {
            case Input _, Parameter _, Constant _ -> count == 0;
            case Convolve _, Linear _ -> count == 2 || count == 3;
            case MixedConvolve _ -> count == 3 || count == 4;
            case Relu _, LeakyRelu _, Sigmoid _, Silu _, Scale _, Slice _, PixelShuffle _, Shift _, GlobalMean _ ->
                count == 1;
            case PixelUnshuffle _, Permutation _, Bicubic _, Pooling _ -> count == 1;
            case WindowMean _, Softmax _, OneHot _, SquareRoot _, GumbelSoftmax _, AnnealedSoftmax _ -> count == 1;
            case PRelu _ -> count == 2;
            case Add _, Multiply _, WeightNorm _, LearntGhosts _, StoredOrder _, GatedFilters _ -> count == 2;
            case BatchNorm _ -> count == 5;
            case Concat _ -> count >= 1;
        };
        if (!fits) {
            throw new IllegalArgumentException(name + ": " + operation.label() + " cannot read " + count + " inputs");
        }
    }

    private static Shape featureMap(String name, Shape shape) {
        if (shape.rank() != 4) {
            throw new IllegalArgumentException(name + ": a feature map (N, C, H, W) is expected, got " + shape);
        }
        return shape;
    }

    private static Shape convolved(String name, Convolve convolve, List<Shape> inputs) {
        Shape x = featureMap(name, inputs.get(0));
        Shape weight = featureMap(name, inputs.get(1));
        if (weight.channels() * convolve.groups() != x.channels() || weight.dimension(0) % convolve.groups() != 0) {
            throw new IllegalArgumentException("%s: weight %s with %d groups does not fit an input of %d channels"
                    .formatted(name, weight, convolve.groups(), x.channels()));
        }
        requireBias(name, weight.dimension(0), inputs);
        return Shape.of(
                x.dimension(0),
                weight.dimension(0),
                convolvedSize(name, convolve, x.height(), weight.height()),
                convolvedSize(name, convolve, x.width(), weight.width()));
    }

    private static void requireBias(String name, int filters, List<Shape> inputs) {
        if (inputs.size() == 3 && !inputs.get(2).equals(Shape.of(filters))) {
            throw new IllegalArgumentException(
                    name + ": bias " + inputs.get(2) + " does not fit " + filters + " output channels");
        }
    }

    private static Shape linear(String name, List<Shape> inputs) {
        Shape x = featureMap(name, inputs.get(0));
        Shape weight = inputs.get(1);
        if (x.height() != 1 || x.width() != 1) {
            throw new IllegalArgumentException(name + ": a linear layer reads maps of one pixel, got " + x);
        }
        if (weight.rank() != 2 || weight.dimension(1) != x.channels()) {
            throw new IllegalArgumentException(
                    "%s: weight %s does not fit an input of %d channels".formatted(name, weight, x.channels()));
        }
        requireBias(name, weight.dimension(0), inputs);
        return Shape.of(x.dimension(0), weight.dimension(0), 1, 1);
    }

    private static Shape pooled(String name, Pooling pooling, Shape x) {
        return Shape.of(
                x.dimension(0),
                x.channels(),
                pooledSize(name, pooling, x.height()),
                pooledSize(name, pooling, x.width()));
    }

    private static int pooledSize(String name, Pooling pooling, int size) {
        int room = size + 2 * pooling.padding() - pooling.kernel();
        if (room < 0) {
            throw new IllegalArgumentException("%s: a window of %d (padding %d) does not fit into %d pixels"
                    .formatted(name, pooling.kernel(), pooling.padding(), size));
        }
        return room / pooling.stride() + 1;
    }

    private static int convolvedSize(String name, Convolve convolve, int size, int kernel) {
        int room = size + 2 * convolve.padding() - convolve.dilation() * (kernel - 1) - 1;
        if (room < 0) {
            throw new IllegalArgumentException(
                    "%s: a kernel of %d (dilation %d, padding %d) does not fit into %d pixels"
                            .formatted(name, kernel, convolve.dilation(), convolve.padding(), size));
        }
        return room / convolve.stride() + 1;
    }

    /// The shape of a convolution with one of the mixed kernels.
    private static Shape mixed(String name, MixedConvolve mixed, List<Shape> inputs) {
        Shape bank = featureMap(name, inputs.get(1));
        int filters = bank.dimension(0) / mixed.groups();
        if (bank.dimension(0) % mixed.groups() != 0 || filters % mixed.cardinals() != 0) {
            throw new IllegalArgumentException(
                    "%s: a bank of %d filters does not divide into %d groups of %d cardinal groups"
                            .formatted(name, bank.dimension(0), mixed.groups(), mixed.cardinals()));
        }
        if (inputs.size() == 4 && !inputs.get(3).equals(Shape.of(bank.dimension(0)))) {
            throw new IllegalArgumentException(
                    name + ": bias " + inputs.get(3) + " does not fit a bank of " + bank.dimension(0) + " filters");
        }
        Shape x = featureMap(name, inputs.get(0));
        Shape kernel = Shape.of(filters, bank.channels(), bank.height(), bank.width());
        Shape result = convolved(name, mixed.geometry(), List.of(x, kernel));
        requireCoefficients(name, mixed, x, inputs.get(2));
        if (mixed.window() > 0 && (result.height() != x.height() || result.width() != x.width())) {
            throw new IllegalArgumentException(
                    "%s: windows need an output as large as the input, got %s from %s".formatted(name, result, x));
        }
        return result;
    }

    private static void requireCoefficients(String name, MixedConvolve mixed, Shape x, Shape found) {
        int window = mixed.window();
        Shape wanted = Shape.of(
                x.dimension(0),
                mixed.coefficients(),
                window == 0 ? 1 : Math.ceilDiv(x.height(), window),
                window == 0 ? 1 : Math.ceilDiv(x.width(), window));
        if (!found.equals(wanted)) {
            throw new IllegalArgumentException(
                    "%s: coefficients %s are expected for %d groups of %d cardinal groups, got %s"
                            .formatted(name, wanted, mixed.groups(), mixed.cardinals(), found));
        }
    }

    private static Shape selected(String name, Operation operation, int groups, Shape x) {
        if (featureMap(name, x).channels() % groups != 0) {
            throw new IllegalArgumentException("%s: %s over %d groups needs a multiple of them, got %d channels"
                    .formatted(name, operation.label(), groups, x.channels()));
        }
        return x;
    }

    private static Shape pooled(Shape x, int window) {
        return Shape.of(
                x.dimension(0), x.channels(), Math.ceilDiv(x.height(), window), Math.ceilDiv(x.width(), window));
    }

    private static Shape broadcast(String name, Shape a, Shape b) {
        boolean perChannel = a.rank() == 4
                && b.rank() == 4
                && (b.dimension(0) == 1 || b.dimension(0) == a.dimension(0))
                && b.channels() == a.channels()
                && b.height() == 1
                && b.width() == 1;
        if (!a.equals(b) && !perChannel) {
            throw new IllegalArgumentException(name + ": shapes " + a + " and " + b + " do not fit");
        }
        return a;
    }

    private static Shape joined(String name, List<Shape> parts) {
        Shape first = featureMap(name, parts.getFirst());
        int channels = 0;
        for (Shape part : parts) {
            Shape expected =
                    Shape.of(first.dimension(0), featureMap(name, part).channels(), first.height(), first.width());
            if (!part.equals(expected)) {
                throw new IllegalArgumentException(
                        name + ": cannot join " + part + " to " + first + " along the channels");
            }
            channels += part.channels();
        }
        return Shape.of(first.dimension(0), channels, first.height(), first.width());
    }

    private static Shape sliced(String name, Shape x, int from, int to) {
        if (to > x.channels()) {
            throw new IllegalArgumentException(name + ": channels " + from + " to " + to + " of " + x.channels());
        }
        return Shape.of(x.dimension(0), to - from, x.height(), x.width());
    }

    private static Shape shuffled(String name, Shape x, int factor) {
        if (x.channels() % (factor * factor) != 0) {
            throw new IllegalArgumentException(name + ": pixel shuffle by " + factor + " needs a multiple of "
                    + factor * factor + " channels, got " + x.channels());
        }
        return Shape.of(x.dimension(0), x.channels() / (factor * factor), x.height() * factor, x.width() * factor);
    }

    private static Shape unshuffled(String name, Shape x, int factor) {
        if (x.height() % factor != 0 || x.width() % factor != 0) {
            throw new IllegalArgumentException(
                    "%s: pixel unshuffle by %d needs sides that are multiples of it, got %dx%d"
                            .formatted(name, factor, x.width(), x.height()));
        }
        int channels = Math.multiplyExact(x.channels(), factor * factor);
        return Shape.of(x.dimension(0), channels, x.height() / factor, x.width() / factor);
    }

    private static Shape permuted(String name, Shape x, Permutation permutation) {
        if (permutation.order().size() != x.channels()) {
            throw new IllegalArgumentException("%s: a permutation of %d channels does not fit %d"
                    .formatted(name, permutation.order().size(), x.channels()));
        }
        return x;
    }

    private static Shape enlarged(Shape x, int factor) {
        return Shape.of(
                x.dimension(0),
                x.channels(),
                Math.multiplyExact(x.height(), factor),
                Math.multiplyExact(x.width(), factor));
    }

    private static Shape normalised(String name, Shape v, Shape g) {
        if (v.rank() != 4 || !g.equals(Shape.of(v.dimension(0), 1, 1, 1))) {
            throw new IllegalArgumentException(name + ": gains " + g + " do not fit filters " + v);
        }
        return v;
    }

    private static Shape withGhosts(String name, LearntGhosts ghosts, List<Shape> inputs) {
        Shape x = featureMap(name, inputs.get(0));
        Shape proxies = inputs.get(1);
        if (!proxies.equals(ghosts.proxiesFor(1)) && !proxies.equals(ghosts.proxiesFor(ghosts.ghosts()))) {
            throw new IllegalArgumentException("%s: proxies %s do not fit %d ghosts, %s or %s are expected"
                    .formatted(
                            name, proxies, ghosts.ghosts(), ghosts.proxiesFor(1), ghosts.proxiesFor(ghosts.ghosts())));
        }
        return Shape.of(x.dimension(0), x.channels() + ghosts.ghosts(), x.height(), x.width());
    }

    private static Shape reordered(String name, Shape x, Shape order) {
        if (!order.equals(Shape.of(x.channels()))) {
            throw new IllegalArgumentException(
                    "%s: an order of %s does not fit %d channels".formatted(name, order, x.channels()));
        }
        return x;
    }

    private static Shape bent(String name, Shape x, Shape slopes) {
        if (!slopes.equals(Shape.of(x.channels()))) {
            throw new IllegalArgumentException("%s: slopes %s do not fit %d channels, %s are expected"
                    .formatted(name, slopes, x.channels(), Shape.of(x.channels())));
        }
        return x;
    }

    private static Shape gated(String name, Shape filters, Shape gates) {
        int count = filters.rank() == 4 ? Links.gates(filters.channels(), filters.dimension(0)) : 0;
        if (count == 0 || !gates.equals(Shape.of(count))) {
            throw new IllegalArgumentException(
                    "%s: gates %s do not fit filters %s, which have %d".formatted(name, gates, filters, count));
        }
        return filters;
    }

    private static Shape batchNormalised(String name, List<Shape> inputs) {
        Shape x = featureMap(name, inputs.getFirst());
        for (Shape perChannel : inputs.subList(1, inputs.size())) {
            if (!perChannel.equals(Shape.of(x.channels()))) {
                throw new IllegalArgumentException(
                        name + ": batch norm by " + perChannel + " does not fit " + x.channels() + " channels");
            }
        }
        return x;
    }
}
