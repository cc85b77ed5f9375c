package dev.fettle.network;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reader: the sums of a network's feature maps, and what lies inside of residual blocks. That is what one side of a
/// sum is computed from and the other is not, whether the other is the block's input or a projection of it.
///
/// @param sums of two values that both depend on the picture
/// @param inside on one side of a sum
record ResidualSums(Set<Node> sums, Set<Node> inside) {
    static ResidualSums of(Graph graph) {
        boolean[] depends = graph.dependsOnInput();
        Set<Node> sums = new HashSet<>();
        Set<Node> inside = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Operation.Add
                    && node.inputs().stream().allMatch(read -> depends[read.index()])) {
                sums.add(node);
                inside.addAll(onOneSide(graph, node));
            }
        }
        return new ResidualSums(sums, inside);
    }

    private static Set<Node> onOneSide(Graph graph, Node sum) {
        Set<Node> one = graph.needed(List.of(sum.input(0)));
        Set<Node> other = graph.needed(List.of(sum.input(1)));
        Set<Node> both = new HashSet<>(one);
        both.retainAll(other);
        one.addAll(other);
        one.removeAll(both);
        return one;
    }

    /// @param maps all that hold a channel
    ChannelRole role(List<Node> maps) {
        if (maps.stream().anyMatch(sums::contains)) {
            return ChannelRole.STREAM;
        }
        return inside.containsAll(maps) ? ChannelRole.BLOCK : ChannelRole.OPEN;
    }
}
