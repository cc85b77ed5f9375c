package dev.fettle.network.contract;

import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.ArCnn;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// The cases: for each operation the geometries that interpreters get wrong (odd sizes, channels that are no
/// multiple of a vector, strides, dilation, groups, broadcasting over a batch), and a small instance of each
/// architecture.
public final class OperationCases {
    /// One graph with random weights and a random input.
    ///
    /// @param name for messages
    /// @param tested the operation's or the architecture's class
    public record Case(String name, Class<?> tested, Network network, Values input) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final long seed;
    private final List<Case> cases = new ArrayList<>();

    private OperationCases(long seed) {
        this.seed = seed;
    }

    /// All cases; another seed gives other weights and inputs of the same shapes.
    public static List<Case> all(long seed) {
        OperationCases cases = new OperationCases(seed);
        cases.convolutions();
        cases.elementwise();
        cases.rearranging();
        cases.computedWeights();
        cases.batchNorm();
        cases.architectures();
        return List.copyOf(cases.cases);
    }

    private void convolutions() {
        convolution("3x3 same", 3, 12, 3, Convolve.same(3));
        convolution("3x3 wide", 27, 50, 3, Convolve.same(3));
        convolution("3x3 64", 64, 64, 3, Convolve.same(3));
        convolution("1x1", 50, 27, 1, Convolve.same(1));
        convolution("5x5", 3, 12, 5, Convolve.same(5));
        convolution("7x7", 12, 8, 7, Convolve.same(7));
        convolution("9x9 of one channel", 1, 16, 9, Convolve.same(9));
        convolution("to one channel", 64, 1, 3, Convolve.same(3));
        convolution("3x3 stride 2", 12, 20, 3, new Convolve(2, 1, 1, 1));
        convolution("3x3 without padding", 12, 20, 3, new Convolve(1, 0, 1, 1));
        convolution("3x3 dilated", 12, 20, 3, new Convolve(1, 2, 2, 1));
        convolution("3x3 in 4 groups", 16, 32, 3, new Convolve(1, 1, 1, 4));
        convolution("3x3 depthwise", 27, 27, 3, new Convolve(1, 1, 1, 27));
        convolution("5x5 depthwise stride 2", 16, 16, 5, new Convolve(2, 2, 1, 16));
        convolution("2x2 even kernel", 5, 7, 2, new Convolve(1, 0, 1, 1));
        of("3x3 without bias", Convolve.class, 12, (g, x) -> g.convWithoutBias("conv", x, 20, 3, Convolve.same(3)));
        of("3x3 with relu", Convolve.class, 20, (g, x) -> g.relu(g.conv("conv", x, 20, 3)));
        of("3x3 with residual", Convolve.class, 20, (g, x) -> g.add(g.scale(g.conv("conv", x, 20, 3), 0.1), x));
    }

    private void convolution(String name, int in, int out, int kernel, Convolve geometry) {
        of("convolve " + name, Convolve.class, in, (g, x) -> g.conv("conv", x, out, kernel, geometry));
    }

    private void elementwise() {
        of("relu", Operation.Relu.class, 5, (g, x) -> g.relu(x));
        of("leaky relu", Operation.LeakyRelu.class, 5, (g, x) -> g.add("leaky", new Operation.LeakyRelu(0.2), x));
        of("sigmoid", Operation.Sigmoid.class, 5, (g, x) -> g.add("sigmoid", new Operation.Sigmoid(), x));
        of("scale", Operation.Scale.class, 5, (g, x) -> g.scale(x, -0.3));
        of("add to itself", Operation.Add.class, 5, (g, x) -> g.add(x, x));
        of("add a constant colour", Operation.Add.class, 3, (g, x) -> g.add(x, colour(g)));
        of("add two branches", Operation.Add.class, 5, (g, x) -> g.add(g.conv("a", x, 6, 3), g.conv("b", x, 6, 1)));
        of(
                "multiply by itself",
                Operation.Multiply.class,
                5,
                (g, x) -> g.add("product", new Operation.Multiply(), x, x));
        of("squeeze and excite", Operation.Multiply.class, 20, OperationCases::excite);
        of("global mean", Operation.GlobalMean.class, 20, (g, x) -> g.add("mean", new Operation.GlobalMean(), x));
    }

    private static Node colour(GraphBuilder g) {
        return g.constant("colour", new Values(Shape.of(1, 3, 1, 1), new float[] {0.4f, -0.2f, 0.1f}));
    }

    private static Node excite(GraphBuilder g, Node x) {
        Node squeezed = g.add("mean", new Operation.GlobalMean(), x);
        Node hidden = g.relu(g.conv("squeeze", squeezed, 5, 1));
        Node gate = g.add("gate", new Operation.Sigmoid(), g.conv("excite", hidden, 20, 1));
        return g.add("gated", new Operation.Multiply(), x, gate);
    }

