package dev.fettle.runtime.engine;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The sum of a map that goes on with a copy of itself, shifted or not, and of another map: the end of a residual block
/// with ghosts. Nobody else reads what is between map and sum.
///
/// @param shift of the copy
/// @param between from the map to the sum
record GhostSum(Shift shift, Set<Node> between, Node sum, Node residual) {
    GhostSum {
        between = Set.copyOf(between);
    }

    /// What is made of a map, if it is that.
    static Optional<GhostSum> of(Node map, Graph graph) {
        for (Node reader : graph.readers(map)) {
            if (reader.operation() instanceof Concat && reader.inputs().size() == 2) {
                return of(map, reader, graph);
            }
        }
        return Optional.empty();
    }

    private static Optional<GhostSum> of(Node map, Node joined, Graph graph) {
        Node copy = joined.inputs().getLast();
        Optional<Shift> shift = shift(map, copy);
        Set<Node> between = new HashSet<>(Set.of(joined));
        if (copy != map) {
            between.add(copy);
        }
        boolean isAlone = joined.inputs().getFirst() == map
                && between.containsAll(graph.readers(map))
                && (copy == map || graph.readers(copy).equals(List.of(joined)))
                && graph.readers(joined).size() == 1
                && between.stream().noneMatch(graph::isOutput);
        return isAlone && graph.readers(joined).getFirst().operation() instanceof Add add
                ? shift.map(moved -> of(moved, between, joined, add, graph))
                : Optional.empty();
    }

    private static GhostSum of(Shift shift, Set<Node> between, Node joined, Add add, Graph graph) {
        Node sum = graph.readers(joined).getFirst();
        return new GhostSum(shift, between, sum, add.first(sum) == joined ? add.second(sum) : add.first(sum));
    }

    private static Optional<Shift> shift(Node map, Node copy) {
        if (copy == map) {
            return Optional.of(new Shift(0, 0));
        }
        return copy.operation() instanceof Shift shift && copy.input() == map ? Optional.of(shift) : Optional.empty();
    }

    /// Whether two maps are added that are of the same size, and not one map to itself.
    boolean isOfTwoMaps(Shapes shapes) {
        return !between.contains(residual) && shapes.of(residual).equals(shapes.of(sum));
    }
}
