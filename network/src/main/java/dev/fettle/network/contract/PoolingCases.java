package dev.fettle.network.contract;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.AveragePool;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MaxPool;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Shape;
import java.util.List;

/// What classifiers need beside convolutions: pooling over windows, and linear layers.
final class PoolingCases {
    private static final List<Integer> ANOTHER_ORDER = List.of(4, 0, 3, 1, 2);

    private final CaseList cases;

    PoolingCases(CaseList cases) {
        this.cases = cases;
    }

    void pooling() {
        both("3x3 stride 2 with padding", 20, 3, 2, 1);
        both("2x2 stride 2", 5, 2, 2, 0); // of 13×11 the last row and column are left out
        both("2x2 stride 2 with padding", 5, 2, 2, 1);
        both("3x3 stride 1 with padding", 18, 3, 1, 1);
        both("5x5 stride 3 with padding", 3, 5, 3, 2);
        both("1x1 stride 2", 7, 1, 2, 0);
        both("2x2 stride 5", 7, 2, 5, 1);
        both("7x7 of a whole picture", Shape.of(2, 4, 7, 7), 7, 1, 0);
        both("3x3 stride 2 of one pixel", Shape.of(2, 5, 1, 1), 3, 2, 1);
        both("4x4 of a row", Shape.of(1, 5, 2, 9), 4, 2, 2);
        cases.of("max pool behind a convolution and before one", MaxPool.class, 3, (g, x) -> {
            Node pooled = g.add("pool", new MaxPool(3, 2, 1), g.relu(g.conv("a", x, 18, 3)));
            return g.conv("b", pooled, 7, 3, new Convolve(2, 1, 1, 1));
        });
        cases.of("max pool of shifted channels", MaxPool.class, 20, (g, x) -> {
            Node some = g.add("some", new Slice(3, 14), g.conv("a", x, 20, 3));
            return g.add("pool", new MaxPool(3, 2, 1), g.add("shift", new Shift(-1, 2), some));
        });
        cases.of("average pool into a concatenation", AveragePool.class, 5, (g, x) -> {
            Node pooled = g.add("pool", new AveragePool(3, 1, 1), x);
            return g.conv("b", g.concat("cat", List.of(x, pooled)), 6, 3);
        });
        cases.of("max pool between a convolution and a permutation", MaxPool.class, 3, (g, x) -> {
            Node pooled = g.add("pool", new MaxPool(2, 2, 0), g.conv("a", x, 5, 3));
            return g.add("permuted", new Permutation(ANOTHER_ORDER), pooled);
        });
    }

    private void both(String name, int channels, int kernel, int stride, int padding) {
        both(name, Shape.of(2, channels, 13, 11), kernel, stride, padding);
    }

    private void both(String name, Shape input, int kernel, int stride, int padding) {
        pooled("max pool " + name, input, new MaxPool(kernel, stride, padding));
        pooled("average pool " + name, input, new AveragePool(kernel, stride, padding));
    }

    private void pooled(String name, Shape input, Pooling pooling) {
        cases.of(name, pooling.getClass(), input, (g, x) -> g.add("pool", pooling, x));
    }

    void linear() {
        cases.of("linear layer", Linear.class, 20, (g, x) -> g.linear("fc", mean(g, x), 7));
        cases.of(
                "linear layer of one pixel",
                Linear.class,
                Shape.of(3, 5, 1, 1),
                (g, x) -> g.linear("fc", mean(g, x), 33));
        cases.of("linear layer without bias", Linear.class, 12, (g, x) -> {
            Node weight = g.parameter("fc.weight", Shape.of(4, 12), new Initial.Normal(0.3));
            return g.add("fc", new Linear(), mean(g, x), weight);
        });
        cases.of("two linear layers", Linear.class, 5, (g, x) -> {
            Node hidden = g.relu(g.linear("a", mean(g, g.conv("conv", x, 9, 3)), 18));
            return g.linear("b", hidden, 3);
        });
        cases.of("linear layer between permutations", Linear.class, 5, (g, x) -> {
            Node shuffled = g.add("permuted", new Permutation(ANOTHER_ORDER), mean(g, g.relu(x)));
            Node made = g.linear("fc", shuffled, 5);
            return g.add("back", new Permutation(List.of(1, 3, 4, 2, 0)), made);
        });
    }

    private static Node mean(GraphBuilder g, Node x) {
        return g.add("mean", new GlobalMean(), x);
    }
}
