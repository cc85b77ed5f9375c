package dev.fettle.network.contract;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Links;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.Values;
import java.util.List;

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

    private final CaseList cases;

    private OperationCases(CaseList cases) {
        this.cases = cases;
    }

    /// All cases; another seed gives other weights and inputs of the same shapes.
    public static List<Case> all(long seed) {
        CaseList cases = new CaseList(seed);
        OperationCases operations = new OperationCases(cases);
        RearrangingCases rearranging = new RearrangingCases(cases);
        MixingCases mixing = new MixingCases(cases);
        PoolingCases pooling = new PoolingCases(cases);
        ArchitectureCases architectures = new ArchitectureCases(cases);
        operations.convolutions();
        operations.elementwise();
        rearranging.rearranging();
        rearranging.joining();
        operations.computedWeights();
        mixing.selection();
        mixing.mixedConvolutions();
        operations.batchNorm();
        architectures.architectures();
        rearranging.permutations();
        rearranging.resizing();
        architectures.slim();
        architectures.ghosts();
        architectures.drn();
        operations.linearPairs();
        operations.gatedFilters();
        architectures.groups();
        pooling.pooling();
        pooling.linear();
        architectures.resNet();
        architectures.combinations();
        architectures.direct();
        architectures.composed();
        architectures.chains();
        operations.activations();
        rearranging.shufflesOfGroups();
        return cases.all();
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
        cases.of(
                "3x3 without bias",
                Convolve.class,
                12,
                (g, x) -> g.convWithoutBias("conv", x, 20, 3, Convolve.same(3)));
        cases.of("3x3 with relu", Convolve.class, 20, (g, x) -> g.relu(g.conv("conv", x, 20, 3)));
        cases.of("3x3 with residual", Convolve.class, 20, (g, x) -> g.add(g.scale(g.conv("conv", x, 20, 3), 0.1), x));
    }

    private void convolution(String name, int in, int out, int kernel, Convolve geometry) {
        cases.of("convolve " + name, Convolve.class, in, (g, x) -> g.conv("conv", x, out, kernel, geometry));
    }

    private void elementwise() {
        cases.of("relu", Operation.Relu.class, 5, (g, x) -> g.relu(x));
        cases.of("leaky relu", Operation.LeakyRelu.class, 5, (g, x) -> g.add("leaky", new Operation.LeakyRelu(0.2), x));
        cases.of("sigmoid", Operation.Sigmoid.class, 5, (g, x) -> g.add("sigmoid", new Operation.Sigmoid(), x));
        cases.of("scale", Operation.Scale.class, 5, (g, x) -> g.scale(x, -0.3));
        cases.of("add to itself", Operation.Add.class, 5, (g, x) -> g.add(x, x));
        cases.of("add a constant colour", Operation.Add.class, 3, (g, x) -> g.add(x, colour(g)));
        cases.of(
                "add two branches",
                Operation.Add.class,
                5,
                (g, x) -> g.add(g.conv("a", x, 6, 3), g.conv("b", x, 6, 1)));
        cases.of(
                "multiply by itself",
                Operation.Multiply.class,
                5,
                (g, x) -> g.add("product", new Operation.Multiply(), x, x));
        cases.of("squeeze and excite", Operation.Multiply.class, 20, OperationCases::excite);
        cases.of("global mean", Operation.GlobalMean.class, 20, (g, x) -> g.add("mean", new Operation.GlobalMean(), x));
    }

    /// Activations between convolutions, before and behind a residual, and where their channels change place.
    private void activations() {
        cases.of("silu", Operation.Silu.class, 5, (g, x) -> g.silu(x));
        cases.of("silu of a convolution", Operation.Silu.class, 12, (g, x) -> g.silu(g.conv("conv", x, 20, 3)));
        cases.of(
                "silu before and behind a residual",
                Operation.Silu.class,
                20,
                (g, x) -> g.silu(g.add(g.silu(g.conv("conv", x, 20, 3)), x)));
        cases.of("silu of shuffled channels", Operation.Silu.class, 5, (g, x) -> {
            Node shuffled = g.pixelShuffle(g.silu(g.conv("a", x, 12, 3)), 2);
            return g.conv("b", g.silu(shuffled), 7, 1);
        });
        cases.of("prelu", Operation.PRelu.class, 5, (g, x) -> bent(g, "bent", x));
        cases.of("prelu of a convolution", Operation.PRelu.class, 12, (g, x) -> {
            Node bent = bent(g, "1", g.conv("0", x, 20, 3));
            return g.conv("4", bent(g, "3", g.conv("2", bent, 27, 3)), 5, 3);
        });
        cases.of("prelu before and behind a residual", Operation.PRelu.class, 20, (g, x) -> {
            Node first = bent(g, "first", g.conv("conv", x, 20, 3));
            return bent(g, "then", g.add(first, x));
        });
        cases.of("prelu before and behind a shuffle", Operation.PRelu.class, 5, (g, x) -> {
            Node before = g.pixelShuffle(bent(g, "before", g.conv("a", x, 12, 3)), 2);
            Node behind = bent(g, "behind", g.pixelShuffle(g.conv("b", before, 20, 3), 2));
            return g.conv("c", behind, 4, 3);
        });
        cases.of("prelu of a depthwise convolution", Operation.PRelu.class, 18, (g, x) -> {
            Node bent = bent(g, "bent", g.conv("a", x, 18, 3, new Convolve(1, 1, 1, 18)));
            return g.add(g.conv("b", bent, 18, 1), g.relu(bent));
        });
        cases.of("prelu of permuted channels", Operation.PRelu.class, 12, (g, x) -> {
            Convolve inGroups = new Convolve(1, 1, 1, 4);
            Node first = bent(g, "first", g.conv("a", x, 16, 3, inGroups));
            Node second = bent(g, "second", g.add("dealt", Operation.Permutation.shuffle(16, 4), first));
            return g.conv("b", second, 8, 3, inGroups);
        });
    }

    /// With slopes of any size, of both signs.
    private static Node bent(GraphBuilder g, String name, Node x) {
        Node slopes = g.parameter(name + ".weight", Shape.of(g.channels(x)), new Initial.Uniform(1.5));
        return g.add(name, new Operation.PRelu(), x, slopes);
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
        cases.of("batch norm of the picture", TrainingOnly.BatchNorm.class, 5, (g, x) -> g.batchNorm("norm", x));
        cases.of(
                "batch norm of a convolution",
                TrainingOnly.BatchNorm.class,
                12,
                (g, x) -> g.relu(g.batchNorm("norm", g.convWithoutBias("conv", x, 20, 3, Convolve.same(3)))));
        cases.of("batch norm of a strided convolution in groups", TrainingOnly.BatchNorm.class, 12, (g, x) -> {
            Node convolved = g.conv("conv", x, 16, 3, new Convolve(2, 1, 1, 4));
            return g.batchNorm("twice", g.batchNorm("norm", convolved));
        });
        cases.of("batch norm of a convolution that others read", TrainingOnly.BatchNorm.class, 7, (g, x) -> {
            Node convolved = g.conv("conv", x, 7, 3);
            return g.add(g.batchNorm("norm", convolved), convolved);
        });
    }

    /// Convolutions that become one with the 1×1 convolution behind them, where that is less work and nobody else reads
    /// what is between.
    private void linearPairs() {
        Convolve plain = Convolve.same(1);
        cases.of("convolution before 1x1", Convolve.class, 5, (g, x) -> g.conv("b", g.conv("a", x, 20, 3), 7, 1));
        cases.of(
                "strided convolution before two of 1x1, without bias",
                Convolve.class,
                5,
                (g, x) -> g.conv(
                        "c",
                        g.convWithoutBias("b", g.convWithoutBias("a", x, 20, 3, new Convolve(2, 0, 1, 1)), 9, 1, plain),
                        4,
                        1));
        cases.of(
                "convolution and shuffle before 1x1",
                Operation.PixelShuffle.class,
                6,
                (g, x) -> g.conv("b", g.pixelShuffle(g.conv("a", x, 4 * 12, 3), 2), 5, 1));
        cases.of(
                "convolution before a wide 1x1", Convolve.class, 5, (g, x) -> g.conv("b", g.conv("a", x, 3, 3), 20, 1));
        cases.of("convolution that a 1x1 and a sum read", Convolve.class, 5, (g, x) -> {
            Node a = g.conv("a", x, 9, 3);
            return g.add(g.conv("b", a, 9, 1), a);
        });
    }

    /// Convolutions that become ones in groups; gates by chance.
    private void gatedFilters() {
        cases.of(
                "gated filters",
                GatedFilters.class,
                16,
                (g, x) -> gated(g, "conv", x, 16, new GatedFilters(false, false)));
        cases.of("gated filters between convolutions, with batch norm", GatedFilters.class, 5, (g, x) -> {
            Node gated = gated(g, "conv", g.conv("before", x, 16, 1), 32, new GatedFilters(false, true));
            return g.conv("behind", g.relu(g.batchNorm("norm", gated)), 6, 1);
        });
        cases.of("gated filters of three channels or more, sorted", GatedFilters.class, 12, (g, x) -> {
            Node gated = gated(g, "a", x, 24, new GatedFilters(true, true));
            return g.add(gated, g.relu(gated(g, "b", gated, 24, new GatedFilters(true, false))));
        });
        cases.of("gated filters that others follow", GatedFilters.class, 16, (g, x) -> {
            Node gated = gated(g, "a", x, 16, new GatedFilters(false, true));
            return g.add(x, gated(g, "b", g.relu(gated), 16, new GatedFilters(false, true)));
        });
    }

    private static Node gated(GraphBuilder g, String name, Node x, int out, GatedFilters operation) {
        int in = g.channels(x);
        Node filters = g.parameter(name + ".weight", Shape.of(out, in, 3, 3), new Initial.Normal(0.2));
        Node bias = g.parameter(name + ".bias", Shape.of(out), new Initial.Normal(1));
        Node gates = g.parameter(
                name + ".gate", Shape.of(Links.gates(in, out)), new Initial.EitherSign(1e-8), Operation.Role.GATE);
        return g.add(name, Convolve.same(3), x, g.add(name + ".gated", operation, filters, gates), bias);
    }

    private void computedWeights() {
        cases.of("weight norm", TrainingOnly.WeightNorm.class, 12, (g, x) -> {
            Node v = g.parameter("conv.weight_v", Shape.of(20, 12, 3, 3), new Initial.Normal(1));
            Node gain = g.parameter("conv.weight_g", Shape.of(20, 1, 1, 1), new Initial.Uniform(2));
            Node weight = g.add("conv.weight", new TrainingOnly.WeightNorm(), v, gain);
            return g.add("conv", Convolve.same(3), x, weight);
        });
    }
}
