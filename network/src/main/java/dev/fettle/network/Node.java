package dev.fettle.network;

import java.util.List;

/// One value in a {@link Graph}: an operation and the nodes that it reads. Identity is the object, not the
/// contents.
public final class Node {
    private final int index;
    private final String name;
    private final Operation operation;
    private final List<Node> inputs;

    Node(int index, String name, Operation operation, List<Node> inputs) {
        this.index = index;
        this.name = name;
        this.operation = operation;
        this.inputs = List.copyOf(inputs);
    }

    /// Position in {@link Graph#nodes()}.
    public int index() {
        return index;
    }

    /// Where it stands in the network, for messages and exported files: `body.3.body.0`. Unique in its graph.
    public String name() {
        return name;
    }

    public Operation operation() {
        return operation;
    }

    public List<Node> inputs() {
        return inputs;
    }

    /// The only input of an operation that has one.
    ///
    /// @throws IllegalStateException if there are none or several: what each is, the operation says
    public Node input() {
        if (inputs.size() != 1) {
            throw new IllegalStateException(name + ": " + operation.label() + " has " + inputs.size() + " inputs");
        }
        return inputs.getFirst();
    }

    /// For the accessors of operations with several inputs.
    Node input(int position) {
        return inputs.get(position);
    }

    @Override
    public String toString() {
        return name + " = " + operation.label()
                + inputs.stream().map(Node::name).toList();
    }
}
