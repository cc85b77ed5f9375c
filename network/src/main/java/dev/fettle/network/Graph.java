package dev.fettle.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/// A network: nodes in an order in which every node stands behind its inputs, one picture in, one or more named
/// results out. The first result is what the network is run for: the engine and ONNX compute it alone; training and
/// the {@link Reference} see all. Made by {@link GraphBuilder}, which has checked all shapes. Immutable.
public final class Graph {
    /// What a result is called where nobody needs a name for it.
    public static final String OUTPUT = "output";

    private final List<Node> nodes;
    private final Node input;
    private final SequencedMap<String, Node> outputs;
    private final List<List<Node>> readers;

    /// @param outputs at least one
    Graph(List<Node> nodes, Node input, SequencedMap<String, Node> outputs) {
        this.nodes = List.copyOf(nodes);
        this.input = input;
        this.outputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(outputs));
        this.readers = readers(nodes);
    }

    private static List<List<Node>> readers(List<Node> nodes) {
        List<List<Node>> readers = new ArrayList<>();
        for (Node node : nodes) {
            readers.add(new ArrayList<>());
            new HashSet<>(node.inputs())
                    .forEach(read -> readers.get(read.index()).add(node));
        }
        return readers.stream().map(List::copyOf).toList();
    }

    public List<Node> nodes() {
        return nodes;
    }

    /// The node whose operation is {@link Operation.Input}.
    public Node input() {
        return input;
    }

    /// The first result: what the network is run for.
    public Node output() {
        return outputs.firstEntry().getValue();
    }

    /// A result by its name.
    ///
    /// @throws IllegalArgumentException if there is none of this name; the message lists those there are
    public Node output(String name) {
        Node output = outputs.get(name);
        if (output == null) {
            throw new IllegalArgumentException("the network has no result '" + name + "'; there are: "
                    + String.join(", ", outputs.sequencedKeySet()));
        }
        return output;
    }

    /// All results by their names, in order; the first is {@link #output()}.
    public SequencedMap<String, Node> outputs() {
        return outputs;
    }

    /// Whether a node is a result, the first or another.
    public boolean isOutput(Node node) {
        return outputs.containsValue(node);
    }

    /// The network for one of its results: without what only the others need.
    ///
    /// @throws IllegalArgumentException if there is none of this name; the message lists those there are
    public Graph endingIn(String result) {
        boolean isAlone = outputs.size() == 1 && outputs.containsKey(result);
        return isAlone ? this : Rewriting.copy(this).graph(result, output(result));
    }

    /// The network for its first result.
    public Graph endingInFirst() {
        return endingIn(outputs.firstEntry().getKey());
    }

    /// The same with more results behind those that it has, for whoever looks at what is computed on the way.
    ///
    /// @param more nodes of this graph, by names that are no results yet
    public Graph alsoEndingIn(SequencedMap<String, Node> more) {
        SequencedMap<String, Node> all = new LinkedHashMap<>(outputs);
        more.forEach((name, node) -> {
            if (all.putIfAbsent(name, node) != null) {
                throw new IllegalArgumentException("the network has a result '" + name + "' already");
            }
        });
        return more.isEmpty() ? this : Rewriting.copy(this).graph(all);
    }

    /// The nodes that some are computed from, these included.
    public Set<Node> needed(Collection<Node> wanted) {
        Set<Node> needed = new HashSet<>();
        Deque<Node> left = new ArrayDeque<>(wanted);
        while (!left.isEmpty()) {
            Node node = left.remove();
            if (needed.add(node)) {
                left.addAll(node.inputs());
            }
        }
        return needed;
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
    /// nodes().size()} for a result, which outlives the run. Interpreters release a value there.
    public int[] lastReaders() {
        int[] last = new int[nodes.size()];
        for (Node node : nodes) {
            last[node.index()] = node.index();
            for (Node read : node.inputs()) {
                last[read.index()] = node.index();
            }
        }
        outputs.values().forEach(output -> last[output.index()] = nodes.size());
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
        return readers.get(node.index());
    }
}
