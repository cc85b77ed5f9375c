package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.BatchNorm;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.WeightNorm;
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
            case Relu _, LeakyRelu _, Sigmoid _, Scale _ -> inputs.getFirst();
            case Shift _ -> featureMap(name, inputs.getFirst());
            case Add _, Multiply _ -> broadcast(name, inputs.get(0), inputs.get(1));
            case Concat _ -> joined(name, inputs);
            case Slice(int from, int to) -> sliced(name, featureMap(name, inputs.getFirst()), from, to);
            case PixelShuffle(int factor) -> shuffled(name, featureMap(name, inputs.getFirst()), factor);
            case GlobalMean _ ->
                Shape.of(
                        featureMap(name, inputs.getFirst()).dimension(0),
                        inputs.getFirst().channels(),
                        1,
                        1);
            case WeightNorm _ -> normalised(name, inputs.get(0), inputs.get(1));
            case BatchNorm _ -> batchNormalised(name, inputs);
        };
    }

    private static void requireInputs(String name, Operation operation, int count) {
        boolean fits = switch (operation) {
            case Input _, Parameter _, Constant _ -> count == 0;
            case Convolve _ -> count == 2 || count == 3;
            case Relu _, LeakyRelu _, Sigmoid _, Scale _, Slice _, PixelShuffle _, Shift _, GlobalMean _ -> count == 1;
            case Add _, Multiply _, WeightNorm _ -> count == 2;
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
        if (inputs.size() == 3 && !inputs.get(2).equals(Shape.of(weight.dimension(0)))) {
            throw new IllegalArgumentException(
                    name + ": bias " + inputs.get(2) + " does not fit " + weight.dimension(0) + " output channels");
        }
        return Shape.of(
                x.dimension(0),
                weight.dimension(0),
                convolvedSize(name, convolve, x.height(), weight.height()),
                convolvedSize(name, convolve, x.width(), weight.width()));
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

    private static Shape normalised(String name, Shape v, Shape g) {
        if (v.rank() != 4 || !g.equals(Shape.of(v.dimension(0), 1, 1, 1))) {
            throw new IllegalArgumentException(name + ": gains " + g + " do not fit filters " + v);
        }
        return v;
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
