package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.AnnealedSoftmax;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.GumbelSoftmax;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WeightNorm;
import dev.fettle.network.Operation.WindowMean;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The second life of a network: what depends on parameters alone is computed once and becomes a parameter (or,
/// without any parameter in it, a constant), so that plain operations remain. The output is the same up to float
/// rounding.
public final class Deployment {
    private static final Values NO_PICTURE = Values.zeros(Shape.of());

    private final Network network;
    private final boolean[] dependsOnInput;
    private final GraphBuilder builder = new GraphBuilder();
    private final Node[] plain;
    private final Set<Node> trained = new HashSet<>();
    private final Map<Node, Reference.Array> computed = new HashMap<>();
    private final Map<String, Values> weights;

    private Deployment(Network network) {
        this.network = network;
        dependsOnInput = network.graph().dependsOnInput();
        plain = new Node[network.graph().nodes().size()];
        weights = new HashMap<>(network.weights().byName());
    }

    /// The network as it is run and exported; folded parameters are named after the node that computed them
    /// (`body.0.weight`).
    ///
    /// @throws IllegalArgumentException naming the node if one that only exists in training depends on the picture
    /// and cannot be folded
    public static Network of(Network network) {
        return new Deployment(network).fold();
    }

    private Network fold() {
        for (Node node : network.graph().nodes()) {
            plain[node.index()] = dependsOnInput[node.index()] ? kept(node) : folded(node);
        }
        Graph graph = builder.build(plain[network.graph().output().index()]);
        Weights all = Weights.of(weights);
        Map<String, Values> used = new LinkedHashMap<>();
        graph.parameters().forEach(parameter -> used.put(parameter.name(), all.get(parameter.name())));
        return new Network(graph, Weights.of(used));
    }

    private Node kept(Node node) {
        Operation deployed = plain(node.operation())
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: %s depends on the picture and cannot be folded; it exists in training only"
                                .formatted(node.name(), node.operation().label())));
        return builder.add(
                node.name(),
                deployed,
                node.inputs().stream().map(read -> plain[read.index()]).toArray(Node[]::new));
    }

    /// A leaf stays; a computed value becomes a leaf.
    private Node folded(Node node) {
        if (node.operation() instanceof Parameter || node.inputs().stream().anyMatch(trained::contains)) {
            trained.add(node);
        }
        if (node.inputs().isEmpty()) {
            return builder.add(node.name(), node.operation());
        }
        Reference.Array value = value(node);
        float[] narrow = new float[value.array().length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) value.array()[i];
        }
        Values values = new Values(value.shape(), narrow);
        if (!trained.contains(node)) {
            return builder.constant(node.name(), values);
        }
        weights.put(node.name(), values);
        return builder.parameter(node.name(), values.shape(), new Initial.Fill(0));
    }

    /// In double precision and once per node, so that chains of computed values are rounded only at their end.
    private Reference.Array value(Node node) {
        Reference.Array known = computed.get(node);
        if (known == null) {
            List<Reference.Array> read = node.inputs().stream().map(this::value).toList();
            List<Shape> shapes = read.stream().map(Reference.Array::shape).toList();
            Shape shape = Shapes.infer(node.name(), node.operation(), shapes);
            known = Reference.compute(node.operation(), read, shape, network.weights(), NO_PICTURE);
            computed.put(node, known);
        }
        return known;
    }

    /// The operation as every interpreter of deployed networks knows it.
    private static Optional<Operation> plain(Operation operation) {
        return switch (operation) {
            case Input _, Parameter _, Constant _, Convolve _, Relu _, LeakyRelu _, Sigmoid _, Scale _ ->
                Optional.of(operation);
            case Add _, Multiply _, Concat _, Slice _, PixelShuffle _, Shift _, GlobalMean _ -> Optional.of(operation);
            case MixedConvolve _, WindowMean _, Softmax _, OneHot _, SquareRoot _ -> Optional.of(operation);
            case GumbelSoftmax(int groups, double _) -> Optional.of(new OneHot(groups));
            case AnnealedSoftmax annealed -> Optional.of(annealed.last());
            case WeightNorm _ -> Optional.empty();
        };
    }
}
