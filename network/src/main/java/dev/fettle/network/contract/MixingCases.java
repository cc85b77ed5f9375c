package dev.fettle.network.contract;

import dev.fettle.network.Course;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly;

/// Selection among groups, and convolutions with mixed kernels.
final class MixingCases {
    private final CaseList cases;

    MixingCases(CaseList cases) {
        this.cases = cases;
    }

    void selection() {
        cases.of(
                "window mean",
                Operation.WindowMean.class,
                20,
                (g, x) -> g.add("mean", new Operation.WindowMean(4, 0), x));
        cases.of(
                "window mean over more than the picture",
                Operation.WindowMean.class,
                3,
                (g, x) -> g.add("mean", new Operation.WindowMean(16, 2), x));
        cases.of(
                "window mean with a margin",
                Operation.WindowMean.class,
                20,
                (g, x) -> g.add("mean", new Operation.WindowMean(4, 2), x));
        cases.of(
                "window mean with an odd margin behind a convolution",
                Operation.WindowMean.class,
                4,
                (g, x) -> g.add("mean", new Operation.WindowMean(3, 1), g.conv("conv", x, 18, 3)));
        cases.of("softmax", Operation.Softmax.class, 5, (g, x) -> g.add("softmax", new Operation.Softmax(5, 1), x));
        cases.of(
                "softmax in sets",
                Operation.Softmax.class,
                12,
                (g, x) -> g.add("softmax", new Operation.Softmax(4, 0.7), x));
        cases.of("one-hot", Operation.OneHot.class, 12, (g, x) -> {
            Node logits = g.conv("logits", x, 12, 1);
            return g.add(logits, g.add("one_hot", new Operation.OneHot(4), logits));
        });
        cases.of("square root", Operation.SquareRoot.class, 5, (g, x) -> {
            Node positive = g.add("sigmoid", new Operation.Sigmoid(), x);
            return g.add("root", new Operation.SquareRoot(), positive);
        });
        cases.of("gumbel softmax", TrainingOnly.GumbelSoftmax.class, 12, (g, x) -> {
            Node logits = g.conv("logits", x, 12, 1);
            return g.add(logits, g.add("gumbel", new TrainingOnly.GumbelSoftmax(4, 1), logits));
        });
        cases.of(
                "annealed softmax",
                TrainingOnly.AnnealedSoftmax.class,
                12,
                (g, x) -> g.add("annealed", new TrainingOnly.AnnealedSoftmax(4, Course.linear(30, 0.8, 0.5)), x));
    }

    void mixedConvolutions() {
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
        cases.of("mixed convolution in a residual block", MixedConvolve.class, 32, (g, x) -> {
            MixedConvolve mixed = new MixedConvolve(Convolve.same(3), 4, 16, 0);
            Node hidden = g.relu(mixed(g.in("a"), x, mixed, 32, true));
            return g.add(g.scale(mixed(g.in("b"), hidden, mixed, 32, true), 0.3), x);
        });
        cases.of("mixed convolution per window in a residual block", MixedConvolve.class, 32, (g, x) -> {
            MixedConvolve mixed = new MixedConvolve(Convolve.same(3), 4, 16, 8);
            Node hidden = g.relu(mixed(g.in("a"), x, mixed, 32, true));
            return g.add(g.scale(mixed(g.in("b"), hidden, mixed, 32, true), 0.3), x);
        });
        cases.of("mixed convolution before a shuffle", MixedConvolve.class, 12, (g, x) -> {
            MixedConvolve mixed = new MixedConvolve(Convolve.same(3), 2, 4, 4);
            return g.pixelShuffle(mixed(g, x, mixed, 16, true), 2);
        });
        cases.of(
                "mixed convolution without bias",
                MixedConvolve.class,
                12,
                (g, x) -> mixed(g, x, new MixedConvolve(Convolve.same(3), 2, 4, 0), 16, false));
    }

    private void mixed(String name, MixedConvolve mixed, int in, int out) {
        cases.of("mixed convolution " + name, MixedConvolve.class, in, (g, x) -> mixed(g, x, mixed, out, true));
    }

    /// With coefficients from the means and from one layer, as they are in use.
    static Node mixed(GraphBuilder g, Node x, MixedConvolve mixed, int out, boolean biased) {
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
}
