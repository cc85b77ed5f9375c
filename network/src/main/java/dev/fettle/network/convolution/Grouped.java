package dev.fettle.network.convolution;

import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Permutation;

/// A convolution in a fixed number of groups, the same for all layers: what learnt groups ({@link
/// Groupable}) are compared with. Weights are (Cout, Cin / groups, K, K).
///
/// @param groups that must divide the channels of every layer
/// @param shuffled whether channels are dealt out to the groups, so that each reads from all groups of the
/// layer before; Zhang et al., CVPR 2018 (ShuffleNet), sec. 3.1. Else groups are of neighbours
public record Grouped(int groups, boolean shuffled) implements Convolution {
    public static final Grouped DEFAULTS = new Grouped(4, false);

    public Grouped {
        if (groups < 1) {
            throw new IllegalArgumentException("grouped: groups must be at least 1, got " + groups);
        }
    }

    @Override
    public Node apply(GraphBuilder g, Layer layer, Node x) {
        Layer inGroups = layer.inGroups(groups);
        inGroups.weightOf(g, x); // refuses groups that do not divide the channels
        boolean isDealt = shuffled && groups > 1 && groups < g.channels(x);
        Node read = isDealt ? g.add(layer.name() + ".dealt", Permutation.shuffle(g.channels(x), groups), x) : x;
        return Convolutions.PLAIN.apply(g, inGroups, read);
    }
}
