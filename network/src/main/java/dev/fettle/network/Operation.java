package dev.fettle.network;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a node of a {@link Graph} computes from the values of its inputs. The set is small and closed:
/// every reader (shapes, cost, halo, reference, libtorch, engine, ONNX) is one exhaustive switch over it,
/// so that a new operation is a list of compile errors.
///
/// Feature maps are (N, C, H, W); a *per-channel* value is (1, C, 1, 1) or (N, C, 1, 1).
///
/// | operation    | inputs                | output                                                     |
/// |--------------|-----------------------|------------------------------------------------------------|
/// | Input        |                       | (N, C, H, W)                                               |
/// | Parameter    |                       | its shape                                                  |
/// | Constant     |                       | its shape                                                  |
/// | Convolve     | x, weight[, bias]     | (N, Cout, H', W'), H' = (H + 2p - d(K - 1) - 1) / s + 1    |
/// | Relu, LeakyRelu, Sigmoid, Silu, Scale | x | as x                                                  |
/// | PRelu        | x, slopes (C)         | as x                                                       |
/// | Add, Multiply | a, b                 | as a; b has the same shape or is per-channel               |
/// | Concat       | x1, x2, …             | channels appended in order                                 |
/// | Slice        | x                     | channels from, …, to - 1                                   |
/// | PixelShuffle | x                     | (N, C / r², rH, rW)                                        |
/// | PixelUnshuffle | x                   | (N, C · r², H / r, W / r)                                  |
/// | Permutation  | x                     | as x                                                       |
/// | Bicubic      | x                     | (N, C, fH, fW)                                             |
/// | Shift        | x                     | as x                                                       |
/// | GlobalMean   | x                     | (N, C, 1, 1)                                               |
/// | WindowMean   | x                     | (N, C, ⌈H / window⌉, ⌈W / window⌉)                         |
/// | MaxPool, AveragePool | x             | (N, C, H', W'), H' = (H + 2p - K) / s + 1                  |
/// | Linear       | x (N, C, 1, 1), weight (out, C)[, bias (out)] | (N, out, 1, 1)                     |
/// | Softmax, OneHot, SquareRoot | x      | as x                                                       |
/// | MixedConvolve | x, bank, coefficients[, bias] | (N, c, H', W'), as Convolve                       |
/// | WeightNorm   | v, g                  | as v                                                       |
/// | BatchNorm    | x, gain, shift, running mean, running variance | as x                              |
/// | GumbelSoftmax, AnnealedSoftmax | x   | as x                                                       |
/// | LearntGhosts | x, proxies            | (N, C + ghosts, H, W): x, and behind it shifted copies     |
/// | StoredOrder  | x, order              | as x                                                       |
/// | GatedFilters | filters, gates        | as filters                                                 |
///
/// The last six rows exist in training only ({@link TrainingOnly}): {@link Deployment} folds or replaces
/// them, so that readers of deployed networks meet the others alone ({@link Plain}).
public sealed interface Operation permits Operation.Plain, TrainingOnly {
    /// What a network may consist of in both of its lives.
    sealed interface Plain extends Operation {}

    /// A convolution, with one kernel or with kernels that are mixed for the picture; or a linear layer,
    /// which is one of 1×1 on a map of one pixel.
    sealed interface Convolving extends Plain {
        /// Of the convolution with one kernel.
        Convolve geometry();

        /// The feature map that is convolved.
        default Node map(Node node) {
            return node.input(0);
        }

        /// The filters, or the bank that kernels are mixed from: (filters, Cin / groups, K, K), or
        /// (filters, Cin) of a linear layer.
        default Node weight(Node node) {
            return node.input(1);
        }

        /// K, from the shape of the filters.
        default int kernel(Shape filters) {
            return filters.height();
        }

        /// One value for each filter; empty if there is none.
        Optional<Node> bias(Node node);
    }

    /// The picture (or pictures) that the network works on.
    ///
    /// @param name its name in exported files
    /// @param channels C
    record Input(String name, int channels) implements Plain {
        public Input {
            Positive.require("input: channels", channels);
        }
    }

    /// A value that training finds.
    ///
    /// @param name the key in the weights file; published state-dict names where a published checkpoint
    /// exists
    /// @param role what training does with it
    record Parameter(String name, Shape shape, Initial initial, Role role) implements Plain {
        /// Whether gradients move it; what they do not move is kept with the weights, but not counted among
        /// the parameters.
        public boolean isTrained() {
            return role != Role.STATISTIC;
        }
    }

