package dev.fettle.network;

import java.util.ArrayList;
import java.util.List;

/// What exists while a network trains and has gone once it is deployed: {@link Deployment} folds or replaces it, so
/// that
/// readers of deployed networks have no arm for it. The table of all operations is in {@link Operation}.
public sealed interface TrainingOnly extends Operation {
    /// Softmax that picks one, for training: OneHot of x + G forward, the gradient of the softmax of
    /// (x + G) / temperature backward, G being Gumbel noise. Jang et al., ICLR 2017, eq. 1 and sec. 2.2. Without
    /// training, and deployed, it is {@link OneHot} of x.
    ///
    /// @param groups k, as in {@link Softmax}
    record GumbelSoftmax(int groups, double temperature) implements TrainingOnly {
        public GumbelSoftmax {
            Positive.require("gumbel softmax: groups", groups);
            Positive.require("gumbel softmax: temperature", temperature);
        }
    }

    /// Softmax whose temperature changes while training, linearly in its source: Chen et al., CVPR 2020 (dynamic
    /// convolution), sec. 3.2. Without training, and deployed, it is {@link Softmax} at the last temperature.
    ///
    /// @param groups k, as in {@link Softmax}
    record AnnealedSoftmax(int groups, Course temperature) implements TrainingOnly {
        public AnnealedSoftmax {
            Positive.require("annealed softmax: groups", groups);
            Positive.require("annealed softmax: temperature", temperature.least());
        }

        /// What it is without training.
        public Softmax last() {
            return new Softmax(groups, temperature.to());
        }
    }

    /// W[o] = g[o] · v[o] / ‖v[o]‖, the norm over all other dimensions; g is (Cout, 1, 1, 1). Salimans &
    /// Kingma, NIPS 2016, eq. 2.
    record WeightNorm() implements TrainingOnly {}

    /// Batch normalisation: gain · (x - mean) / √(variance + ε) + shift for each channel. Ioffe & Szegedy,
    /// ICML 2015, algorithm 1. All inputs but x are (C).
    ///
    /// In training, mean and variance (biased) are those of the batch, and the running ones move towards them:
    /// r = (1 - momentum) · r + momentum · batch, by its unbiased variance. Everywhere else they are the
    /// running ones, so that {@link Deployment} folds it all into the convolution before it.
    record BatchNorm(double epsilon, double momentum) implements TrainingOnly {
        /// As in PyTorch.
        public static final BatchNorm DEFAULTS = new BatchNorm(1e-5, 0.1);

        /// The feature map that is normalised.
        public Node map(Node node) {
            return node.input(0);
        }

        /// Gain, shift, running mean and running variance.
        public List<Node> affine(Node node) {
            return node.inputs().subList(1, 5);
        }

        public BatchNorm {
            if (!(epsilon > 0) || !(momentum >= 0 && momentum <= 1)) {
                throw new IllegalArgumentException(
                        "batch norm: needs epsilon > 0 and momentum from 0 to 1, got " + epsilon + " and " + momentum);
            }
        }
    }

    /// A feature map and behind it *ghosts*, copies of its channels that are shifted as their proxies say, zeros coming
    /// in at the edge: ghost j is a copy of channel j mod C. Nie et al., TMLR 2022 (GhostSR), sec. 3.1 and 3.2.
    ///
    /// The proxies are (1, 1, K, K), one choice for all ghosts, or (ghosts, 1, K, K); K = 2d + 1. Deployed,
    /// copies are {@link Shift}s and the proxies have gone.
    ///
    /// @param ghosts channels that are added
    /// @param choice how a shift follows from its proxies
    record LearntGhosts(int ghosts, ShiftChoice choice) implements TrainingOnly {
        public LearntGhosts {
            Positive.require("ghosts: channels", ghosts);
        }

        /// The feature map that is copied.
        public Node map(Node node) {
            return node.input(0);
        }

        public Node proxies(Node node) {
            return node.input(1);
        }

        /// Shape of proxies.
        ///
        /// @param choices 1 for all ghosts alike, or one for each of them
        public Shape proxiesFor(int choices) {
            return Shape.of(choices, 1, choice.side(), choice.side());
        }
    }

    /// Channels in an order that is kept with the weights, since it was found with them: output channel c is input
    /// channel order[c]. The order is (C), each of 0 … C - 1 once. Deployed it is a {@link Permutation}.
    record StoredOrder() implements TrainingOnly {
        /// The feature map whose channels change place.
        public Node map(Node node) {
            return node.input(0);
        }

        public Node order(Node node) {
            return node.input(1);
        }

        /// What is kept, as a permutation.
        ///
        /// @throws IllegalArgumentException if it is none
        public static Permutation read(float[] order) {
            List<Integer> places = new ArrayList<>();
            for (float place : order) {
                places.add(Math.round(place));
            }
            return new Permutation(places);
        }
    }

    /// The filters of a convolution, each with zeros for the channels that its gates part it from: ω ⊙ U.
    /// Zhang et al., ICCV 2019 (DGConv), eq. 3 and 4; {@link Links} tells U from the gates. Filters are
    /// (Cout, Cin, K, K), gates (K'), as many as {@link Links#gates} says. In training the gradient of a
    /// gate is that of its step as if the step were the identity; deployed, the convolution is one in
    /// groups, with {@link Permutation}s before and behind it.
    ///
    /// @param sorted whether closed gates count as if they stood first, so that groups are of neighbouring
    /// channels
    /// @param scaled whether what is left of a filter is multiplied by √groups. A filter begins with a
    /// deviation for all of its inputs; so the deviation of a layer's output does not depend on its gates,
    /// which batch norm would see to. Not in the paper, whose networks have batch norm
    record GatedFilters(boolean sorted, boolean scaled) implements TrainingOnly {
        /// (Cout, Cin, K, K)
        public Node filters(Node node) {
            return node.input(0);
        }

        public Node gates(Node node) {
            return node.input(1);
        }

        /// What is left of a filter is multiplied by this.
        public double factor(Links links) {
            return scaled ? Math.sqrt(links.groups()) : 1;
        }
    }
}
