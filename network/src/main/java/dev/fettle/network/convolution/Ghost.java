package dev.fettle.network.convolution;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fettle.network.Fading;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.ShiftChoice.Rule;
import dev.fettle.network.TrainingOnly;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// GhostSR: a part of a layer's channels, the *intrinsic* ones, is convolved; the others, the *ghosts*, are
/// cheap copies of them. Nie et al., TMLR 2022, sec. 3; authors' code in mindspore-ai/models, GhostSR. Of c
/// channels ⌈(1 - λ)c⌉ are intrinsic and stand first; ghost j is a copy of intrinsic channel j, from the first
/// again where there are more ghosts.
///
/// | parameter           | shape                                                                    |
/// |---------------------|--------------------------------------------------------------------------|
/// | `name.weight`       | (intrinsic, Cin / groups, K, K), or as the primary convolution has them  |
/// | `name.bias`         | (intrinsic); ghosts have none of their own                               |
/// | `name.shift`        | proxies, (1, 1, 2d + 1, 2d + 1), or (ghosts, 1, …) with one for each     |
/// | `name.cheap.weight` | (ghosts, 1, 2d + 1, 2d + 1), depthwise, instead of proxies               |
/// | `name.order`        | (channels), where each channel of the result is found; if `ordered`      |
///
/// In files all settings stand side by side: `{type: ghost, ratio: 0.5, shifts: channel, centre: false}`; the
/// primary convolution is a block of its own: `{type: ghost, primary: {type: groupable, open: 0.3}}`.
///
/// @param ratio λ, the part of the channels that are ghosts; from 0 to below 1
/// @param offset d, by how many samples a ghost may be shifted in each direction, or how far its kernel reaches; 0
/// leaves plain copies
/// @param cheap how a ghost is made
/// @param ordered whether the channels of the result stand in an order that is kept with the weights, as in networks
/// that were made of dense ones, whose order other layers expect; else intrinsic ones stand first
/// @param primary how intrinsic channels are convolved: plain in the papers; with another method, such as
/// learnt groups, two are combined
/// @param learning of the shifts
public record Ghost(
        double ratio,
        int offset,
        Cheap cheap,
        boolean ordered,
        Convolution primary,
        @JsonUnwrapped Learning learning) implements Convolution {
    /// The authors' settings, but for noise that fades.
    public static final Ghost DEFAULTS = new Ghost(0.5, 1, Cheap.SHIFT, Learning.DEFAULTS);

    private static final int LARGEST_OFFSET = 16;
    private static final double ROUNDING = 1e-9; // 0.3 of 10 channels are 3, though 1 - 0.7 is a little more

    /// How a ghost is made of its intrinsic channel.
    public enum Cheap {
        /// By a shift: GhostSR.
        @JsonProperty("shift")
        SHIFT,
        /// By a depthwise convolution: GhostNet (Han et al., CVPR 2020, sec. 3.1), here without batch norm and with
        /// the activation behind both.
        @JsonProperty("depthwise")
        DEPTHWISE
    }

    /// What has a shift of its own.
    public enum Shifts {
        /// All ghosts of a layer move together: the authors' code.
        @JsonProperty("layer")
        LAYER,
        /// Each ghost.
        @JsonProperty("channel")
        CHANNEL
    }

    /// How shifts are learnt.
    ///
    /// @param shifts what has one
    /// @param rule which of the proxies counts, and their gradient
    /// @param centre whether a ghost may be a plain copy
    /// @param noise on the proxies
    public record Learning(Shifts shifts, Rule rule, boolean centre, Fading noise) {
        public static final Learning DEFAULTS = new Learning(Shifts.LAYER, Rule.MAGNITUDE, true, Fading.DEFAULTS);
    }

    public Ghost {
        if (!(ratio >= 0 && ratio < 1)) {
            throw new IllegalArgumentException("ghost: ratio must be at least 0 and below 1, got " + ratio);
        }
        if (offset < 0 || offset > LARGEST_OFFSET) {
            throw new IllegalArgumentException(
                    "ghost: offset must be 0 to %d, got %d".formatted(LARGEST_OFFSET, offset));
        }
        if (offset == 0 && cheap == Cheap.SHIFT && !learning.centre) {
            throw new IllegalArgumentException("ghost: offset 0 leaves the centre alone, which centre: false forbids");
        }
        requireOfSingleLayer(primary);
    }

    private static void requireOfSingleLayer(Convolution primary) {
        if (primary instanceof Ghost) {
            throw new IllegalArgumentException(
                    "ghost: its primary convolution is ghost itself; one ghost with a larger ratio has as many copies");
        }
        if (primary instanceof Sparse sparse && sparse.choice().selection() == Sparse.Selection.SHARED) {
            throw new IllegalArgumentException(
                    "ghost: a primary convolution sparse with selection 'shared' needs both layers of a block, and "
                            + "ghosts are made in each on its own; take selection 'independent'");
        }
    }

    /// With plain filters and intrinsic channels first.
    public Ghost(double ratio, int offset, Cheap cheap, Learning learning) {
        this(ratio, offset, cheap, false, new Plain(), learning);
    }

    /// The same with another part of ghosts.
    public Ghost withRatio(double other) {
        return new Ghost(other, offset, cheap, ordered, primary, learning);
    }

    /// The same with an order that is kept with the weights.
    public Ghost inStoredOrder() {
        return new Ghost(ratio, offset, cheap, true, primary, learning);
    }

    /// The same with shifts that are learnt otherwise.
    public Ghost with(Learning other) {
        return new Ghost(ratio, offset, cheap, ordered, primary, other);
    }

    /// The same with ghosts that are made otherwise.
    public Ghost with(Cheap other) {
        return new Ghost(ratio, offset, other, ordered, primary, learning);
    }

    /// The same whose intrinsic channels are convolved otherwise.
    public Ghost over(Convolution other) {
        return new Ghost(ratio, offset, cheap, ordered, other, learning);
    }

    /// Channels of a layer that are convolved.
    public int intrinsic(int channels) {
        return (int) Math.ceil((1 - ratio) * channels - ROUNDING);
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        int intrinsic = intrinsic(layer.channels());
        if (intrinsic % layer.groups() != 0) {
            throw new IllegalArgumentException(
                    "%s: %d intrinsic channels (of %d, ratio %s) do not divide into %d groups"
                            .formatted(g.path(layer.name()), intrinsic, layer.channels(), ratio, layer.groups()));
        }
        Node map = primary.apply(g, layer.part(intrinsic), x);
        int ghosts = layer.channels() - intrinsic;
        if (ghosts == 0) {
            return map;
        }
        GraphBuilder own = g.in(layer.name());
        Node all = withGhosts(own, map, ghosts);
        return ordered ? reordered(own, all) : all;
    }

    private Node withGhosts(GraphBuilder g, Node map, int ghosts) {
        if (cheap == Cheap.SHIFT && offset > 0) {
            return shifted(g, map, ghosts);
        }
        Node sources = sources(g, map, ghosts);
        Node copies = cheap == Cheap.DEPTHWISE ? convolved(g, sources) : sources;
        return g.concat("ghosts", List.of(map, copies));
    }

    private static Node reordered(GraphBuilder g, Node all) {
        Shape shape = Shape.of(g.channels(all));
        Node order = g.parameter("order", shape, new Initial.Places(), Operation.Role.STATISTIC);
        return g.add("ordered", new TrainingOnly.StoredOrder(), all, order);
    }

    private Node shifted(GraphBuilder g, Node map, int ghosts) {
        ShiftChoice choice = new ShiftChoice(offset, learning.rule, learning.centre, learning.noise);
        LearntGhosts learnt = new LearntGhosts(ghosts, choice);
        Shape shape = learnt.proxiesFor(learning.shifts == Shifts.LAYER ? 1 : ghosts);
        Initial initial = Initial.fanIn(choice.candidates()); // as the authors' code begins
        return g.add("ghosts", learnt, map, g.parameter("shift", shape, initial, Operation.Role.PROXY));
    }

    /// The channels that ghosts are copies of.
    private static Node sources(GraphBuilder g, Node map, int ghosts) {
        int intrinsic = g.channels(map);
        List<Node> parts = new ArrayList<>(Collections.nCopies(ghosts / intrinsic, map));
        if (ghosts % intrinsic > 0) {
            parts.add(g.add("rest", new Operation.Slice(0, ghosts % intrinsic), map));
        }
        return parts.size() == 1 ? parts.getFirst() : g.concat("sources", parts);
    }

    private Node convolved(GraphBuilder g, Node sources) {
        Convolve depthwise = new Convolve(1, offset, 1, g.channels(sources));
        return g.convWithoutBias("cheap", sources, g.channels(sources), 2 * offset + 1, depthwise);
    }
}
