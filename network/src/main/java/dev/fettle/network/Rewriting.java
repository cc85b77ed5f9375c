package dev.fettle.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// A graph made anew node by node: each becomes its copy or something else. Deployment, windows, trunks and the
/// networks of coefficients are all made so.
final class Rewriting {
    /// What becomes of a node.
    @FunctionalInterface
    interface Rule {
        /// @param made what the nodes before this one became
        Node of(Node node, Rewriting made);
    }

    private final GraphBuilder builder = new GraphBuilder();
    private final Graph graph;
    private final Node[] made;

    private Rewriting(Graph graph) {
        this.graph = graph;
        this.made = new Node[graph.nodes().size()];
    }

    /// All nodes rewritten, none of them being a result yet.
    static Rewriting of(Graph graph, Rule rule) {
        Rewriting rewriting = new Rewriting(graph);
        for (Node node : graph.nodes()) {
            rewriting.made[node.index()] = rule.of(node, rewriting);
        }
        return rewriting;
    }

    /// All nodes as they are, to be given other results.
    static Rewriting copy(Graph graph) {
        return of(graph, (node, made) -> made.copy(node));
    }

    /// Where more nodes than one are made.
    GraphBuilder builder() {
        return builder;
    }

    /// What a node became.
    Node of(Node node) {
        return made[node.index()];
    }

    /// The same node on what its inputs became.
    Node copy(Node node) {
        return as(node, node.operation());
    }

    /// A node of the same name and inputs that computes something else.
    Node as(Node node, Operation operation) {
        return builder.add(node.name(), operation, inputs(node));
    }

    /// What the inputs of a node became.
    Node[] inputs(Node node) {
        return node.inputs().stream().map(this::of).toArray(Node[]::new);
    }

    /// The new graph, with the old results.
    Graph graph() {
        return graph(graph.outputs());
    }

    /// The new graph with a single result.
    Graph graph(String name, Node result) {
        return graph(new LinkedHashMap<>(Map.of(name, result)));
    }

    /// The new graph with other results.
    ///
    /// @param results by name; nodes of the old graph
    Graph graph(SequencedMap<String, Node> results) {
        SequencedMap<String, Node> rewritten = new LinkedHashMap<>();
        results.forEach((name, node) -> rewritten.put(name, of(node)));
        return builder.build(rewritten);
    }
}