    /// What a {@link Parameter} is to training: groups of an optimizer and budgets go by it.
    enum Role {
        /// Part of a filter, a bias, a gain.
        WEIGHT,
        /// Gathered instead of learnt, such as the running mean of {@link BatchNorm}.
        STATISTIC,
        /// Says how much of a part of the network is used, and is decided before the network is deployed.
        GATE,
        /// Stands for a discrete choice, such as the shift of a filter, and is replaced by it in use.
        PROXY;

        /// As settings spell it: `weight`, `statistic`, `gate`, `proxy`.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A fixed value that is part of the architecture, such as the mean colour of a data set. Not counted as
    /// a parameter.
    record Constant(Values values) implements Plain {}

    /// Two-dimensional convolution (cross-correlation, as everywhere in the field) with zero padding. Weight
    /// (Cout, Cin / groups, K, K), bias (Cout). Group j reads input channels j·Cin / groups … and writes
    /// output channels j·Cout / groups ….
    record Convolve(int stride, int padding, int dilation, int groups) implements Convolving {
        public Convolve {
            Positive.require("convolution: stride", stride);
            Positive.require("convolution: dilation", dilation);
            Positive.require("convolution: groups", groups);
            if (padding < 0) {
                throw new IllegalArgumentException("convolution: padding must not be negative, got " + padding);
            }
        }

        /// Stride 1, no groups, output as large as the input.
        ///
        /// @param kernel K, odd
        public static Convolve same(int kernel) {
            return new Convolve(1, kernel / 2, 1, 1);
        }

        @Override
        public Convolve geometry() {
            return this;
        }

        @Override
        public Optional<Node> bias(Node node) {
            return node.inputs().size() == 3 ? Optional.of(node.input(2)) : Optional.empty();
        }
    }

    /// W·x + b of what is one pixel: each output is a sum over all channels. Weight (out, C), bias (out).
    record Linear() implements Convolving {
        private static final Convolve OF_ONE_PIXEL = new Convolve(1, 0, 1, 1);

        @Override
        public Convolve geometry() {
            return OF_ONE_PIXEL;
        }

        @Override
        public int kernel(Shape filters) {
            return 1;
        }

        @Override
        public Optional<Node> bias(Node node) {
            return node.inputs().size() == 3 ? Optional.of(node.input(2)) : Optional.empty();
        }
    }

    /// One sample for each window of K×K samples of a channel; windows are a stride apart, and the first
    /// begins as many samples before the edge as there is padding. What does not fill a window at the right
    /// and at the bottom is left out. PyTorch's `max_pool2d` and `avg_pool2d` as they are without further
    /// options.
    sealed interface Pooling extends Plain {
        /// K
        int kernel();

        int stride();

        int padding();

        /// The convolution whose kernels see the same windows.
        default Convolve geometry() {
            return new Convolve(stride(), padding(), 1, 1);
        }
    }

    /// The largest of a window; padding is none of its samples.
    record MaxPool(int kernel, int stride, int padding) implements Pooling {
        public MaxPool {
            requireWindows("max pool", kernel, stride, padding);
        }
    }

    /// The sum over a window by K²; padding counts as zeros.
    record AveragePool(int kernel, int stride, int padding) implements Pooling {
        public AveragePool {
            requireWindows("average pool", kernel, stride, padding);
        }
    }

    /// max(x, 0)
    record Relu() implements Plain {}

    /// x for x ≥ 0, slope · x otherwise.
    record LeakyRelu(double slope) implements Plain {}

    /// 1 / (1 + exp(-x))
    record Sigmoid() implements Plain {}

    /// x / (1 + exp(-x)), that is x times its sigmoid. Elfwing et al., Neural Networks 107, 2018, eq. 6.
    record Silu() implements Plain {}

    /// x for x ≥ 0, slope · x otherwise, with a learnt slope for each channel. He et al., ICCV 2015, eq. 1. The slopes
    /// are (C).
    record PRelu() implements Plain {
        /// The feature map that is bent.
        public Node map(Node node) {
            return node.input(0);
        }

        public Node slopes(Node node) {
            return node.input(1);
        }
    }

