package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Slice;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A network cut in two where its last skip connection joins: the *trunk*, in which kernels are mixed, and the rest,
/// which does not depend on the choice of kernels but through the trunk's result.
///
/// The authors of NSR run the trunk on overlapping windows, blend its results and run the rest on the whole picture
/// (ychfan/pt_ir); for WDSR the trunk ends with the last 3×3 convolution, and the rest is the 5×5 skip convolution,
/// the sum and the shuffle. Where the trunk's result has another size than the picture, as in a folded WDSR that
/// enlarges, the whole network is the trunk.
///
/// @param network from the picture to the trunk's result
/// @param rest from the channels of the picture and, behind them, those of the trunk's result, both of one size, to
/// the output; empty if the trunk's result is the output
public record Trunk(DeployedNetwork network, Optional<DeployedNetwork> rest) {
    /// Cuts the way to the first result.
    public static Trunk of(DeployedNetwork whole) {
        DeployedNetwork network = whole.forFirstResult();
        Graph graph = network.graph();
        Node end = end(graph);
        Graph trunk = Rewriting.copy(graph).graph(Graph.OUTPUT, end);
        return new Trunk(
                network.withGraph(trunk),
                end == graph.output() ? Optional.empty() : Optional.of(network.withGraph(rest(graph, end))));
    }

    /// The last node behind all mixed kernels that is added to something which has none; the output if there is none.
    private static Node end(Graph graph) {
        boolean[] mixed = dependsOnMixed(graph);
        boolean[] depends = graph.dependsOnInput();
        for (Node node : graph.nodes().reversed()) {
            if (node.operation() instanceof Add add) {
                Node a = add.first(node);
                Node b = add.second(node);
                if (depends[a.index()] && depends[b.index()] && mixed[a.index()] != mixed[b.index()]) {
                    Node end = mixed[a.index()] ? a : b;
                    return isFreeOfMixing(graph, end) && isAsLargeAsThePicture(graph, end) ? end : graph.output();
                }
            }
        }
        return graph.output();
    }

    private static boolean[] dependsOnMixed(Graph graph) {
        boolean[] mixed = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            mixed[node.index()] = node.operation() instanceof MixedConvolve
                    || node.inputs().stream().anyMatch(read -> mixed[read.index()]);
        }
        return mixed;
    }

    /// Whether no kernel is mixed on any way to the output that does not lead through a node.
    private static boolean isFreeOfMixing(Graph graph, Node end) {
        return needed(graph, end).stream().noneMatch(node -> node.operation() instanceof MixedConvolve);
    }

    private static boolean isAsLargeAsThePicture(Graph graph, Node end) {
        Shape shape =
                Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE).of(end);
        return shape.height() == GraphBuilder.PROBE && shape.width() == GraphBuilder.PROBE;
    }

    /// The nodes that the output is computed from if one of them is given.
    private static Set<Node> needed(Graph graph, Node given) {
        Set<Node> needed = new HashSet<>(Set.of(graph.output()));
        for (Node node : graph.nodes().reversed()) {
            if (needed.contains(node) && node != given) {
                needed.addAll(node.inputs());
            }
        }
        needed.remove(given);
        return needed;
    }

    private static Graph rest(Graph graph, Node end) {
        Shape shape =
                Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE).of(end);
        int channels = graph.inputChannels();
        Slice picture = new Slice(0, channels);
        Slice trunk = new Slice(channels, channels + shape.channels());
        Node[] joined = new Node[1];
        Rewriting rest = Rewriting.of(graph, (node, made) -> {
            if (node == graph.input()) {
                joined[0] = made.builder().input("joined", channels + shape.channels());
                return made.builder().add("picture", picture, joined[0]);
            }
            return node == end ? made.builder().add("trunk", trunk, joined[0]) : made.copy(node);
        });
        return rest.graph();
    }
}
