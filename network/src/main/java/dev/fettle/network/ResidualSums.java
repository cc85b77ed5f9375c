package dev.fettle.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reader: the sums of a network's feature maps, and what lies inside of residual blocks. That is what one side of a
/// sum is computed from and the other is not, whether the other is the block's input or a projection of it.
///
/// @param sums of two values that both depend on the picture
/// @param inside on one side of a sum
record ResidualSums(Set<Node> sums, BitSet inside) {
    static ResidualSums of(Graph graph) {
        boolean[] depends = graph.dependsOnInput();
        List<BitSet> needed = needed(graph);
        Set<Node> sums = new HashSet<>();
        BitSet inside = new BitSet();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Operation.Add
                    && node.inputs().stream().allMatch(read -> depends[read.index()])) {
                sums.add(node);
                BitSet onOneSide = (BitSet) needed.get(node.input(0).index()).clone();
                onOneSide.xor(needed.get(node.input(1).index()));
                inside.or(onOneSide);
            }
        }
        return new ResidualSums(sums, inside);
    }

    /// For each node those that it is computed from, and itself.
    private static List<BitSet> needed(Graph graph) {
        List<BitSet> needed = new ArrayList<>();
        for (Node node : graph.nodes()) {
            BitSet of = new BitSet();
            node.inputs().forEach(read -> of.or(needed.get(read.index())));
            of.set(node.index());
            needed.add(of);
        }
        return needed;
    }

    /// @param maps all that hold a channel
    ChannelRole role(List<Node> maps) {
        if (maps.stream().anyMatch(sums::contains)) {
            return ChannelRole.STREAM;
        }
        return maps.stream().allMatch(map -> inside.get(map.index())) ? ChannelRole.BLOCK : ChannelRole.OPEN;
    }
}