    /// factor · x
    record Scale(double factor) implements Plain {}

    /// An operation on two values, the second of the same shape or per-channel.
    sealed interface Pairwise extends Plain {
        default Node first(Node node) {
            return node.input(0);
        }

        default Node second(Node node) {
            return node.input(1);
        }
    }

    /// a + b; b may be per-channel.
    record Add() implements Pairwise {}

    /// a · b, element by element; b may be per-channel.
    record Multiply() implements Pairwise {}

    /// Joins feature maps along the channels.
    record Concat() implements Plain {}

    /// Channels from (inclusive) to to (exclusive).
    record Slice(int from, int to) implements Plain {
        public Slice {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("slice: needs 0 <= from < to, got " + from + " and " + to);
            }
        }
    }

    /// Depth to space: output channel c at (y·r + i, x·r + j) is input channel c·r² + i·r + j at (y, x). Shi
    /// et al., CVPR 2016, eq. 4.
    record PixelShuffle(int factor) implements Plain {
        public PixelShuffle {
            Positive.require("pixel shuffle: factor", factor);
        }
    }

    /// Space to depth, the inverse of {@link PixelShuffle}: output channel c·r² + i·r + j at (y, x) is input
    /// channel c at (y·r + i, x·r + j). H and W must be multiples of r.
    ///
    /// @param factor r
    record PixelUnshuffle(int factor) implements Plain {
        public PixelUnshuffle {
            Positive.require("pixel unshuffle: factor", factor);
        }
    }

    /// Channels in another order: output channel c is input channel order[c].
    ///
    /// @param order each of 0 … C - 1 once
    record Permutation(List<Integer> order) implements Plain {
        public Permutation {
            order = List.copyOf(order);
            if (!order.stream().sorted().toList().equals(range(order.size()))) {
                throw new IllegalArgumentException(
                        "permutation: each of 0 to " + (order.size() - 1) + " is needed once, got " + order);
            }
        }

        /// Channels dealt out to as many hands as there are groups, so that every group behind it reads from
        /// every group before it. Zhang et al., CVPR 2018 (ShuffleNet), fig. 1.
        ///
        /// @param groups must divide the channels
        public static Permutation shuffle(int channels, int groups) {
            Positive.require("channel shuffle: groups", groups);
            if (channels % groups != 0) {
                throw new IllegalArgumentException(
                        "channel shuffle: groups (%d) must divide the channels (%d)".formatted(groups, channels));
            }
            int each = channels / groups;
            return new Permutation(range(channels).stream()
                    .map(c -> c % groups * each + c / groups)
                    .toList());
        }

        private static List<Integer> range(int size) {
            return IntStream.range(0, size).boxed().toList();
        }

        /// Whether nothing changes place.
        public boolean isIdentity() {
            return order.equals(range(order.size()));
        }

        /// The one that puts channels back where they were.
        public Permutation inverse() {
            Integer[] places = new Integer[order.size()];
            for (int i = 0; i < places.length; i++) {
                places[order.get(i)] = i;
            }
            return new Permutation(List.of(places));
        }

        /// This one of the channels that another has put in order.
        public Permutation after(Permutation first) {
            return new Permutation(order.stream().map(first.order::get).toList());
        }
    }

    /// Enlargement by bicubic interpolation as PyTorch computes it, without antialiasing: pixel centres at
    /// halves, and what lies beyond the edge is its outermost sample. Output row y is Σ over i of weights[i] ·
    /// input row first + i, with (y + ½) / factor - ½ as the place that is interpolated at; columns alike. Keys,
    /// IEEE TASSP 1981, eq. 15, with a = -0.75 (MATLAB's, which degradations use, has -0.5).
    record Bicubic(int factor) implements Plain {
        private static final double A = -0.75;

        public Bicubic {
            Positive.require("bicubic: factor", factor);
        }

        /// The first of the four input rows that an output row is made of; may lie beyond the edge.
        public int first(int row) {
            return Math.floorDiv(2 * row + 1 - factor, 2 * factor) - 1;
        }

        /// The weights of these four rows.
        public double[] weights(int row) {
            double place = (row + 0.5) / factor - 0.5;
            double[] weights = new double[4];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = weight(Math.abs(place - first(row) - i));
            }
            return weights;
        }

