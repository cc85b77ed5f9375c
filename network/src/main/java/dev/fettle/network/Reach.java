package dev.fettle.network;

import dev.fettle.network.Halo.Squares;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
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
import dev.fettle.network.TrainingOnly.LearntGhosts;
import java.util.function.Function;

/// Carries the rows (or columns) that are needed of each node from the first result back to the picture.
final class Reach {
    /// From (inclusive) to to (exclusive), in the pixels of one feature map.
    record Interval(long from, long to) {
        private Interval widened(int reach) {
            return new Interval(from - reach, to + reach);
        }

        private Interval moved(int by) {
            return new Interval(from + by, to + by);
        }

        private Interval union(Interval other) {
            return new Interval(Math.min(from, other.from), Math.max(to, other.to));
        }
    }

    /// What shifts do to what is read.
    enum Moves {
        /// As far as in the larger of both directions, to both sides.
        EITHER,
        /// Rows: those that they bring.
        ROWS,
        /// Columns: those that they bring.
        COLUMNS,
        /// Nothing, as if they were not there.
        NONE;

        private Interval read(Interval rows, Shift shift) {
            return switch (this) {
                case EITHER -> rows.widened(Math.max(Math.abs(shift.down()), Math.abs(shift.right())));
                case ROWS -> rows.moved(-shift.down());
                case COLUMNS -> rows.moved(-shift.right());
                case NONE -> rows;
            };
        }

        /// Not yet decided: as far as they may go.
        private Interval read(Interval rows, LearntGhosts ghosts) {
            return this == NONE ? rows : rows.widened(ghosts.choice().reach());
        }
    }

    private final Graph graph;
    private final Function<Node, Squares> squares;
    private final Moves moves;

    /// @param squares that a convolution computes together
    Reach(Graph graph, Function<Node, Squares> squares, Moves moves) {
        this.graph = graph;
        this.squares = squares;
        this.moves = moves;
    }

    /// What is read of the picture for what becomes of its first rows.
    ///
    /// @param tile how many; a multiple of the graph's alignment
    Interval ofFirst(long tile) {
        Shapes probe = Shapes.of(graph, 1, Math.toIntExact(tile), Math.toIntExact(tile));
        boolean[] depends = graph.dependsOnInput();
        Interval[] needed = new Interval[graph.nodes().size()];
        needed[graph.output().index()] =
                new Interval(0, probe.of(graph.output()).height());
        for (Node node : graph.nodes().reversed()) {
            Interval rows = needed[node.index()];
            if (rows != null && depends[node.index()]) {
                for (Node read : node.inputs()) {
                    if (depends[read.index()] && probe.of(read).rank() == 4) {
                        require(needed, read, read(node, rows, probe));
                    }
                }
            }
        }
        return needed[graph.input().index()];
    }

    private static void require(Interval[] needed, Node node, Interval rows) {
        Interval before = needed[node.index()];
        needed[node.index()] = before == null ? rows : before.union(rows);
    }

    /// The rows of its input that a node reads to make these rows.
    private Interval read(Node node, Interval rows, Shapes shapes) {
        return switch (node.operation()) {
            case Convolving convolving ->
                convolved(
                        convolving.geometry(),
                        touched(rows, squares.apply(node)),
                        convolving.kernel(shapes.of(convolving.weight(node))));
            case Pooling pooling -> convolved(pooling.geometry(), rows, pooling.kernel());
            case PixelShuffle(int factor) ->
                new Interval(Math.floorDiv(rows.from, factor), Math.ceilDiv(rows.to, (long) factor));
            case PixelUnshuffle(int factor) -> new Interval(rows.from * factor, rows.to * factor);
            case Bicubic bicubic -> {
                int from = bicubic.first(Math.toIntExact(rows.from));
                int last = bicubic.first(Math.toIntExact(rows.to - 1)) + 3;
                yield new Interval(from, last + 1);
            }
            case Permutation _ -> rows;
            case Shift shift -> moves.read(rows, shift);
            case LearntGhosts ghosts -> moves.read(rows, ghosts);
            case Input _, Parameter _, Constant _ -> rows;
            case PRelu _, Silu _ -> rows;
            case Relu _, LeakyRelu _, Sigmoid _, Scale _, Add _, Multiply _, Concat _, Slice _, GlobalMean _ -> rows;
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
        long to =
                (rows.to - 1) * convolve.stride() - convolve.padding() + (long) convolve.dilation() * (kernel - 1) + 1;
        return new Interval(from, to);
    }
}
