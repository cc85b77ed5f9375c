package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.LearntGhosts;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.TrainingOnly;
import dev.fettle.network.Operation.WindowMean;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Reader: how far beyond a tile the network must see for the tile's result to equal that of the whole
/// picture (half the receptive field). Model files, cards, `fettle inspect` and `fettle restore` mean this by "halo",
/// in the pixels of the network's input; what a tile of the engine sees more, for equal bits, is its overlap.
///
/// @param pixels input pixels needed on every side of a tile, rounded up to a multiple of alignment
/// @param alignment tile origins and sizes must be multiples of this many input pixels: the smallest number that is a
/// whole number of samples, and of the squares that are computed together, in every feature map
/// @param global whether a node pools over the whole picture, so that no finite halo is exact
public record Halo(int pixels, int alignment, boolean global) {

    /// The halo of the path from the picture to the first result.
    ///
    /// @throws IllegalArgumentException if that is a vector
    public static Halo of(Graph graph) {
        return of(graph, _ -> Squares.NONE);
    }

    /// Squares of samples that a convolution computes together.
    ///
    /// @param side 1 where every sample stands alone
    /// @param first a row, and column, of the result at which a square begins; may be negative
    public record Squares(int side, int first) {
        /// Every sample stands alone.
        public static final Squares NONE = new Squares(1, 0);

        /// The first row of the square that holds a row.
        long floor(long row) {
            return Math.floorDiv(row - first, side) * side + first;
        }

        /// The row behind the last square that begins before a row.
        long ceil(long row) {
            return Math.ceilDiv(row - first, (long) side) * side + first;
        }
    }

    /// The halo for results that are equal to the last bit, where convolutions compute squares of samples
    /// together, so that rounding errors spread within them.
    ///
    /// @param squares those of a convolution
    public static Halo of(Graph graph, Function<Node, Squares> squares) {
        Ending.requirePicture(graph);
        boolean[] depends = graph.dependsOnInput();
        Set<Node> needed = graph.needed(List.of(graph.output()));
        int alignment = alignment(graph, needed, squares);
        boolean global = needed.stream().anyMatch(node -> depends[node.index()] && pools(node.operation()));
        Interval tile = new Interval(0, 16L * alignment);
        Interval seen = Backwards.of(graph, depends, tile, squares);
        long reach = Math.max(Math.max(tile.from - seen.from, seen.to - tile.to), 0);
        return new Halo(Math.toIntExact((reach + alignment - 1) / alignment * alignment), alignment, global);
    }

    /// What the sides of a picture must be multiples of for every feature map, of all results, to have whole samples.
    public static int alignment(Graph graph) {
        return alignment(graph, Set.copyOf(graph.nodes()), _ -> Squares.NONE);
    }

    /// Windows are laid from the picture's corner, and each layer's windows reach as far again: as good as
    /// global.
    private static boolean pools(Operation operation) {
        return operation instanceof GlobalMean || operation instanceof WindowMean;
    }

    private static int alignment(Graph graph, Set<Node> needed, Function<Node, Squares> squares) {
        Density[] densities = new Density[graph.nodes().size()];
        int alignment = 1;
        for (Node node : graph.nodes()) {
            Density before = node.inputs().isEmpty()
                    ? Density.OF_PICTURE
                    : densities[node.inputs().getFirst().index()]; // the feature map, or the larger of two
            Density density = before.behind(node.operation());
            densities[node.index()] = density;
            if (needed.contains(node)) {
                alignment = leastCommonMultiple(
                        alignment, density.pixelsFor(squares.apply(node).side()));
            }
        }
        return alignment;
    }

    private static int leastCommonMultiple(int a, int b) {
        return Math.multiplyExact(a / greatestCommonDivisor(a, b), b);
    }

    private static int greatestCommonDivisor(int a, int b) {
        return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
    }

    /// How dense the samples of a feature map lie, in lowest terms: a network that halves twice and doubles twice is
    /// back at the density of its picture.
    ///
    /// @param samples per `pixels` of the network's input, along a side
    private record Density(int samples, int pixels) {
        static final Density OF_PICTURE = new Density(1, 1);

        Density behind(Operation operation) {
            return switch (operation) {
                case Convolving convolving -> over(convolving.geometry().stride());
                case PixelShuffle(int factor) -> times(factor);
                case PixelUnshuffle(int factor) -> over(factor);
                case Bicubic(int factor) -> times(factor);
                case Plain _, TrainingOnly _ -> this;
            };
        }