        private static double weight(double distance) {
            double d = distance;
            return d <= 1 ? ((A + 2) * d - (A + 3)) * d * d + 1 : A * (((d - 5) * d + 8) * d - 4);
        }
    }

    /// output(y, x) = input(y - down, x - right), zero where that lies outside.
    record Shift(int down, int right) implements Plain {}

    /// Mean over H and W.
    record GlobalMean() implements Plain {}

    /// Means over windows of window×window, laid from the top left corner; those at the edges are over what there
    /// is.
    ///
    /// @param margin that each window sees beyond itself on every side, at most half of it; with half of it,
    /// neighbours overlap as in the gathering of GENet (Hu et al., NeurIPS 2018, sec. 3.1)
    record WindowMean(int window, int margin) implements Plain {
        public WindowMean {
            Positive.require("window mean: window", window);
            if (margin < 0 || margin > window / 2) {
                throw new IllegalArgumentException(
                        "window mean: margin must be 0 to half of the window (%d), got %d".formatted(window, margin));
            }
        }
    }

    /// Softmax of x / temperature over k channels at every pixel, for each of d sets of channels: the channels
    /// are viewed as [k, d], and the softmax runs over k.
    ///
    /// @param groups k
    record Softmax(int groups, double temperature) implements Plain {
        public Softmax {
            Positive.require("softmax: groups", groups);
            Positive.require("softmax: temperature", temperature);
        }
    }

    /// 1 for the largest of k channels (the first of them if several are), 0 for the others; channels as in
    /// {@link Softmax}.
    ///
    /// @param groups k
    record OneHot(int groups) implements Plain {
        public OneHot {
            Positive.require("one-hot: groups", groups);
        }
    }

    /// √x
    record SquareRoot() implements Plain {}

    /// Convolution whose kernel is mixed from a bank, for each picture or for each window of it. Yang et al.,
    /// NeurIPS 2019 (CondConv), eq. 2; with cardinal groups as in Fan et al., NeurIPS 2020 (NSR).
    ///
    /// Inputs: x (N, Cin, H, W), bank (k·c, Cin / g, K, K), coefficients (N, k·d, ⌈H / window⌉, ⌈W / window⌉) or
    /// (N, k·d, 1, 1) without windows, and the bank's bias (k·c) if there is one; g are the geometry's groups.
    /// With the bank seen as [k, d, c / d, …] and the coefficients as [k, d], cardinal group j of the output
    /// channels is convolved with Σ over i of coefficient[i, j] · bank[i, j], and the bias is mixed alike.
    ///
    /// @param geometry of the convolution with one mixed kernel
    /// @param groups k, the kernels in the bank
    /// @param cardinals d, the parts of the output channels that are mixed on their own
    /// @param window side of the windows that have a kernel each: that of output sample (y, x) is the kernel
    /// of window (y / window, x / window). 0 for one kernel per picture. Windows need stride 1 and an output
    /// as large as the input
    record MixedConvolve(Convolve geometry, int groups, int cardinals, int window) implements Convolving {
        public MixedConvolve {
            Positive.require("mixed convolution: groups", groups);
            Positive.require("mixed convolution: cardinals", cardinals);
            if (window < 0) {
                throw new IllegalArgumentException("mixed convolution: window must not be negative, got " + window);
            }
            if (window > 0 && geometry.stride() != 1) {
                throw new IllegalArgumentException(
                        "mixed convolution: windows need stride 1, got " + geometry.stride());
            }
        }

        /// Coefficients of a window: k·d.
        public int coefficients() {
            return Math.multiplyExact(groups, cardinals);
        }

        /// The coefficients that kernels are mixed by.
        public Node coefficients(Node node) {
            return node.input(2);
        }

        @Override
        public Optional<Node> bias(Node node) {
            return node.inputs().size() == 4 ? Optional.of(node.input(3)) : Optional.empty();
        }
    }

    /// Name of the operation in messages and plans: `Convolve`, `PixelShuffle`, ….
    default String label() {
        return getClass().getSimpleName();
    }

    private static void requireWindows(String what, int kernel, int stride, int padding) {
        Positive.require(what + ": kernel", kernel);
        Positive.require(what + ": stride", stride);
        if (padding < 0 || padding > kernel / 2) {
            throw new IllegalArgumentException(
                    "%s: padding must be 0 to half of the kernel (%d), got %d".formatted(what, kernel, padding));
        }
    }
}
