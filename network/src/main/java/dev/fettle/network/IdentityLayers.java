package dev.fettle.network;

import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Relu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Layers that begin by changing nothing, so that a network which has grown deeper computes what it computed
/// before, and learns on from there: between two ReLUs as the identity (Chen, Goodfellow and Shlens, ICLR 2016:
/// Net2Net, sec. 2.4); at the end of a branch that is added to what it was computed from as zero.
///
/// Filters that are a sum of branches begin with all branches as drawn but one, which takes what is left.
public final class IdentityLayers {
    private final Graph graph;
    private final Constants constants;
    private final Map<String, Values> begun;

    private IdentityLayers(Graph graph, Weights weights) {
        this.graph = graph;
        constants = new Constants(weights);
        begun = new LinkedHashMap<>(weights.byName());
    }

    /// The weights with those of some layers in which these change nothing.
    ///
    /// @param layers by the names of their convolutions: `body.12`
    /// @throws IllegalArgumentException naming the layer that the network has not, or that cannot begin so
    public static Weights in(Graph graph, Weights weights, Iterable<String> layers) {
        IdentityLayers identity = new IdentityLayers(graph, weights);
        layers.forEach(identity::begin);
        return Weights.of(identity.begun);
    }

    private void begin(String layer) {
        Node node = graph.nodes().stream()
                .filter(candidate -> candidate.name().equals(layer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has no layer '" + layer + "'"));
        if (!(node.operation() instanceof Convolve convolve)) {
            throw new IllegalArgumentException("'%s' is no convolution but %s"
                    .formatted(layer, node.operation().label()));
        }
        Node filters = convolve.weight(node);
        Node rest = stored(filters)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' computes its filters in a way that leaves none of them to choose".formatted(layer)));
        requireOwn(node, rest);
        convolve.bias(node).ifPresent(bias -> requireOwn(node, bias));
        begun.put(rest.name(), rest(rest, filters, centre(node, convolve)));
        convolve.bias(node)
                .ifPresent(bias -> begun.put(
                        bias.name(), Values.zeros(constants.value(bias).shape())));
    }

    /// What a filter's centre has for the channel of its own number: 1 or 0.
    private double centre(Node node, Convolve convolve) {
        List<Node> readers = graph.readers(node);
        boolean isAdded = readers.size() == 1 && readers.getFirst().operation() instanceof Add && !graph.isOutput(node);
        if (isAdded) {
            requireBranch(node, readers.getFirst());
            return 0;
        }
        Shape filters = constants.value(convolve.weight(node)).shape();
        boolean keepsShape =
                filters.dimension(0) == filters.channels() && convolve.equals(Convolve.same(filters.height()));
        if (!keepsShape) {
            throw new IllegalArgumentException(
                    "'%s' changes the number of channels or pixels (filters %s)".formatted(node.name(), filters));
        }
        boolean isBetweenRelus = convolve.map(node).operation() instanceof Relu
                && !graph.isOutput(node)
                && readers.stream().allMatch(reader -> reader.operation() instanceof Relu);
        if (!isBetweenRelus) {
            throw new IllegalArgumentException(
                    "'%s' stands neither between two ReLUs nor before a sum, so that it cannot begin by changing nothing"
                            .formatted(node.name()));
        }
        return 1;
    }

    /// Zero leaves what the branch was computed from. It does not where the shortcut is convolved, too, nor in the
    /// last layer, which is added to the picture.
    private void requireBranch(Node node, Node sum) {
        boolean isBranch = sum.inputs().stream()
                .filter(other -> other != node)
                .anyMatch(other -> !(other.operation() instanceof Input)
                        && graph.needed(List.of(node)).contains(other));
        if (!isBranch) {
            throw new IllegalArgumentException(
                    "'%s' is added to what it was not computed from, or to the picture; zero there would change the result"
                            .formatted(node.name()));
        }
    }

    private void requireOwn(Node node, Node parameter) {
        if (graph.readers(parameter).size() > 1) {
            throw new IllegalArgumentException(
                    "'%s' shares its weights with other layers, which would change with it".formatted(node.name()));
        }
    }

    /// The filters themselves, or a branch of them that is stored as they are.
    private static Optional<Node> stored(Node filters) {
        return switch (filters.operation()) {
            case Parameter _ -> Optional.of(filters);
            case Add _ ->
                filters.inputs().stream()
                        .flatMap(branch -> stored(branch).stream())
                        .findFirst();
            default -> Optional.empty();
        };
    }

    private Values rest(Node stored, Node filters, double centre) {
        double[] drawn = constants.value(stored).array();
        double[] sum = constants.value(filters).array();
        Shape shape = constants.value(stored).shape();
        float[] rest = new float[drawn.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = (float) (drawn[i] - sum[i] + (isOwnCentre(shape, i) ? centre : 0));
        }
        return new Values(shape, rest);
    }

    private static boolean isOwnCentre(Shape filters, int index) {
        int window = filters.height() * filters.width();
        int filter = index / window;
        return index % window == window / 2 && filter % filters.channels() == filter / filters.channels();
    }
}
