package dev.fettle.network.contract;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Shape;
import java.util.List;

/// Operations that move samples, and what an engine may do without copies.
final class RearrangingCases {
    private final CaseList cases;

    RearrangingCases(CaseList cases) {
        this.cases = cases;
    }

    void rearranging() {
        cases.of("concat", Operation.Concat.class, 5, (g, x) -> g.concat("cat", List.of(x, g.conv("a", x, 7, 1), x)));
        cases.of("slice", Operation.Slice.class, 20, (g, x) -> g.add("part", new Operation.Slice(3, 14), x));
        cases.of("slice of a convolution", Operation.Slice.class, 5, (g, x) -> {
            Node wide = g.conv("a", x, 24, 3);
            return g.add(
                    g.add("first", new Operation.Slice(0, 12), wide),
                    g.add("second", new Operation.Slice(12, 24), wide));
        });
        cases.of("pixel shuffle 2", Operation.PixelShuffle.class, 12, (g, x) -> g.pixelShuffle(x, 2));
        cases.of("pixel shuffle 3", Operation.PixelShuffle.class, 27, (g, x) -> g.pixelShuffle(x, 3));
        cases.of(
                "shuffle behind a convolution",
                Operation.PixelShuffle.class,
                8,
                (g, x) -> g.pixelShuffle(g.conv("a", x, 12, 3), 2));
        cases.of(
                "shift down and left",
                Operation.Shift.class,
                5,
                (g, x) -> g.add("shift", new Operation.Shift(1, -2), x));
        cases.of(
                "shift up and right",
                Operation.Shift.class,
                20,
                (g, x) -> g.add("shift", new Operation.Shift(-1, 1), x));
        cases.of(
                "shift by more than the picture",
                Operation.Shift.class,
                2,
                (g, x) -> g.add("shift", new Operation.Shift(99, 0), x));
    }

    /// Convolutions in groups before a shuffle, whose channels come of one group each, or of two.
    void shufflesOfGroups() {
        for (int filters : new int[] {64, 24}) {
            cases.of(
                    "pixel shuffle of " + filters + " filters in 4 groups",
                    Operation.PixelShuffle.class,
                    16,
                    (g, x) -> {
                        Convolve inGroups = new Convolve(1, 1, 1, 4);
                        return g.conv("b", g.pixelShuffle(g.relu(g.conv("a", x, filters, 3, inGroups)), 2), 5, 1);
                    });
        }
        cases.of("pixel shuffle of a 1x1 convolution in groups, bent", Operation.PixelShuffle.class, 12, (g, x) -> {
            Node shuffled = g.pixelShuffle(g.conv("a", x, 36, 1, new Convolve(1, 0, 1, 2)), 3);
            return g.conv("b", g.prelu("bent", shuffled), 5, 3);
        });
    }

    void permutations() {
        cases.of("permutation of the picture", Permutation.class, 5, (g, x) -> permuted(g, x, List.of(4, 0, 3, 1, 2)));
        cases.of("permutation of many channels", Permutation.class, 40, (g, x) -> g.add(x, shuffled(g, x, 8)));
        cases.of(
                "permutation behind a convolution",
                Permutation.class,
                7,
                (g, x) -> shuffled(g, g.relu(g.conv("a", x, 24, 3)), 3));
        cases.of(
                "permutation before a convolution",
                Permutation.class,
                12,
                (g, x) -> g.conv("a", g.relu(shuffled(g, x, 3)), 20, 3));
        cases.of("permutation between convolutions in groups", Permutation.class, 16, (g, x) -> {
            Node first = g.conv("first", x, 24, 3, new Convolve(1, 1, 1, 4));
            return g.conv("second", shuffled(g, first, 4), 12, 3, new Convolve(1, 1, 1, 4));
        });
        cases.of("permutation within the groups of a convolution", Permutation.class, 8, (g, x) -> {
            Node first = g.conv("first", x, 8, 3, new Convolve(1, 1, 1, 2));
            return permuted(g, first, List.of(3, 1, 0, 2, 4, 7, 6, 5));
        });
        cases.of("permutation that a convolution and a sum read", Permutation.class, 12, (g, x) -> {
            Node shuffled = shuffled(g, x, 4);
            return g.add(g.conv("a", shuffled, 12, 3), shuffled);
        });
        cases.of("permutation of a permutation", Permutation.class, 12, (g, x) -> shuffled(g, shuffled(g, x, 4), 2));
        cases.of("permutation before a mixed convolution", Permutation.class, 12, (g, x) -> {
            Node shuffled = shuffled(g, g.add(x, x), 4);
            return MixingCases.mixed(g, shuffled, new MixedConvolve(Convolve.same(3), 4, 8, 0), 16, true);
        });
    }

    private static Node shuffled(GraphBuilder g, Node x, int groups) {
        return permuted(g, x, Permutation.shuffle(g.channels(x), groups).order());
    }

    private static Node permuted(GraphBuilder g, Node x, List<Integer> order) {
        return g.add("permuted", new Permutation(order), x);
    }

