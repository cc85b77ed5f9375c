package dev.fettle.network;

import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Activations and factors that stand behind a map and shifted copies of it, moved in front of them: what is 0 for 0
/// commutes with a shift that takes zeros in. They are then taken once for each sample, by the convolution that makes
/// the map ({@link FrozenGhosts}). One with a slope for each channel stays: copies have slopes of their own.
///
/// @param deployed with as many nodes as before
record EarlyActivations(DeployedNetwork deployed) {
    /// The network with such activations where their map is made; all others stay.
    static DeployedNetwork in(DeployedNetwork network) {
        DeployedNetwork moved = network;
        for (Optional<DeployedNetwork> next = Optional.of(network); next.isPresent(); next = movedOnce(moved)) {
            moved = next.get();
        }
        return moved;
    }

    private static Optional<DeployedNetwork> movedOnce(DeployedNetwork network) {
        EarlyActivations activations = new EarlyActivations(network);
        Map<Node, Node> moved = activations.find();
        return moved.isEmpty() ? Optional.empty() : Optional.of(activations.move(moved));
    }

    private Graph graph() {
        return deployed.graph();
    }

    /// The first activation behind each map that can take one.
    private Map<Node, Node> find() {
        Map<Node, Node> found = new HashMap<>();
        for (Node node : graph().nodes()) {
            if (isActivation(node)) {
                map(node).ifPresent(map -> found.putIfAbsent(map, node));
            }
        }
        return found;
    }

    private static boolean isActivation(Node node) {
        Operation operation = node.operation();
        return operation instanceof Relu
                || operation instanceof LeakyRelu
                || operation instanceof Silu
                || operation instanceof Scale;
    }

    /// The map that an activation may be applied to instead of to what is made of it.
    private Optional<Node> map(Node activation) {
        Node joined = activation.input();
        Set<Node> between = new HashSet<>(Set.of(activation));
        while (joined.operation() instanceof Permutation) {
            between.add(joined);
            joined = joined.input();
        }
        if (!(joined.operation() instanceof Concat)) {
            return Optional.empty();
        }
        between.add(joined);
        Set<Node> maps = new HashSet<>();
        for (Node part : joined.inputs()) {
            Node map = part;
            while (map.operation() instanceof Shift || map.operation() instanceof Slice) {
                between.add(map);
                map = map.input();
            }
            maps.add(map);
        }
        Node map = maps.iterator().next();
        return maps.size() == 1 && areReadOnlyBy(map, between, activation) ? Optional.of(map) : Optional.empty();
    }

    /// Whether nobody else would see the difference.
    private boolean areReadOnlyBy(Node map, Set<Node> between, Node activation) {
        Set<Node> seen = new HashSet<>(between);
        seen.add(map);
        seen.remove(activation);
        return seen.stream().allMatch(node -> !graph().isOutput(node) && between.containsAll(graph().readers(node)));
    }

    private DeployedNetwork move(Map<Node, Node> activations) {
        Set<Node> moved = Set.copyOf(activations.values());
        Graph rewritten = Rewriting.of(graph(), (node, made) -> {
                    // one that moves away may itself be the map of the next
                    Node copy = moved.contains(node) ? made.of(node.input()) : made.copy(node);
                    Node activation = activations.get(node);
                    return activation == null
                            ? copy
                            : made.builder().add(activation.name(), activation.operation(), copy);
                })
                .graph();
        return new DeployedNetwork(Network.of(rewritten, deployed.weights()));
    }
}