    private void batchNorm() {
        of("batch norm of the picture", Operation.BatchNorm.class, 5, (g, x) -> g.batchNorm("norm", x));
        of(
                "batch norm of a convolution",
                Operation.BatchNorm.class,
                12,
                (g, x) -> g.relu(g.batchNorm("norm", g.convWithoutBias("conv", x, 20, 3, Convolve.same(3)))));
        of("batch norm of a strided convolution in groups", Operation.BatchNorm.class, 12, (g, x) -> {
            Node convolved = g.conv("conv", x, 16, 3, new Convolve(2, 1, 1, 4));
            return g.batchNorm("twice", g.batchNorm("norm", convolved));
        });
        of("batch norm of a convolution that others read", Operation.BatchNorm.class, 7, (g, x) -> {
            Node convolved = g.conv("conv", x, 7, 3);
            return g.add(g.batchNorm("norm", convolved), convolved);
        });
    }

    private void rearranging() {
        of("concat", Operation.Concat.class, 5, (g, x) -> g.concat("cat", List.of(x, g.conv("a", x, 7, 1), x)));
        of("slice", Operation.Slice.class, 20, (g, x) -> g.add("part", new Operation.Slice(3, 14), x));
        of("slice of a convolution", Operation.Slice.class, 5, (g, x) -> {
            Node wide = g.conv("a", x, 24, 3);
            return g.add(
                    g.add("first", new Operation.Slice(0, 12), wide),
                    g.add("second", new Operation.Slice(12, 24), wide));
        });
        of("pixel shuffle 2", Operation.PixelShuffle.class, 12, (g, x) -> g.pixelShuffle(x, 2));
        of("pixel shuffle 3", Operation.PixelShuffle.class, 27, (g, x) -> g.pixelShuffle(x, 3));
        of(
                "shuffle behind a convolution",
                Operation.PixelShuffle.class,
                8,
                (g, x) -> g.pixelShuffle(g.conv("a", x, 12, 3), 2));
        of("shift down and left", Operation.Shift.class, 5, (g, x) -> g.add("shift", new Operation.Shift(1, -2), x));
        of("shift up and right", Operation.Shift.class, 20, (g, x) -> g.add("shift", new Operation.Shift(-1, 1), x));
        of(
                "shift by more than the picture",
                Operation.Shift.class,
                2,
                (g, x) -> g.add("shift", new Operation.Shift(99, 0), x));
    }

    private void computedWeights() {
        of("weight norm", Operation.WeightNorm.class, 12, (g, x) -> {
            Node v = g.parameter("conv.weight_v", Shape.of(20, 12, 3, 3), new Initial.Normal(1));
            Node gain = g.parameter("conv.weight_g", Shape.of(20, 1, 1, 1), new Initial.Uniform(2));
            Node weight = g.add("conv.weight", new Operation.WeightNorm(), v, gain);
            return g.add("conv", Convolve.same(3), x, weight);
        });
    }

    private void architectures() {
        architecture("edsr x2", new Edsr(2, 2, 16, 0.1, 1));
        architecture("edsr x3", new Edsr(3, 1, 12, 1, 1));
        architecture("edsr x4 in 0..255", new Edsr(4, 1, 8, 1, 255));
        architecture("vdsr", new Vdsr(2, 4, 12, 1, true));
        architecture("vdsr rgb without bias", new Vdsr(2, 3, 20, 3, false));
        architecture("dncnn", new DnCnn(4, 12, 1, Normalisation.NONE, true));
        architecture("dncnn rgb with batch norm", new DnCnn(4, 12, 3, Normalisation.BATCH, false));
        arCnn();
    }

    private void of(
            String name,
            Class<? extends Operation> operation,
            int channels,
            BiFunction<GraphBuilder, Node, Node> body) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(body.apply(g, g.input("image", channels)));
        cases.add(new Case(name, operation, network(graph), random(Shape.of(2, channels, 13, 11))));
    }

    private void architecture(String name, Architecture architecture) {
        architecture(name, architecture, network(architecture.graph()));
    }

    private void architecture(String name, Architecture architecture, Network network) {
        Values input = random(Shape.of(1, network.graph().inputChannels(), 14, 19));
        cases.add(new Case(name, architecture.getClass(), network, input));
    }

    /// With larger weights than it begins with, which would make an output too small for tolerances to see.
    private void arCnn() {
        ArCnn architecture = new ArCnn(12, 8, 5, 1);
        Network initial = Network.initial(architecture.graph(), seed);
        Random random = new Random(seed);
        Map<String, Values> weights = new LinkedHashMap<>();
        initial.weights()
                .byName()
                .forEach((name, values) -> weights.put(name, new Initial.Uniform(0.15).draw(values.shape(), random)));
        architecture("arcnn", architecture, new Network(initial.graph(), Weights.of(weights)));
    }

    /// With initial weights, but batch norm as after some training: what it starts with would change nothing.
    private Network network(Graph graph) {
        Random random = new Random(seed);
        Set<String> normalising = graph.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.BatchNorm)
                .flatMap(node -> node.inputs().stream().skip(1))
                .map(Node::name)
                .collect(Collectors.toSet());
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, seed).byName());
        weights.replaceAll(
                (name, values) -> normalising.contains(name) ? between(0.5, 1.5, values.shape(), random) : values);
        return new Network(graph, Weights.of(weights));
    }

    private static Values between(double low, double high, Shape shape, Random random) {
        float[] drawn = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = (float) (low + (high - low) * random.nextDouble());
        }
        return new Values(shape, drawn);
    }

    private Values random(Shape shape) {
        return new Initial.Uniform(1).draw(shape, new Random(seed + cases.size()));
    }
}
