package dev.fettle.network.contract;

import dev.fettle.network.Course;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Kinds.Kind;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Overlay;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.Windows;
import dev.fettle.network.architecture.ArCnn;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Router;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Sparse.Constraint;
import dev.fettle.network.convolution.Sparse.Form;
import dev.fettle.network.convolution.Sparse.Pooling;
import dev.fettle.network.convolution.Sparse.Selection;
import dev.fettle.network.convolution.SqueezeExcite;
import dev.fettle.network.convolution.Temperature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

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

    private static final String CONVOLUTION = "convolution";

    /// Sizes of networks; the cardinals of NSR divide the channels.
    private static final Map<String, Integer> SMALL =
            Map.of("blocks", 1, "layers", 3, "channels", 16, "width", 1, "features", 4, "enhanced", 16, "mapped", 16);

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
        cases.joining();
        cases.computedWeights();
        cases.selection();
        cases.mixedConvolutions();
        cases.batchNorm();
        cases.architectures();
        cases.permutations();
        cases.resizing();
        cases.slim();
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

    private void slim() {
        Edsr edsr = new Edsr(2, 2, 12, 0.5, 1);
        slim("edsr", edsr, Map.of("head.0", 7, "body.0.body.0", 5, "tail.0.0", 3));
        Wdsr nsr = new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(2, 4));
        slim("nsr", nsr, Map.of("body.0", 1, "body.1.body.0", 3));
        slim("squeeze and excite", new Edsr(2, 1, 32, 1, 1, SqueezeExcite.DEFAULTS), Map.of("body.0.body.0", 9));
        slim("dncnn", new DnCnn(4, 12, 1, Normalisation.BATCH, false), Map.of("dncnn.2", 5));
    }

    private void slim(String name, Architecture base, Map<String, Integer> widths) {
        architecture("slim " + name, new Slim(base, new LinkedHashMap<>(widths)));
    }

    private void permutations() {
        of("permutation of the picture", Permutation.class, 5, (g, x) -> permuted(g, x, List.of(4, 0, 3, 1, 2)));
        of("permutation of many channels", Permutation.class, 40, (g, x) -> g.add(x, shuffled(g, x, 8)));
        of(
                "permutation behind a convolution",
                Permutation.class,
                7,
                (g, x) -> shuffled(g, g.relu(g.conv("a", x, 24, 3)), 3));
        of(
                "permutation before a convolution",
                Permutation.class,
                12,
                (g, x) -> g.conv("a", g.relu(shuffled(g, x, 3)), 20, 3));
        of("permutation between convolutions in groups", Permutation.class, 16, (g, x) -> {
            Node first = g.conv("first", x, 24, 3, new Convolve(1, 1, 1, 4));
            return g.conv("second", shuffled(g, first, 4), 12, 3, new Convolve(1, 1, 1, 4));
        });
        of("permutation within the groups of a convolution", Permutation.class, 8, (g, x) -> {
            Node first = g.conv("first", x, 8, 3, new Convolve(1, 1, 1, 2));
            return permuted(g, first, List.of(3, 1, 0, 2, 4, 7, 6, 5));
        });
        of("permutation that a convolution and a sum read", Permutation.class, 12, (g, x) -> {
            Node shuffled = shuffled(g, x, 4);
            return g.add(g.conv("a", shuffled, 12, 3), shuffled);
        });
        of("permutation of a permutation", Permutation.class, 12, (g, x) -> shuffled(g, shuffled(g, x, 4), 2));
        of("permutation before a mixed convolution", Permutation.class, 12, (g, x) -> {
            Node shuffled = shuffled(g, g.add(x, x), 4);
            return mixed(g, shuffled, new MixedConvolve(Convolve.same(3), 4, 8, 0), 16, true);
        });
    }

    private static Node shuffled(GraphBuilder g, Node x, int groups) {
        return permuted(g, x, Permutation.shuffle(g.channels(x), groups).order());
    }

    private static Node permuted(GraphBuilder g, Node x, List<Integer> order) {
        return g.add("permuted", new Permutation(order), x);
    }

    private void resizing() {
        Shape even = Shape.of(2, 5, 12, 10);
        of("pixel unshuffle 2", PixelUnshuffle.class, even, (g, x) -> g.pixelUnshuffle(x, 2));
        of(
                "pixel unshuffle 2 of many channels",
                PixelUnshuffle.class,
                Shape.of(2, 20, 12, 10),
                (g, x) -> g.conv("b", g.pixelUnshuffle(g.conv("a", x, 18, 3), 2), 5, 3));
        of("pixel unshuffle 3", PixelUnshuffle.class, Shape.of(1, 3, 15, 9), (g, x) -> g.pixelUnshuffle(x, 3));
        of(
                "pixel unshuffle undoes a shuffle",
                PixelUnshuffle.class,
                12,
                (g, x) -> g.pixelUnshuffle(g.relu(g.pixelShuffle(x, 2)), 2));
        of("halved twice and doubled twice", PixelUnshuffle.class, Shape.of(1, 3, 16, 20), (g, x) -> {
            Node half = g.relu(g.conv("a", g.pixelUnshuffle(x, 2), 8, 3));
            Node quarter = g.conv("b", half, 8, 3, new Convolve(2, 1, 1, 1));
            Node back = g.pixelShuffle(g.conv("c", quarter, 32, 3), 2);
            return g.add(g.pixelShuffle(g.conv("d", g.add(back, half), 12, 3), 2), x);
        });
        for (int factor : new int[] {1, 2, 3, 4}) {
            of("bicubic " + factor, Bicubic.class, 5, (g, x) -> enlarged(g, x, factor));
        }
        of("bicubic of many channels", Bicubic.class, 20, (g, x) -> enlarged(g, x, 2));
        of("bicubic of one pixel", Bicubic.class, Shape.of(1, 3, 1, 1), (g, x) -> enlarged(g, x, 3));
        of("bicubic between convolutions", Bicubic.class, 3, (g, x) -> {
            Node enlarged = enlarged(g, g.conv("a", x, 18, 3), 2);
            return g.add(g.conv("b", enlarged, 3, 3), enlarged(g, x, 2));
        });
        of("enlarged, halved twice and doubled twice", Bicubic.class, 3, (g, x) -> {
            Node half = g.relu(g.conv("a", enlarged(g, x, 4), 8, 3, new Convolve(2, 1, 1, 1)));
            Node quarter = g.conv("b", half, 8, 3, new Convolve(2, 1, 1, 1));
            Node back = g.pixelShuffle(g.conv("c", quarter, 32, 3), 2);
            return g.pixelShuffle(g.conv("d", g.concat("cat", List.of(back, half)), 12, 3), 2);
        });
    }

    private static Node enlarged(GraphBuilder g, Node x, int factor) {
        return g.add("enlarged", new Bicubic(factor), x);
    }

    /// What an engine may do without copies.
    private void joining() {
        of("dense block", Operation.Concat.class, 18, (g, x) -> {
            Node a = g.relu(g.conv("a", x, 7, 3));
            Node b = g.relu(g.conv("b", g.concat("xa", List.of(x, a)), 16, 3));
            Node c = g.relu(g.conv("c", g.concat("xab", List.of(x, a, b)), 5, 3));
            return g.add(g.conv("fusion", g.concat("xabc", List.of(x, a, b, c)), 18, 1), x);
        });
        of("concat of concat", Operation.Concat.class, 5, (g, x) -> {
            Node inner = g.concat("inner", List.of(g.conv("a", x, 20, 3), x));
            return g.concat("outer", List.of(g.conv("b", inner, 6, 3), inner, x, inner));
        });
        of("concat in two places", Operation.Concat.class, 5, (g, x) -> {
            Node a = g.conv("a", x, 17, 3);
            Node first = g.concat("first", List.of(g.conv("b", x, 3, 1), a));
            return g.concat("second", List.of(a, g.conv("c", first, 4, 3)));
        });
        of("concat of shifted features", Operation.Shift.class, 5, (g, x) -> {
            Node intrinsic = g.relu(g.conv("a", x, 18, 3));
            Node ghost = g.add("ghost", new Operation.Shift(1, -1), intrinsic);
            return g.conv("b", g.concat("cat", List.of(intrinsic, ghost)), 6, 3);
        });
        of("concat with a shuffle and a mean", Operation.Concat.class, 12, (g, x) -> {
            Node shuffled = g.pixelShuffle(g.conv("a", x, 20, 3), 2);
            Node wide = g.pixelShuffle(x, 2);
            Node joined = g.concat("cat", List.of(wide, shuffled, wide));
            return g.add("gated", new Operation.Multiply(), joined, g.add("mean", new Operation.GlobalMean(), joined));
        });
        of("slice of a concat", Operation.Slice.class, 5, (g, x) -> {
            Node joined = g.concat("cat", List.of(g.conv("a", x, 20, 3), g.conv("b", x, 9, 1)));
            return g.conv("c", g.add("part", new Operation.Slice(3, 25), joined), 6, 3);
        });
        of("pointwise convolution of a shift", Operation.Shift.class, 20, (g, x) -> {
            Node shifted = g.add("shift", new Operation.Shift(-2, 3), g.conv("a", x, 20, 3));
            return g.add(g.conv("b", shifted, 20, 1), shifted);
        });
        of("wide convolution of shifts", Operation.Shift.class, 20, (g, x) -> {
            Node down = g.conv("a", g.add("down", new Operation.Shift(3, 0), x), 20, 3);
            return g.conv("b", g.add("right", new Operation.Shift(-1, 2), down), 20, 3);
        });
    }

    private void computedWeights() {
        of("weight norm", Operation.WeightNorm.class, 12, (g, x) -> {
            Node v = g.parameter("conv.weight_v", Shape.of(20, 12, 3, 3), new Initial.Normal(1));
            Node gain = g.parameter("conv.weight_g", Shape.of(20, 1, 1, 1), new Initial.Uniform(2));
            Node weight = g.add("conv.weight", new Operation.WeightNorm(), v, gain);
            return g.add("conv", Convolve.same(3), x, weight);
        });
    }

    private void selection() {
        of("window mean", Operation.WindowMean.class, 20, (g, x) -> g.add("mean", new Operation.WindowMean(4, 0), x));
        of(
                "window mean over more than the picture",
                Operation.WindowMean.class,
                3,
                (g, x) -> g.add("mean", new Operation.WindowMean(16, 2), x));
        of(
                "window mean with a margin",
                Operation.WindowMean.class,
                20,
                (g, x) -> g.add("mean", new Operation.WindowMean(4, 2), x));
        of(
                "window mean with an odd margin behind a convolution",
                Operation.WindowMean.class,
                4,
                (g, x) -> g.add("mean", new Operation.WindowMean(3, 1), g.conv("conv", x, 18, 3)));
        of("softmax", Operation.Softmax.class, 5, (g, x) -> g.add("softmax", new Operation.Softmax(5, 1), x));
        of(
                "softmax in sets",
                Operation.Softmax.class,
                12,
                (g, x) -> g.add("softmax", new Operation.Softmax(4, 0.7), x));
        of("one-hot", Operation.OneHot.class, 12, (g, x) -> {
            Node logits = g.conv("logits", x, 12, 1);
            return g.add(logits, g.add("one_hot", new Operation.OneHot(4), logits));
        });
        of("square root", Operation.SquareRoot.class, 5, (g, x) -> {
            Node positive = g.add("sigmoid", new Operation.Sigmoid(), x);
            return g.add("root", new Operation.SquareRoot(), positive);
        });
        of("gumbel softmax", Operation.GumbelSoftmax.class, 12, (g, x) -> {
            Node logits = g.conv("logits", x, 12, 1);
            return g.add(logits, g.add("gumbel", new Operation.GumbelSoftmax(4, 1), logits));
        });
        of(
                "annealed softmax",
                Operation.AnnealedSoftmax.class,
                12,
                (g, x) -> g.add("annealed", new Operation.AnnealedSoftmax(4, Course.linear(30, 0.8, 0.5)), x));
    }

    private void mixedConvolutions() {
        mixed("one kernel", new MixedConvolve(Convolve.same(3), 1, 1, 0), 5, 7);
        mixed("per picture", new MixedConvolve(Convolve.same(3), 4, 1, 0), 12, 20);
        mixed("per picture in cardinal groups", new MixedConvolve(Convolve.same(3), 4, 8, 0), 32, 32);
        mixed("per picture, 1x1", new MixedConvolve(Convolve.same(1), 2, 3, 0), 7, 9);
        mixed("per picture in groups with stride 2", new MixedConvolve(new Convolve(2, 1, 1, 4), 3, 2, 0), 16, 32);
        mixed("per picture, to one channel", new MixedConvolve(Convolve.same(3), 2, 1, 0), 32, 1);
        mixed("per picture, depthwise", new MixedConvolve(new Convolve(1, 1, 1, 27), 2, 3, 0), 27, 27);
        mixed("per window", new MixedConvolve(Convolve.same(3), 3, 1, 4), 12, 20);
        mixed("per window in cardinal groups", new MixedConvolve(Convolve.same(3), 4, 8, 8), 32, 32);
        mixed("per odd window", new MixedConvolve(Convolve.same(3), 2, 4, 5), 32, 32);
        mixed("per window, 5x5 in groups", new MixedConvolve(new Convolve(1, 2, 1, 2), 2, 3, 3), 6, 12);
        mixed("in one window", new MixedConvolve(Convolve.same(3), 4, 8, 16), 32, 32);
        of("mixed convolution in a residual block", MixedConvolve.class, 32, (g, x) -> {
            MixedConvolve mixed = new MixedConvolve(Convolve.same(3), 4, 16, 0);
            Node hidden = g.relu(mixed(g.in("a"), x, mixed, 32, true));
            return g.add(g.scale(mixed(g.in("b"), hidden, mixed, 32, true), 0.3), x);
        });
        of("mixed convolution per window in a residual block", MixedConvolve.class, 32, (g, x) -> {
            MixedConvolve mixed = new MixedConvolve(Convolve.same(3), 4, 16, 8);
            Node hidden = g.relu(mixed(g.in("a"), x, mixed, 32, true));
            return g.add(g.scale(mixed(g.in("b"), hidden, mixed, 32, true), 0.3), x);
        });
        of("mixed convolution before a shuffle", MixedConvolve.class, 12, (g, x) -> {
            MixedConvolve mixed = new MixedConvolve(Convolve.same(3), 2, 4, 4);
            return g.pixelShuffle(mixed(g, x, mixed, 16, true), 2);
        });
        of(
                "mixed convolution without bias",
                MixedConvolve.class,
                12,
                (g, x) -> mixed(g, x, new MixedConvolve(Convolve.same(3), 2, 4, 0), 16, false));
    }

    private void mixed(String name, MixedConvolve mixed, int in, int out) {
        of("mixed convolution " + name, MixedConvolve.class, in, (g, x) -> mixed(g, x, mixed, out, true));
    }

    /// With coefficients from the means and from one layer, as they are in use.
    private static Node mixed(GraphBuilder g, Node x, MixedConvolve mixed, int out, boolean biased) {
        int window = mixed.window();
        Operation mean = window == 0 ? new Operation.GlobalMean() : new Operation.WindowMean(window, window % 2);
        Node logits = g.conv("route", g.add("mean", mean, x), mixed.coefficients(), 1);
        Node coefficients = g.add("softmax", new Operation.Softmax(mixed.groups(), 0.2), logits);
        int filters = mixed.groups() * out;
        int channels = g.channels(x) / mixed.geometry().groups();
        int kernel = 2 * mixed.geometry().padding() + 1;
        Node bank = g.parameter("weight", Shape.of(filters, channels, kernel, kernel), new Initial.Normal(0.2));
        if (!biased) {
            return g.add("mixed", mixed, x, bank, coefficients);
        }
        Node bias = g.parameter("bias", Shape.of(filters), new Initial.Normal(1));
        return g.add("mixed", mixed, x, bank, coefficients, bias);
    }

    private void architectures() {
        architecture("edsr x2", new Edsr(2, 2, 16, 0.1, 1));
        architecture("edsr x3", new Edsr(3, 1, 12, 1, 1));
        architecture("edsr x4 in 0..255", new Edsr(4, 1, 8, 1, 255));
        architecture("vdsr", new Vdsr(2, 4, 12, 1, true));
        architecture("vdsr rgb without bias", new Vdsr(2, 3, 20, 3, false));
        architecture("wdsr a", new Wdsr(2, 1, 8, 2, Wdsr.Block.A, Convolutions.PLAIN));
        architecture("wdsr b x1", new Wdsr(1, 1, 10, 3, Wdsr.Block.B, Convolutions.PLAIN));
        Wdsr folded = new Wdsr(1, 1, 8, 2, Wdsr.Block.A, 2, Convolutions.PLAIN);
        architecture("wdsr folded", folded, network(folded.graph()), 14, 20);
        Wdsr foldedX2 = new Wdsr(2, 1, 6, 1, Wdsr.Block.B, 4, Convolutions.PLAIN);
        architecture("wdsr x2 folded by 4", foldedX2, network(foldedX2.graph()), 16, 20);
        Wdsr nsr = new Wdsr(3, 2, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 4));
        architecture("nsr", nsr);
        architecture(
                "nsr in windows that share kernels",
                nsr,
                Windows.of(network(nsr.graph()).deployed(), 4).network());
        sparse("none", Constraint.NONE, Selection.INDEPENDENT, Form.MERGED, routing(Pooling.GLOBAL, Router.LINEAR));
        sparse("sigmoid", Constraint.SIGMOID, Selection.SHARED, Form.MERGED, routing(Pooling.GLOBAL, Router.SQUEEZE));
        sparse("annealed", Constraint.ANNEALED, Selection.SHARED, Form.MERGED, routing(Pooling.WINDOW, Router.LINEAR));
        sparse("sum", Constraint.SOFTMAX, Selection.SHARED, Form.SUM, routing(Pooling.GLOBAL, Router.LINEAR));
        sparse("hard", Constraint.HARD, Selection.INDEPENDENT, Form.MERGED, routing(Pooling.LOCAL, Router.SQUEEZE));
        sparse(
                "sum per window",
                Constraint.SOFTMAX,
                Selection.SHARED,
                Form.SUM,
                routing(Pooling.WINDOW, Router.LINEAR));
        architecture("sparse vdsr", new Vdsr(2, 4, 8, 1, false, Sparse.DEFAULTS.withGroups(2, 4)));
        architecture("dncnn", new DnCnn(4, 12, 1, Normalisation.NONE, true));
        architecture("dncnn rgb with batch norm", new DnCnn(4, 12, 3, Normalisation.BATCH, false));
        architecture("arcnn", new ArCnn(12, 8, 5, 1));
        Architectures.ALL.forEach(this::everyConvolution);
    }

    /// Every convolution in a network, if it takes one.
    private void everyConvolution(Kind<Architecture> kind) {
        ObjectNode settings = Architectures.write(kind.defaults());
        SMALL.keySet().stream().filter(settings::has).forEach(key -> settings.put(key, SMALL.get(key)));
        if (settings.has(CONVOLUTION)) {
            for (String convolution : Convolutions.ALL.names()) {
                ObjectNode changed = Overlay.of(settings, settings.objectNode().put(CONVOLUTION, convolution));
                architecture(convolution + " in " + kind.name(), Architectures.read(changed));
            }
        }
    }

    private void sparse(String name, Constraint constraint, Selection selection, Form form, Sparse.Routing routing) {
        Sparse.Choice choice = new Sparse.Choice(constraint, new Temperature(3, 0.7, 0.5), selection, form);
        architecture("nsr, " + name, new Edsr(2, 1, 8, 1, 1, new Sparse(3, 1, choice, routing)));
    }

    private static Sparse.Routing routing(Pooling pooling, Router router) {
        return new Sparse.Routing(pooling, 6, router, 4);
    }

    private void of(
            String name,
            Class<? extends Operation> operation,
            int channels,
            BiFunction<GraphBuilder, Node, Node> body) {
        of(name, operation, Shape.of(2, channels, 13, 11), body);
    }

    private void of(
            String name, Class<? extends Operation> operation, Shape input, BiFunction<GraphBuilder, Node, Node> body) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(body.apply(g, g.input("image", input.channels())));
        cases.add(new Case(name, operation, network(graph), random(input)));
    }

    private void architecture(String name, Architecture architecture) {
        architecture(name, architecture, network(architecture.graph()));
    }

    private void architecture(String name, Architecture architecture, Network network) {
        architecture(name, architecture, network, 14, 19);
    }

    private void architecture(String name, Architecture architecture, Network network, int height, int width) {
        Values input = random(Shape.of(1, network.graph().inputChannels(), height, width));
        cases.add(new Case(name, architecture.getClass(), network, input));
    }

    /// With initial weights, but as after some training where a network starts with what changes nothing (batch
    /// norm, biases of 0) or makes an output too small for tolerances to see.
    private Network network(Graph graph) {
        Random random = new Random(seed);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, seed).byName());
        for (Operation.Parameter parameter : graph.parameters()) {
            if (isNegligible(parameter.initial())) {
                weights.put(parameter.name(), new Initial.Uniform(0.15).draw(parameter.shape(), random));
            }
        }
        Set<String> normalising = graph.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.BatchNorm)
                .flatMap(node -> node.inputs().stream().skip(1))
                .map(Node::name)
                .collect(Collectors.toSet());
        weights.replaceAll(
                (name, values) -> normalising.contains(name) ? between(0.5, 1.5, values.shape(), random) : values);
        return new Network(graph, Weights.of(weights));
    }

    private static boolean isNegligible(Initial initial) {
        return switch (initial) {
            case Initial.Uniform _ -> false;
            case Initial.Normal(double deviation) -> deviation < 0.01;
            case Initial.Fill(double value) -> value == 0;
        };
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
