package dev.fettle.runtime.engine;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Shapes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which concatenations are read only by steps that can read each part where it lies, so that parts which lie
/// elsewhere, shifted, need not be copied. All their parts fill whole vectors. Follows from the network alone.
///
/// @param concatenations that are read so
record PartReaders(Set<Node> concatenations) {
    /// Parts of fewer channels would be more work than a copy.
    private static final int LEAST = 16;

    static PartReaders of(Graph graph, Map<Stage, Convolution> convolutions, Shapes shapes) {
        Search search = new Search(graph, convolutions, shapes);
        graph.nodes().reversed().forEach(search::look); // the outermost first
        return new PartReaders(search.found);
    }

    private static final class Search {
        private final Graph graph;
        private final Shapes shapes;
        private final Map<Node, Convolution> convolutions = new HashMap<>();
        private final Set<Node> residuals = new HashSet<>();
        private final Set<Node> found = new HashSet<>();

        /// Channels that fill the vectors of every convolution.
        private final int unit;

        Search(Graph graph, Map<Stage, Convolution> stages, Shapes shapes) {
            this.graph = graph;
            this.shapes = shapes;
            int lanes = InputPart.LEAST_COMMON;
            for (Map.Entry<Stage, Convolution> entry : stages.entrySet()) {
                convolutions.put(entry.getKey().node(), entry.getValue());
                entry.getKey().epilogue().residual().ifPresent(residuals::add);
                lanes = Math.max(lanes, entry.getValue().lanes().count());
            }
            unit = lanes;
        }

        void look(Node node) {
            boolean isTaken = node.operation() instanceof Concat
                    && !graph.isOutput(node)
                    && !residuals.contains(node)
                    && node.inputs().stream().allMatch(this::fillsVectors)
                    && graph.readers(node).stream().allMatch(reader -> takes(reader, node));
            if (isTaken) {
                found.add(node);
            }
        }

        private boolean fillsVectors(Node part) {
            return shapes.of(part).rank() == 4 && shapes.of(part).channels() % unit == 0;
        }

        private boolean takes(Node reader, Node concat) {
            if (reader.operation() instanceof Convolving convolving) {
                Convolution convolution = convolutions.get(reader);
                return convolution != null
                        && convolution.kernel().readsParts()
                        && convolving.map(reader) == concat
                        && reader.inputs().stream().filter(concat::equals).count() == 1;
            }
            if (reader.operation() instanceof Add add) {
                Node other = add.first(reader) == concat ? add.second(reader) : add.first(reader);
                return !(other.operation() instanceof Concat)
                        && shapes.of(other).equals(shapes.of(concat));
            }
            return reader.operation() instanceof Concat && found.contains(reader);
        }
    }

    boolean take(Node concat) {
        return concatenations.contains(concat);
    }

    static boolean isWorthIt(int channels) {
        return channels >= LEAST;
    }
}
