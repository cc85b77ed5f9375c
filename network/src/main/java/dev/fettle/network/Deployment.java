package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.AnnealedSoftmax;
import dev.fettle.network.Operation.BatchNorm;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The second life of a network: what depends on parameters alone is computed once and becomes a parameter (or,
/// without any parameter in it, a constant), and batch norm goes into the convolution before it, so that plain
/// operations remain. The output is the same up to float rounding.
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
        return Network.of(graph, Weights.of(weights));
    }

    private Node kept(Node node) {
        if (node.operation() instanceof BatchNorm(double epsilon, double _)) {
            return withoutBatchNorm(node, ChannelAffine.of(readAfterFirst(node), epsilon));
        }
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
        return trained.contains(node) ? parameter(node.name(), value) : builder.constant(node.name(), narrow(value));
    }

    private Node parameter(String name, Reference.Array value) {
        weights.put(name, narrow(value));
        return builder.parameter(name, value.shape(), new Initial.Fill(0));
    }

    private static Values narrow(Reference.Array value) {
        float[] narrow = new float[value.array().length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) value.array()[i];
        }
        return new Values(value.shape(), narrow);
    }

    /// Whether all inputs but the first depend on parameters alone.
    private boolean readsPictureOnce(Node node) {
        return node.inputs().stream().skip(1).noneMatch(read -> dependsOnInput[read.index()]);
    }

    private List<Reference.Array> readAfterFirst(Node node) {
        return node.inputs().stream().skip(1).map(this::value).toList();
    }

    private Node withoutBatchNorm(Node norm, ChannelAffine affine) {
        Node before = norm.input(0);
        boolean isReadAlone = network.graph().readers(before).size() == 1
                && before != network.graph().output();
        if (before.operation() instanceof Convolve && isReadAlone && readsPictureOnce(before)) {
            List<Reference.Array> read = readAfterFirst(before);
            Node filters = parameter(norm.name() + ".filters", affine.scaled(read.getFirst()));
            Node bias = parameter(norm.name() + ".offset", read.size() == 2 ? affine.of(read.get(1)) : affine.offset());
            return builder.add(
                    norm.name(), before.operation(), plain[before.input(0).index()], filters, bias);
        }
        Node factor = parameter(norm.name() + ".factor", ChannelAffine.perChannel(affine.factor()));
        Node offset = parameter(norm.name() + ".offset", ChannelAffine.perChannel(affine.offset()));
        Node scaled = builder.add(norm.name() + ".scaled", new Multiply(), plain[before.index()], factor);
        return builder.add(norm.name(), new Add(), scaled, offset);
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
            case WeightNorm _, BatchNorm _ -> Optional.empty();
        };
    }
}
