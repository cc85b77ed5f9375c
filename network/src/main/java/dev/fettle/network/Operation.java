package dev.fettle.network;

/// What a node of a {@link Graph} computes from the values of its inputs. The set is small and closed: every
/// reader (shapes, cost, halo, reference, libtorch, engine, ONNX) is one exhaustive switch over it, so that a
/// new operation is a list of compile errors.
///
/// Feature maps are (N, C, H, W); a *per-channel* value is (1, C, 1, 1) or (N, C, 1, 1).
///
/// | operation    | inputs                | output                                                     |
/// |--------------|-----------------------|------------------------------------------------------------|
/// | Input        |                       | (N, C, H, W)                                               |
/// | Parameter    |                       | its shape                                                  |
/// | Constant     |                       | its shape                                                  |
/// | Convolve     | x, weight[, bias]     | (N, Cout, H', W'), H' = (H + 2p - d(K - 1) - 1) / s + 1    |
/// | Relu, LeakyRelu, Sigmoid, Scale | x  | as x                                                       |
/// | Add, Multiply | a, b                 | as a; b has the same shape or is per-channel               |
/// | Concat       | x1, x2, …             | channels appended in order                                 |
/// | Slice        | x                     | channels from, …, to - 1                                   |
/// | PixelShuffle | x                     | (N, C / r², rH, rW)                                        |
/// | Shift        | x                     | as x                                                       |
/// | GlobalMean   | x                     | (N, C, 1, 1)                                               |
/// | WeightNorm   | v, g                  | as v                                                       |
/// | BatchNorm    | x, gain, shift, running mean, running variance | as x                              |
public sealed interface Operation {
    /// The picture (or pictures) that the network works on.
    ///
    /// @param name its name in exported files
    /// @param channels C
    record Input(String name, int channels) implements Operation {
        public Input {
            requirePositive("input: channels", channels);
        }
    }

    /// A value that training finds.
    ///
    /// @param name the key in the weights file; published state-dict names where a published checkpoint
    /// exists
    /// @param isTrained whether gradients move it; otherwise it is a statistic that training gathers, such as the
    /// running mean of {@link BatchNorm}: kept with the weights, but not counted among the parameters
    record Parameter(String name, Shape shape, Initial initial, boolean isTrained) implements Operation {}

    /// A fixed value that is part of the architecture, such as the mean colour of a data set. Not counted as
    /// a parameter.
    record Constant(Values values) implements Operation {}

    /// Two-dimensional convolution (cross-correlation, as everywhere in the field) with zero padding. Weight
    /// (Cout, Cin / groups, K, K), bias (Cout). Group j reads input channels j·Cin / groups … and writes
    /// output channels j·Cout / groups ….
    record Convolve(int stride, int padding, int dilation, int groups) implements Operation {
        public Convolve {
            requirePositive("convolution: stride", stride);
            requirePositive("convolution: dilation", dilation);
            requirePositive("convolution: groups", groups);
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
    }

    /// max(x, 0)
    record Relu() implements Operation {}

    /// x for x ≥ 0, slope · x otherwise.
    record LeakyRelu(double slope) implements Operation {}

    /// 1 / (1 + exp(-x))
    record Sigmoid() implements Operation {}

    /// factor · x
    record Scale(double factor) implements Operation {}

    /// a + b; b may be per-channel.
    record Add() implements Operation {}

    /// a · b, element by element; b may be per-channel.
    record Multiply() implements Operation {}

    /// Joins feature maps along the channels.
    record Concat() implements Operation {}

    /// Channels from (inclusive) to to (exclusive).
    record Slice(int from, int to) implements Operation {
        public Slice {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException("slice: needs 0 <= from < to, got " + from + " and " + to);
            }
        }
    }

    /// Depth to space: output channel c at (y·r + i, x·r + j) is input channel c·r² + i·r + j at (y, x). Shi
    /// et al., CVPR 2016, eq. 4.
    record PixelShuffle(int factor) implements Operation {
        public PixelShuffle {
            requirePositive("pixel shuffle: factor", factor);
        }
    }

    /// output(y, x) = input(y - down, x - right), zero where that lies outside.
    record Shift(int down, int right) implements Operation {}

    /// Mean over H and W.
    record GlobalMean() implements Operation {}

    /// W[o] = g[o] · v[o] / ‖v[o]‖, the norm over all other dimensions; g is (Cout, 1, 1, 1). Salimans &
    /// Kingma, NIPS 2016, eq. 2.
    record WeightNorm() implements Operation {}

    /// Batch normalisation: gain · (x - mean) / √(variance + ε) + shift for each channel. Ioffe & Szegedy,
    /// ICML 2015, algorithm 1. All inputs but x are (C).
    ///
    /// In training, mean and variance (biased) are those of the batch, and the running ones move towards them:
    /// r = (1 - momentum) · r + momentum · batch, by its unbiased variance. Everywhere else they are the
    /// running ones, so that {@link Deployment} folds it all into the convolution before it.
    record BatchNorm(double epsilon, double momentum) implements Operation {
        /// As in PyTorch.
        public static final BatchNorm DEFAULTS = new BatchNorm(1e-5, 0.1);

        public BatchNorm {
            if (!(epsilon > 0) || !(momentum >= 0 && momentum <= 1)) {
                throw new IllegalArgumentException(
                        "batch norm: needs epsilon > 0 and momentum from 0 to 1, got " + epsilon + " and " + momentum);
            }
        }
    }

    /// Name of the operation in messages and plans: `Convolve`, `PixelShuffle`, ….
    default String label() {
        return getClass().getSimpleName();
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, got " + value);
        }
    }
}
