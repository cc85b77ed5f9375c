package dev.fettle.network;

import dev.fettle.network.Operation.Linear;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Linear layers as 1×1 convolutions: of a weight (out, C) becomes one of (out, C, 1, 1).
final class LinearLayers {
    private final DeployedNetwork network;
    private final SequencedMap<String, Values> weights;

    private LinearLayers(DeployedNetwork network) {
        this.network = network;
        weights = new LinkedHashMap<>(network.weights().byName());
    }

    /// The network itself where it has none.
    static DeployedNetwork asConvolutions(DeployedNetwork network) {
        boolean hasNone = network.graph().nodes().stream().noneMatch(node -> node.operation() instanceof Linear);
        return hasNone ? network : new LinearLayers(network).rewritten();
    }

    private DeployedNetwork rewritten() {
        Graph graph = Rewriting.of(
                        network.graph(),
                        (node, made) -> node.operation() instanceof Linear linear
                                ? convolution(node, linear, made)
                                : made.copy(node))
                .graph();
        return new DeployedNetwork(Network.of(graph, Weights.of(weights)));
    }

    private Node convolution(Node node, Linear linear, Rewriting made) {
        Node[] inputs = made.inputs(node);
        inputs[1] = filters(node, linear.weight(node), made.builder());
        return made.builder().add(node.name(), linear.geometry(), inputs);
    }

    private Node filters(Node layer, Node weight, GraphBuilder builder) {
        Values values = network.leaf(weight);
        List<Integer> sizes = values.shape().dimensions();
        Values filters = new Values(Shape.of(sizes.getFirst(), sizes.getLast(), 1, 1), values.array());
        String name = layer.name() + ".filters";
        weights.put(name, filters);
        return builder.parameter(name, filters.shape(), new Initial.Fill(0));
    }
}
