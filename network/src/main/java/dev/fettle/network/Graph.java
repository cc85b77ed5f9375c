package dev.fettle.network;

import java.util.ArrayList;
import java.util.List;

/// A network: nodes in an order in which every node stands behind its inputs, one picture in, one picture
/// out. Made by {@link GraphBuilder}, which has checked all shapes. Immutable.
public final class Graph {
    private final List<Node> nodes;
    private final Node input;
    private final Node output;

    Graph(List<Node> nodes, Node input, Node output) {
        this.nodes = List.copyOf(nodes);
        this.input = input;
        this.output = output;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /// The node whose operation is {@link Operation.Input}.
    public Node input() {
        return input;
    }

    public Node output() {
        return output;
    }

    /// Channels of the picture that goes in.
    public int inputChannels() {
        return ((Operation.Input) input.operation()).channels();
    }

    /// What a weights file holds, in the order of the nodes: the trained values and the statistics.
    public List<Operation.Parameter> parameters() {
        return nodes.stream()
                .map(Node::operation)
                .filter(Operation.Parameter.class::isInstance)
                .map(Operation.Parameter.class::cast)
                .toList();
    }

    /// Number of trained values, as papers count parameters: without statistics.
    public long parameterCount() {
        return parameters().stream()
                .filter(Operation.Parameter::isTrained)
                .mapToLong(parameter -> parameter.shape().size())
                .sum();
    }

    /// For each node (by index) the index of the last node that reads it; its own index if none does; {@code
    /// nodes().size()} for the output, which outlives the run. Interpreters release a value there.
    public int[] lastReaders() {
        int[] last = new int[nodes.size()];
        for (Node node : nodes) {
            last[node.index()] = node.index();
            for (Node read : node.inputs()) {
                last[read.index()] = node.index();
            }
        }
        last[output.index()] = nodes.size();
        return last;
    }

    /// For each node (by index) whether its value depends on the picture; the others depend on parameters and
    /// constants alone.
    public boolean[] dependsOnInput() {
        boolean[] depends = new boolean[nodes.size()];
        for (Node node : nodes) {
            depends[node.index()] = node == input || node.inputs().stream().anyMatch(read -> depends[read.index()]);
        }
        return depends;
    }

    /// The nodes that read the given one, in order, each once.
    public List<Node> readers(Node node) {
        List<Node> readers = new ArrayList<>();
        for (Node candidate : nodes) {
            if (candidate.inputs().contains(node)) {
                readers.add(candidate);
            }
        }
        return readers;
    }
}
