package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Groups the nodes of a graph into stages: convolutions take the activations, additions and shuffles
/// behind them along.
final class Fusion {
    private final Graph graph;
    private final Border border;
    private final boolean[] depends;
    private final boolean[] absorbed;
    private final Shapes shapes;

    private Fusion(Graph graph, Border border) {
        this.graph = graph;
        this.border = border;
        depends = graph.dependsOnInput();
        absorbed = new boolean[graph.nodes().size()];
        shapes = probe(graph);
    }

    /// Shapes for pictures of a size that every graph takes.
    static Shapes probe(Graph graph) {
        return Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
    }

    /// The stages in an order in which each stands behind those it reads.
    ///
    /// @param border of the feature maps
    static List<Stage> stages(Graph graph, Border border) {
        return new Fusion(graph, border).stages();
    }

    private List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (depends[node.index()] && node != graph.input() && !absorbed[node.index()]) {
                stages.add(stage(node));
            }
        }
        stages.sort(Comparator.comparingInt(stage -> stage.result().index()));
        return stages;
    }

    private Stage stage(Node node) {
        if (node.operation() instanceof Convolving) {
            return grown(node);
        }
        return weighedSum(node).orElse(new Stage(node, node, Epilogue.NONE));
    }

    /// A map times one pixel, such as attention's weights, and the sum with another map behind it: one pass over memory
    /// instead of two.
    private Optional<Stage> weighedSum(Node node) {
        if (!(node.operation() instanceof Multiply multiply)
                || !isOfPixel(multiply, node)
                || graph.isOutput(node)
                || graph.readers(node).size() != 1) {
            return Optional.empty();
        }
        Node sum = graph.readers(node).getFirst();
        if (!(sum.operation() instanceof Add add) || absorbed[sum.index()]) {
            return Optional.empty();
        }
        Node other = add.first(sum) == node ? add.second(sum) : add.first(sum);
        boolean isTaken = other != node
                && depends[other.index()]
                && shapes.of(other).equals(shapes.of(node))
                && !(other.operation() instanceof Concat); // whose channels may lie apart
        absorbed[sum.index()] = isTaken;
        return isTaken ? Epilogue.NONE.plus(other).map(epilogue -> new Stage(node, sum, epilogue)) : Optional.empty();
    }

    private boolean isOfPixel(Multiply multiply, Node node) {
        Shape x = shapes.of(multiply.first(node));
        Shape pixel = shapes.of(multiply.second(node));
        return x.equals(shapes.of(node))
                && depends[multiply.first(node).index()]
                && pixel.rank() == 4
                && pixel.height() == 1
                && pixel.width() == 1
                && pixel.channels() == x.channels();
    }

    /// Follows the only reader for as long as the epilogue can take it in.
    private Stage grown(Node convolution) {
        Stage stage = new Stage(convolution, convolution, Epilogue.NONE);
        for (Optional<Stage> longer = Optional.of(stage); longer.isPresent(); longer = longer(stage)) {
            stage = longer.get();
            absorbed[stage.result().index()] = true;
        }
        return stage;
    }

    private Optional<Stage> longer(Stage stage) {
        Node last = stage.result();
        if (graph.isOutput(last)) {
            return Optional.empty();
        }
        Optional<GhostSum> sum = border == Border.ZEROS ? GhostSum.of(last, graph) : Optional.empty();
        if (sum.isPresent()) {
            return withGhosts(stage, sum.get());
        }
        List<Node> readers = graph.readers(last);
        return readers.size() == 1 && !absorbed[readers.getFirst().index()]
                ? extended(stage.epilogue(), stage.node(), last, readers.getFirst())
                        .map(epilogue -> new Stage(stage.node(), readers.getFirst(), epilogue))
                : Optional.empty();
    }

    /// With the sum behind the result and its shifted copy. Only where zeros are around the picture: where edges are
    /// repeated the copy goes on as the result does, further than the sum is computed.
    private Optional<Stage> withGhosts(Stage stage, GhostSum sum) {
        boolean isTaken = sum.isOfTwoMaps(shapes)
                && depends[sum.residual().index()]
                && !absorbed[sum.sum().index()];
        Optional<Epilogue> longer = isTaken ? stage.epilogue().plus(sum.residual(), sum.shift()) : Optional.empty();
        longer.ifPresent(_ -> sum.between().forEach(node -> absorbed[node.index()] = true));
        return longer.map(epilogue -> new Stage(stage.node(), sum.sum(), epilogue));
    }

    private Optional<Epilogue> extended(Epilogue epilogue, Node convolution, Node last, Node reader) {
        return switch (DeployedNetwork.operation(reader)) {
            case Relu _ -> epilogue.activated(Activation.Line.RELU);
            case LeakyRelu(double slope) -> epilogue.activated(new Activation.Line((float) slope));
            case PRelu rectifier -> epilogue.bent(rectifier.slopes(reader));
            case Silu _ -> epilogue.activated(new Activation.Silu());
            case Scale(double factor) -> epilogue.scaled(factor);
            case PixelShuffle(int factor) ->
                canShuffle(convolution, factor) ? epilogue.shuffled(factor) : Optional.empty();
            case Add add -> added(epilogue, add, last, reader);
            case Input _, Parameter _, Constant _, Convolve _, Sigmoid _ -> Optional.empty();
            case Multiply _, Concat _, Slice _, Shift _, GlobalMean _ -> Optional.empty();
            case PixelUnshuffle _, Permutation _, Bicubic _, Pooling _, Linear _ -> Optional.empty();
            case MixedConvolve _, WindowMean _, Softmax _, OneHot _, SquareRoot _ -> Optional.empty();
        };
    }

    /// Whether the filters that a shuffled channel is made of are all in one group.
    private boolean canShuffle(Node convolution, int factor) {
        int groups = ((Convolving) convolution.operation()).geometry().groups();
        int filters = shapes.of(convolution).channels() / groups;
        return groups == 1 || (convolution.operation() instanceof Convolve && filters % (factor * factor) == 0);
    }

    private Optional<Epilogue> added(Epilogue epilogue, Add add, Node last, Node sum) {
        boolean isFirst = add.first(sum) == last;
        Node other = isFirst ? add.second(sum) : add.first(sum);
        if (other == last) {
            return Optional.empty();
        }
        if (shapes.of(other).equals(shapes.of(last)) && depends[other.index()]) {
            return epilogue.plus(other);
        }
        boolean perChannel = shapes.of(other).size() == shapes.of(last).channels();
        return isFirst && perChannel && !depends[other.index()] ? epilogue.shifted(other) : Optional.empty();
    }
}
