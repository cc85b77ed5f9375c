package dev.fettle.network;

import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.TrainingOnly.StoredOrder;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// Reader: the orders of channels that a network keeps with its weights ({@link StoredOrder}).
public final class StoredOrders {
    private StoredOrders() {}

    /// Names of the parameters that hold them, in the order of the network: `body.0.body.0.order`.
    public static SequencedSet<String> of(Graph graph) {
        SequencedSet<String> names = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof StoredOrder order
                    && order.order(node).operation() instanceof Parameter parameter) {
                names.add(parameter.name());
            }
        }
        return names;
    }

    /// @throws IllegalArgumentException naming one that is no order
    public static void requireSound(Network network) {
        for (String name : of(network.graph())) {
            float[] order = network.weights().get(name).array();
            try {
                StoredOrder.read(order);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "tensor '%s' is no order of channels, with each of 0 to %d once"
                                .formatted(name, order.length - 1),
                        e);
            }
        }
    }
}
