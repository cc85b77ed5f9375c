package dev.fettle.train.start;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// The rows of a classifier's last layer, one for each class, in another order of the classes. A folder
/// numbers its classes by their names, which the model that a training starts from need not.
///
/// @param theirs names of the model's classes, in its order; empty if it restores
/// @param ours those of the training
record ClassRows(List<String> theirs, List<String> ours) {
    ClassRows {
        theirs = List.copyOf(theirs);
        ours = List.copyOf(ours);
    }

    /// Whether the same classes stand in another order. Other classes are another task, for which rows are
    /// as good as any.
    boolean areReordered() {
        return !theirs.equals(ours) && theirs.size() == ours.size() && new HashSet<>(theirs).containsAll(ours);
    }

    /// The model's values, with what its last layer has in our order.
    ///
    /// @param file of the model, for the message
    /// @param graph of the network that begins
    /// @throws IllegalArgumentException if the order is another, and the network does not end in a layer of
    /// one row for each class
    Map<String, Values> ofFile(String file, Graph graph, Map<String, Values> values) {
        if (!areReordered()) {
            return values;
        }
        Node last = graph.output();
        List<Node> leaves = last.inputs().stream().skip(1).toList();
        if (!(last.operation() instanceof Linear)
                || !leaves.stream().allMatch(leaf -> leaf.operation() instanceof Parameter)) {
            throw new IllegalArgumentException(
                    "start.file: %s has the same classes in another order, and '%s', where the network ends, is no linear layer whose rows could follow them; leave start out"
                            .formatted(file, last.name()));
        }
        Map<String, Values> reordered = new HashMap<>(values);
        leaves.forEach(leaf -> reordered.computeIfPresent(leaf.name(), (_, rows) -> inOurs(rows)));
        return reordered;
    }

    private Values inOurs(Values rows) {
        if (rows.shape().dimension(0) != ours.size()) {
            return rows; // refused for its shape
        }
        int each = rows.array().length / ours.size();
        float[] moved = new float[rows.array().length];
        for (int row = 0; row < ours.size(); row++) {
            System.arraycopy(rows.array(), theirs.indexOf(ours.get(row)) * each, moved, row * each, each);
        }
        return new Values(rows.shape(), moved);
    }
}
