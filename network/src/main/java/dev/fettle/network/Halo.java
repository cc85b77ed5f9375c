package dev.fettle.network;

import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.Pooling;
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

    /// Of a network that ends in a vector: it sees the whole picture, which no tile does.
    public static Halo ofWhole(Graph graph) {
        return new Halo(0, alignment(graph), true);
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
        long tile = tile(alignment);
        Reach.Interval seen = new Reach(graph, squares, Reach.Moves.EITHER).ofFirst(tile);
        long reach = Math.max(Math.max(-seen.from(), seen.to() - tile), 0);
        return new Halo(Math.toIntExact((reach + alignment - 1) / alignment * alignment), alignment, global);
    }

    /// Pixels of a tile that has every phase of every feature map in it, and is large enough for every layer.
    static long tile(int alignment) {
        return 16L * alignment;
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
                case Pooling pooling -> over(pooling.stride());
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
}
