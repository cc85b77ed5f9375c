package dev.fettle.network;

import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.TrainingOnly;

/// A network in its second life: nothing in it exists in training only. What runs, exports or cuts networks takes this
/// type, and its switches over operations know {@link Plain} ones alone. Made by {@link Deployment}.
///
/// @param network of plain operations
/// @throws IllegalArgumentException naming the node if an operation exists in training only
public record DeployedNetwork(Network network) {
    public DeployedNetwork {
        network.graph().nodes().forEach(DeployedNetwork::operation);
    }

    public Graph graph() {
        return network.graph();
    }

    public Weights weights() {
        return network.weights();
    }

    /// What a node of a deployed network computes.
    ///
    /// @throws IllegalArgumentException with the node's name if that exists in training only
    public static Plain operation(Node node) {
        return switch (node.operation()) {
            case Plain plain -> plain;
            case TrainingOnly training ->
                throw new IllegalArgumentException("%s: %s exists in training only; deploy the network first"
                        .formatted(node.name(), training.label()));
        };
    }

    /// The network for its first result, which is what engines run.
    public DeployedNetwork forFirstResult() {
        Graph first = graph().endingInFirst();
        return first == graph() ? this : withGraph(first);
    }

    /// Another graph with those of the weights that it needs.
    DeployedNetwork withGraph(Graph other) {
        return new DeployedNetwork(Network.of(other, weights()));
    }
}
