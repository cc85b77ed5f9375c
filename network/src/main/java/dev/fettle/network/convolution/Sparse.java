package dev.fettle.network.convolution;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.TrainingOnly;
import java.util.function.UnaryOperator;

/// NSR, neural sparse representation: of k times as many hidden channels each picture (or window) uses one group, or a
/// mixture that comes close to it, at the cost of one. Fan et al., NeurIPS 2020. Parameters are named as in the
/// authors' code: a bank `name.weight` (k·c, Cin, K, K) and the router `name.mlp.0` (k·d, Cin, 1, 1).
///
/// With p the mean of x, β = constraint(router(p)) seen as [k, d] and W the bank seen as [k, d, …], cardinal group j of
/// the result is (Σ over i of β[i, j] · W[i, j]) * x.
///
/// In files all settings stand side by side: `{type: sparse, groups: 4, constraint: hard, pooling: window}`.
///
/// @param groups k, sparsity groups
/// @param cardinals d; must divide the channels of each layer
/// @param choice what is asked of β, and for what it is used
/// @param routing what β comes from
public record Sparse(
        int groups,
        int cardinals,
        @JsonUnwrapped Choice choice,
        @JsonUnwrapped Routing routing) implements Convolution {
    /// The authors' settings.
    public static final Sparse DEFAULTS = new Sparse(4, 16, Choice.DEFAULTS, Routing.DEFAULTS);

    /// Kernels in a bank, far above every published one.
    static final int MOST_GROUPS = 256;

    /// What is asked of β.
    public enum Constraint {
        /// Nothing: the router's numbers.
        @JsonProperty("none")
        NONE,
        /// In (0, 1) each: CondConv's rule.
        @JsonProperty("sigmoid")
        SIGMOID,
        /// One-hot, trained through a softmax with Gumbel noise.
        @JsonProperty("hard")
        HARD,
        /// Positive, with sum 1: what the authors settled on.
        @JsonProperty("softmax")
        SOFTMAX,
        /// A softmax whose temperature falls while it trains.
        @JsonProperty("annealed")
        ANNEALED
    }

    /// How the two layers of a residual block choose.
    public enum Selection {
        /// Each has a β from its own input: what the authors settled on.
        @JsonProperty("independent")
        INDEPENDENT,
        /// One β from the block's input; each layer is mixed with its square root.
        @JsonProperty("shared")
        SHARED
    }

    /// What a residual block computes; F is its activation.
    public enum Form {
        /// (Σ √βᵢ W₂ⁱ) * F((Σ √βᵢ W₁ⁱ) * x), or without roots where the layers choose on their own.
        @JsonProperty("merged")
        MERGED,
        /// Σ βᵢ W₂ⁱ * F(W₁ⁱ * x): what the other form approximates, at k times its cost.
        @JsonProperty("sum")
        SUM
    }

    /// What the router sees.
    public enum Pooling {
        /// The mean of the whole picture.
        @JsonProperty("global")
        GLOBAL,
        /// The mean of each window, which then has a kernel of its own.
        @JsonProperty("window")
        WINDOW,
        /// As windows, but each sees half a window beyond itself, so that neighbours overlap and small windows
        /// choose by what is around them: the gathering of GENet (Hu et al., NeurIPS 2018, sec. 3.1).
        @JsonProperty("local")
        LOCAL
    }

    /// What is asked of β, and for what it is used.
    ///
    /// @param constraint on β
    /// @param temperature of the softmax; `to` is the one of `softmax` and `hard`
    /// @param selection whether the two layers of a residual block choose on their own
    /// @param form whether kernels are mixed, or the results of all kernels
    public record Choice(Constraint constraint, Temperature temperature, Selection selection, Form form) {
        public static final Choice DEFAULTS = of(Constraint.SOFTMAX);

        public Choice {
            if (selection == Selection.SHARED && constraint == Constraint.NONE) {
                throw new IllegalArgumentException(
                        "sparse: selection 'shared' takes square roots, which constraint 'none' does not allow");
            }
        }

        /// In each layer on its own, at the usual temperature.
        public static Choice of(Constraint constraint) {
            return new Choice(constraint, Temperature.DEFAULTS, Selection.INDEPENDENT, Form.MERGED);
        }

        private Node beta(GraphBuilder g, Node logits, int groups) {
            return switch (constraint) {
                case NONE -> logits;
                case SIGMOID -> g.add("beta", new Operation.Sigmoid(), logits);
                case HARD -> g.add("beta", new TrainingOnly.GumbelSoftmax(groups, temperature.to()), logits);
                case SOFTMAX -> g.add("beta", new Operation.Softmax(groups, temperature.to()), logits);
                case ANNEALED -> g.add("beta", temperature.softmax(groups), logits);
            };
        }
    }

    /// What β comes from.
    ///
    /// @param pooling what the router sees
    /// @param window side of the windows, where there are windows; the authors train on patches of 48
    /// @param router from pooled features to β
    /// @param reduction of the router `squeeze`
    public record Routing(Pooling pooling, int window, Router router, int reduction) {
        public static final Routing DEFAULTS = of(Pooling.GLOBAL, 48);

        public Routing {
            require("window", window, 1 << 16);
            Router.requireReduction("sparse", reduction);
        }

        /// With the authors' router.
        public static Routing of(Pooling pooling, int window) {
            return new Routing(pooling, window, Router.LINEAR, 4);
        }

        private Mixture mixture(int groups, int cardinals) {
            return switch (pooling) {
                case GLOBAL -> new Mixture(groups, cardinals, 0, 0);
                case WINDOW -> new Mixture(groups, cardinals, window, 0);
                case LOCAL -> new Mixture(groups, cardinals, window, window / 2);
            };
        }
    }

    public Sparse {
        require("groups", groups, MOST_GROUPS);
        require("cardinals", cardinals, 4096);
        if (choice.form() == Form.SUM && (choice.selection() != Selection.SHARED || cardinals != 1)) {
            throw new IllegalArgumentException(
                    "sparse: form 'sum' has one weight per group: it needs selection 'shared' and cardinals 1");
        }
    }

    private static void require(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("sparse: %s must be 1 to %d, got %d".formatted(what, most, value));
        }
    }

    public Sparse withGroups(int k, int d) {
        return new Sparse(k, d, choice, routing);
    }

    /// The same with another β.
    public Sparse with(Choice other) {
        return new Sparse(groups, cardinals, other, routing);
    }

    /// The same with β from elsewhere.
    public Sparse with(Routing other) {
        return new Sparse(groups, cardinals, choice, other);
    }

    public Sparse withConstraint(Constraint other) {
        return with(new Choice(other, choice.temperature(), choice.selection(), choice.form()));
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        if (choice.selection() == Selection.SHARED) {
            throw new IllegalArgumentException(
                    g.path(layer.name())
                            + ": selection 'shared' and form 'sum' need the two layers of a residual block; this is a single one");
        }
        return mixture().convolve(g, layer, x, coefficients(g.in(layer.name()), x));
    }

    @Override
    public Node pair(GraphBuilder g, Layer first, UnaryOperator<Node> activation, Layer second, Node x) {
        if (choice.selection() == Selection.INDEPENDENT) {
            return Convolution.super.pair(g, first, activation, second, x);
        }
        Node shared = coefficients(g.in(first.name()), x);
        if (choice.form() == Form.SUM) {
            Node hidden = activation.apply(mixture().all(g, first, x, 1));
            return mixture().weightedSum(g.in(second.name()), mixture().all(g, second, hidden, groups), shared);
        }
        Node root = g.in(first.name()).add("root", new Operation.SquareRoot(), shared);
        Node hidden = activation.apply(mixture().convolve(g, first, x, root));
        return mixture().convolve(g, second, hidden, root);
    }

    private Mixture mixture() {
        return routing.mixture(groups, cardinals);
    }

    /// β (N, k·d, Gy, Gx)
    private Node coefficients(GraphBuilder g, Node x) {
        Node pooled = mixture().pooled(g, x);
        Node logits = routing.router().route(g, "mlp", pooled, groups * cardinals, routing.reduction());
        return choice.beta(g, logits, groups);
    }
}