    void resizing() {
        Shape even = Shape.of(2, 5, 12, 10);
        cases.of("pixel unshuffle 2", PixelUnshuffle.class, even, (g, x) -> g.pixelUnshuffle(x, 2));
        cases.of(
                "pixel unshuffle 2 of many channels",
                PixelUnshuffle.class,
                Shape.of(2, 20, 12, 10),
                (g, x) -> g.conv("b", g.pixelUnshuffle(g.conv("a", x, 18, 3), 2), 5, 3));
        cases.of("pixel unshuffle 3", PixelUnshuffle.class, Shape.of(1, 3, 15, 9), (g, x) -> g.pixelUnshuffle(x, 3));
        cases.of(
                "pixel unshuffle undoes a shuffle",
                PixelUnshuffle.class,
                12,
                (g, x) -> g.pixelUnshuffle(g.relu(g.pixelShuffle(x, 2)), 2));
        cases.of("halved twice and doubled twice", PixelUnshuffle.class, Shape.of(1, 3, 16, 20), (g, x) -> {
            Node half = g.relu(g.conv("a", g.pixelUnshuffle(x, 2), 8, 3));
            Node quarter = g.conv("b", half, 8, 3, new Convolve(2, 1, 1, 1));
            Node back = g.pixelShuffle(g.conv("c", quarter, 32, 3), 2);
            return g.add(g.pixelShuffle(g.conv("d", g.add(back, half), 12, 3), 2), x);
        });
        for (int factor : new int[] {1, 2, 3, 4}) {
            cases.of("bicubic " + factor, Bicubic.class, 5, (g, x) -> enlarged(g, x, factor));
        }
        cases.of("bicubic of many channels", Bicubic.class, 20, (g, x) -> enlarged(g, x, 2));
        cases.of("bicubic of one pixel", Bicubic.class, Shape.of(1, 3, 1, 1), (g, x) -> enlarged(g, x, 3));
        cases.of("bicubic between convolutions", Bicubic.class, 3, (g, x) -> {
            Node enlarged = enlarged(g, g.conv("a", x, 18, 3), 2);
            return g.add(g.conv("b", enlarged, 3, 3), enlarged(g, x, 2));
        });
        cases.of("enlarged, halved twice and doubled twice", Bicubic.class, 3, (g, x) -> {
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
    void joining() {
        cases.of("dense block", Operation.Concat.class, 18, (g, x) -> {
            Node a = g.relu(g.conv("a", x, 7, 3));
            Node b = g.relu(g.conv("b", g.concat("xa", List.of(x, a)), 16, 3));
            Node c = g.relu(g.conv("c", g.concat("xab", List.of(x, a, b)), 5, 3));
            return g.add(g.conv("fusion", g.concat("xabc", List.of(x, a, b, c)), 18, 1), x);
        });
        cases.of("concat of concat", Operation.Concat.class, 5, (g, x) -> {
            Node inner = g.concat("inner", List.of(g.conv("a", x, 20, 3), x));
            return g.concat("outer", List.of(g.conv("b", inner, 6, 3), inner, x, inner));
        });
        cases.of("concat in two places", Operation.Concat.class, 5, (g, x) -> {
            Node a = g.conv("a", x, 17, 3);
            Node first = g.concat("first", List.of(g.conv("b", x, 3, 1), a));
            return g.concat("second", List.of(a, g.conv("c", first, 4, 3)));
        });
        cases.of("concat of shifted features", Operation.Shift.class, 5, (g, x) -> {
            Node intrinsic = g.relu(g.conv("a", x, 18, 3));
            Node ghost = g.add("ghost", new Operation.Shift(1, -1), intrinsic);
            return g.conv("b", g.concat("cat", List.of(intrinsic, ghost)), 6, 3);
        });
        cases.of("concat with a shuffle and a mean", Operation.Concat.class, 12, (g, x) -> {
            Node shuffled = g.pixelShuffle(g.conv("a", x, 20, 3), 2);
            Node wide = g.pixelShuffle(x, 2);
            Node joined = g.concat("cat", List.of(wide, shuffled, wide));
            return g.add("gated", new Operation.Multiply(), joined, g.add("mean", new Operation.GlobalMean(), joined));
        });
        cases.of("slice of a concat", Operation.Slice.class, 5, (g, x) -> {
            Node joined = g.concat("cat", List.of(g.conv("a", x, 20, 3), g.conv("b", x, 9, 1)));
            return g.conv("c", g.add("part", new Operation.Slice(3, 25), joined), 6, 3);
        });
        cases.of("pointwise convolution of a shift", Operation.Shift.class, 20, (g, x) -> {
            Node shifted = g.add("shift", new Operation.Shift(-2, 3), g.conv("a", x, 20, 3));
            return g.add(g.conv("b", shifted, 20, 1), shifted);
        });
        cases.of("wide convolution of shifts", Operation.Shift.class, 20, (g, x) -> {
            Node down = g.conv("a", g.add("down", new Operation.Shift(3, 0), x), 20, 3);
            return g.conv("b", g.add("right", new Operation.Shift(-1, 2), down), 20, 3);
        });
    }
}
