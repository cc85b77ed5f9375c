package dev.fettle.network;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.TrainingOnly.GatedFilters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Reader: the groups that the gates of each layer ({@link GatedFilters}) have come to.
///
/// @param layer its name: `body.0.body.0`
/// @param links between its channels
/// @param inChannels that it reads
/// @param outChannels that it makes
public record LearntGroups(String layer, Links links, int inChannels, int outChannels) {
    /// A layer whose channels gates part.
    ///
    /// @param gates name of the parameter that decides: `body.0.body.0.gate`
    /// @param filters their shape, (Cout, Cin, K, K)
    public record Gated(String gates, GatedFilters operation, Shape filters) {
        /// Name of the layer: `body.0.body.0`.
        public String layer() {
            return gates.substring(0, Math.max(0, gates.lastIndexOf('.')));
        }

        public int inChannels() {
            return filters.channels();
        }

        public int outChannels() {
            return filters.dimension(0);
        }

        public int gateCount() {
            return Links.gates(inChannels(), outChannels());
        }

        /// The convolutions with the layer's filters: one, or several that share them.
        public List<Node> uses(Graph graph) {
            return graph.nodes().stream()
                    .filter(node -> node.operation() instanceof Convolve convolve && isReadBy(convolve.weight(node)))
                    .toList();
        }

        private boolean isReadBy(Node weight) {
            return weight.operation() instanceof GatedFilters gated
                    && gated.gates(weight).operation() instanceof Parameter parameter
                    && parameter.name().equals(gates);
        }

        /// What some gates come to.
        ///
        /// @param values of the gates
        public LearntGroups read(float[] values) {
            return new LearntGroups(layer(), Links.of(values, operation.sorted()), inChannels(), outChannels());
        }
    }

    /// The layers that have gates, in the order of the network; layers that share their weights count once.
    public static List<Gated> layers(Graph graph) {
        Shapes shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        SequencedMap<String, Gated> layers = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof GatedFilters gated
                    && gated.gates(node).operation() instanceof Parameter parameter) {
                layers.putIfAbsent(parameter.name(), new Gated(parameter.name(), gated, shapes.of(node)));
            }
        }
        return List.copyOf(layers.values());
    }

    /// Of all layers that have gates, in the order of the network.
    public static List<LearntGroups> of(Graph graph, Weights weights) {
        return layers(graph).stream()
                .map(layer -> layer.read(weights.get(layer.gates()).array()))
                .toList();
    }

    /// `body.0.body.0: 4 groups (0110)`, in the words of reports.
    public String line() {
        return "%s: %s (%s)".formatted(layer, links.isDense() ? "dense" : links.groups() + " groups", links);
    }
}
