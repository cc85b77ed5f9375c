package dev.fettle.runtime.engine;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Shapes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which concatenations are read only by steps that can read each part where it lies, so that parts which lie
/// elsewhere, shifted, need not be copied. All their parts fill whole vectors. The same of permutations, which sums
/// read channel by channel. Follows from the network alone.
///
/// @param joined that are read so
record PartReaders(Set<Node> joined) {
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
            boolean isTaken = isJoined(node)
                    && !graph.isOutput(node)
                    && !residuals.contains(node)
                    && graph.readers(node).stream().allMatch(reader -> takes(reader, node));
            if (isTaken) {
                found.add(node);
            }
        }

        private boolean isJoined(Node node) {
            return node.operation() instanceof Permutation
                    || (node.operation() instanceof Concat
                            && node.inputs().stream().allMatch(this::fillsVectors));
        }

        private boolean fillsVectors(Node part) {
            return shapes.of(part).rank() == 4 && shapes.of(part).channels() % unit == 0;
        }

        private boolean takes(Node reader, Node joined) {
            if (reader.operation() instanceof Convolving convolving) {
                Convolution convolution = convolutions.get(reader);
                return convolution != null
                        && joined.operation() instanceof Concat
                        && convolution.kernel().readsParts()
                        && convolving.map(reader) == joined
                        && reader.inputs().stream().filter(joined::equals).count() == 1;
            }
            if (reader.operation() instanceof Add add) {
                Node other = add.first(reader) == joined ? add.second(reader) : add.first(reader);
                return !(other.operation() instanceof Concat)
                        && !(other.operation() instanceof Permutation)
                        && shapes.of(other).equals(shapes.of(joined));
            }
            boolean mayGoOn = joined.operation() instanceof Concat || reader.operation() instanceof Permutation;
            return mayGoOn && found.contains(reader);
        }
    }

    boolean take(Node node) {
        return joined.contains(node);
    }

    static boolean isWorthIt(int channels) {
        return channels >= LEAST;
    }
}