        private Density over(int stride) {
            return inLowestTerms(samples, Math.multiplyExact(pixels, stride));
        }

        private Density times(int factor) {
            return inLowestTerms(Math.multiplyExact(samples, factor), pixels);
        }

        private static Density inLowestTerms(int samples, int pixels) {
            int divisor = greatestCommonDivisor(samples, pixels);
            return new Density(samples / divisor, pixels / divisor);
        }

        /// The fewest input pixels that are a whole number of squares.
        int pixelsFor(int side) {
            return Math.multiplyExact(pixels, side / greatestCommonDivisor(samples, side));
        }
    }

    /// Rows (or columns) from (inclusive) to to (exclusive), in the pixels of one feature map.
    private record Interval(long from, long to) {
        Interval widened(int reach) {
            return new Interval(from - reach, to + reach);
        }

        Interval union(Interval other) {
            return new Interval(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    /// Carries the rows that are needed of each node from the output back to the picture.
    private static final class Backwards {
        private final Interval[] needed;
        private final Function<Node, Squares> squares;

        private Backwards(int nodes, Function<Node, Squares> squares) {
            needed = new Interval[nodes];
            this.squares = squares;
        }

        static Interval of(Graph graph, boolean[] depends, Interval tile, Function<Node, Squares> squares) {
            Shapes probe = Shapes.of(graph, 1, Math.toIntExact(tile.to), Math.toIntExact(tile.to));
            Backwards backwards = new Backwards(graph.nodes().size(), squares);
            backwards.needed[graph.output().index()] =
                    new Interval(0, probe.of(graph.output()).height());
            for (Node node : graph.nodes().reversed()) {
                Interval rows = backwards.needed[node.index()];
                if (rows != null && depends[node.index()]) {
                    for (Node read : node.inputs()) {
                        if (depends[read.index()] && probe.of(read).rank() == 4) {
                            backwards.require(read, backwards.read(node, rows, probe));
                        }
                    }
                }
            }
            return backwards.needed[graph.input().index()];
        }

        private void require(Node node, Interval rows) {
            Interval before = needed[node.index()];
            needed[node.index()] = before == null ? rows : before.union(rows);
        }

        /// The rows of its input that a node reads to make these rows; the larger of the two directions.
        private Interval read(Node node, Interval rows, Shapes shapes) {
            return switch (node.operation()) {
                case Convolving convolving ->
                    convolved(
                            convolving.geometry(),
                            touched(rows, squares.apply(node)),
                            shapes.of(convolving.weight(node)).height());
                case PixelShuffle(int factor) ->
                    new Interval(Math.floorDiv(rows.from, factor), Math.ceilDiv(rows.to, (long) factor));
                case PixelUnshuffle(int factor) -> new Interval(rows.from * factor, rows.to * factor);
                case Bicubic bicubic -> {
                    int from = bicubic.first(Math.toIntExact(rows.from));
                    int last = bicubic.first(Math.toIntExact(rows.to - 1)) + 3;
                    yield new Interval(from, last + 1);
                }
                case Permutation _ -> rows;
                case Shift(int down, int right) -> rows.widened(Math.max(Math.abs(down), Math.abs(right)));
                case LearntGhosts ghosts -> rows.widened(ghosts.choice().reach());
                case Input _, Parameter _, Constant _ -> rows;
                case Relu _, LeakyRelu _, Sigmoid _, Scale _, Add _, Multiply _, Concat _, Slice _, GlobalMean _ ->
                    rows;
                case WindowMean _, Softmax _, OneHot _, SquareRoot _ -> rows;
                case TrainingOnly _ -> rows;
            };
        }

        /// The rows that have a part in the rounding of these. Of a square's samples the first does not
        /// depend on the last point and the last not on the first: what a 3×3 kernel does not reach has
        /// no part in them (Winograd's output transform, Lavin and Gray, CVPR 2016, sec. 4).
        private static Interval touched(Interval rows, Squares squares) {
            long from = squares.floor(rows.from);
            long to = squares.ceil(rows.to);
            return new Interval(from == rows.from ? from : from + 1, to == rows.to ? to : to - 1);
        }

        private static Interval convolved(Convolve convolve, Interval rows, int kernel) {
            long from = rows.from * convolve.stride() - convolve.padding();
            long to = (rows.to - 1) * convolve.stride()
                    - convolve.padding()
                    + (long) convolve.dilation() * (kernel - 1)
                    + 1;
            return new Interval(from, to);
        }
    }
}
