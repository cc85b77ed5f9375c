package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Links;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly.GatedFilters;
import java.util.Optional;

/// DGConv: a convolution that learns how many groups it has, and which channels they join, by a few binary
/// gates. Zhang et al., ICCV 2019; key names as in d-li14/dgconv.pytorch. What a network asks for in groups
/// has none of its own here: these are what is learnt.
///
/// | parameter          | shape                                                         |
/// |--------------------|---------------------------------------------------------------|
/// | `name.gate`        | (K), K as {@link Links#gates} has it; log₂ C for C to C = 2ᴷ   |
/// | `name.conv.weight` | (Cout, Cin, kernel, kernel), all of them, whatever gates say  |
/// | `name.conv.bias`   | (Cout), where the network has one                             |
///
/// A gate is open if it is above 0. Gates begin at ±10⁻⁸ by chance, as in the authors' corrected release:
/// with 0, sign would be no sign, and all at -10⁻⁸ the layer would begin depthwise.
///
/// @param sorted whether closed gates count as if they stood first: groups of neighbouring channels, no
/// shuffle
/// @param scaled whether the deviation of what comes out does not depend on the gates ({@link
/// GatedFilters}); for networks without batch norm
/// @param open where all gates begin, above 0 and at most 1; 0 for ±10⁻⁸ by chance. What is parted
/// does not learn, so that gates that are closed early seldom open again
public record Groupable(boolean sorted, boolean scaled, double open) implements Convolution {
    public static final Groupable DEFAULTS = new Groupable(false, true);

    /// As published, for networks with batch norm.
    public static final Groupable PUBLISHED = new Groupable(false, false);

    private static final double BEGINNING = 1e-8;

    public Groupable {
        if (!(open >= 0 && open <= 1)) {
            throw new IllegalArgumentException(
                    "groupable: open must be from 0 (gates begin by chance) to 1, got " + open);
        }
    }

    /// With gates that begin by chance.
    public Groupable(boolean sorted, boolean scaled) {
        this(sorted, scaled, 0);
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Layer whole = layer.inGroups(1);
        Shape shape = whole.weightOf(g, x);
        int gates = Links.gates(shape.channels(), shape.dimension(0));
        if (gates == 0) {
            throw new IllegalArgumentException(
                    "%s: gates part channels by halves, so both %d going in and %d coming out must be even; give the "
                                    .formatted(g.path(layer.name()), shape.channels(), shape.dimension(0))
                            + "network an even number of channels, or the layer a plain convolution");
        }
        String name = layer.name() + ".conv";
        Node filters = layer.filters().weight(g, name, shape, layer.channels());
        Optional<Node> bias = layer.filters().bias(g, name, shape);
        Initial beginning = open == 0 ? new Initial.EitherSign(BEGINNING) : new Initial.Fill(open);
        Node gate = g.parameter(layer.name() + ".gate", Shape.of(gates), beginning, Operation.Role.GATE);
        Node gated = g.add(layer.name() + ".gated", new GatedFilters(sorted, scaled), filters, gate);
        return bias.map(values -> g.add(layer.name(), whole.geometry(), x, gated, values))
                .orElseGet(() -> g.add(layer.name(), whole.geometry(), x, gated));
    }
}
