package dev.fettle.network;

import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Plain;

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

    /// The network with each linear layer as the 1×1 convolution that it is on a map of one pixel, for
    /// whoever has a fast one. The filters are the same values in another shape.
    public DeployedNetwork withConvolutionsForLinear() {
        return LinearLayers.asConvolutions(this);
    }

    /// What a parameter or constant holds.
    ///
    /// @throws IllegalArgumentException if the node is neither
    Values leaf(Node node) {
        return switch (node.operation()) {
            case Parameter parameter -> weights().get(parameter.name());
            case Constant(Values values) -> values;
            case Operation operation ->
                throw new IllegalArgumentException(
                        "%s: a parameter or constant is expected, not %s".formatted(node.name(), operation.label()));
        };
    }

    /// Another graph with those of the weights that it needs.
    DeployedNetwork withGraph(Graph other) {
        return new DeployedNetwork(Network.of(other, weights()));
    }
}
