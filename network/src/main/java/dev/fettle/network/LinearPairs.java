package dev.fettle.network;

import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.PixelShuffle;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Two convolutions that are one: the second is 1×1 and alone reads the first, straight or through a pixel shuffle.
/// Of DRN's upsamplers (3×3 w → 4w, shuffle, 1×1 w → c) a 3×3 convolution to 4c channels and the shuffle are left.
///
/// Filter o·r² + k of the one is Σ over c of second[o, c] · first[c·r² + k], r being the factor of the shuffle, or 1.
/// Pairs stay two where one convolution would take more multiply-adds.
final class LinearPairs {
    private final DeployedNetwork deployed;
    private final Graph graph;
    private final Shapes shapes;
    private final SequencedMap<String, Values> weights;

    private LinearPairs(DeployedNetwork deployed) {
        this.deployed = deployed;
        graph = deployed.graph();
        shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        weights = new LinkedHashMap<>(deployed.weights().byName());
    }

    /// The network with such pairs joined, and those that come of it.
    static DeployedNetwork joined(DeployedNetwork network) {
        DeployedNetwork joined = network;
        for (Optional<DeployedNetwork> next = Optional.of(network); next.isPresent(); next = joinedOnce(joined)) {
            joined = next.get();
        }
        return joined;
    }

    private static Optional<DeployedNetwork> joinedOnce(DeployedNetwork network) {
        LinearPairs pairs = new LinearPairs(network);
        Map<Node, Node> found = pairs.find();
        return found.isEmpty() ? Optional.empty() : Optional.of(pairs.join(found));
    }

    /// The second convolution for each first; none is both.
    private Map<Node, Node> find() {
        Map<Node, Node> pairs = new HashMap<>();
        for (Node node : graph.nodes()) {
            first(node).filter(first -> !pairs.containsValue(first)).ifPresent(first -> pairs.put(first, node));
        }
        return pairs;
    }

    private Optional<Node> first(Node second) {
        if (!(second.operation() instanceof Convolve convolve) || !isPointwise(second, convolve)) {
            return Optional.empty();
        }
        Node read = convolve.map(second);
        Node first = read.operation() instanceof PixelShuffle && isReadAlone(read) ? read.input() : read;
        boolean fits = first.operation() instanceof Convolve before
                && before.groups() == 1
                && isReadAlone(first)
                && hasFixedFilters(first, before)
                && isWorthwhile(first, second);
        return fits ? Optional.of(first) : Optional.empty();
    }

    private boolean isPointwise(Node node, Convolve convolve) {
        Shape weight = shapes.of(convolve.weight(node));
        return weight.height() == 1
                && weight.width() == 1
                && convolve.stride() == 1
                && convolve.padding() == 0
                && convolve.groups() == 1
                && hasFixedFilters(node, convolve);
    }

    private boolean isReadAlone(Node node) {
        return graph.readers(node).size() == 1 && !graph.isOutput(node);
    }

    private static boolean hasFixedFilters(Node node, Convolve convolve) {
        return isFixed(convolve.weight(node)) && convolve.bias(node).stream().allMatch(LinearPairs::isFixed);
    }

    private static boolean isFixed(Node node) {
        return node.operation() instanceof Parameter || node.operation() instanceof Constant;
    }

    /// Whether K²·Cin·Cout, of one convolution, is less than K²·Cin·C and C·Cout, of two.
    private boolean isWorthwhile(Node first, Node second) {
        Shape filters = shapes.of(((Convolve) first.operation()).weight(first));
        long perFilter = filters.size() / filters.dimension(0);
        Shape weight = shapes.of(((Convolve) second.operation()).weight(second));
        long between = weight.channels();
        long out = weight.dimension(0);
        return perFilter * out < perFilter * between + between * out;
    }

    private DeployedNetwork join(Map<Node, Node> pairs) {
        Graph rewritten = Rewriting.of(graph, (node, made) -> {
                    if (pairs.containsValue(node)) {
                        return made.of(((Convolve) node.operation()).map(node));
                    }
                    Node second = pairs.get(node);
                    return second == null ? made.copy(node) : one(node, second, made);
                })
                .graph();
        return new DeployedNetwork(Network.of(rewritten, new Weights(weights)));
    }

    private Node one(Node first, Node second, Rewriting made) {
        Convolve convolve = (Convolve) first.operation();
        Convolve pointwise = (Convolve) second.operation();
        Values weight = deployed.leaf(pointwise.weight(second));
        Values filters = deployed.leaf(convolve.weight(first));
        double[] mixed = mixed(weight, doubles(filters));
        int out = Math.toIntExact((long) mixed.length * filters.shape().dimension(0) / filters.array().length);
        Shape shape = Shape.of(
                out,
                filters.shape().channels(),
                filters.shape().height(),
                filters.shape().width());
        Node joined = parameter(made.builder(), second.name() + ".joined.filters", shape, mixed);
        double[] offset = offset(weight, bias(first, convolve), bias(second, pointwise), out);
        Node bias = parameter(made.builder(), second.name() + ".joined.offset", Shape.of(out), offset);
        return made.builder().add(first.name(), convolve, made.of(convolve.map(first)), joined, bias);
    }

    /// Filters, or biases, of the first convolution, r² after r² of them, weighed as the second does.
    private static double[] mixed(Values weight, double[] filters) {
        int between = weight.shape().channels();
        int each = filters.length / between; // r² filters
        double[] mixed = new double[weight.shape().dimension(0) * each];
        for (int i = 0; i < mixed.length; i++) {
            for (int c = 0; c < between; c++) {
                mixed[i] += weight.array()[i / each * between + c] * filters[c * each + i % each];
            }
        }
        return mixed;
    }

    /// @param first biases, none for zeros
    private static double[] offset(Values weight, double[] first, double[] second, int out) {
        double[] offset = first.length == 0 ? new double[out] : mixed(weight, first);
        int each = out / weight.shape().dimension(0);
        for (int i = 0; i < out && second.length > 0; i++) {
            offset[i] += second[i / each];
        }
        return offset;
    }

    private double[] bias(Node node, Convolve convolve) {
        return convolve.bias(node).map(bias -> doubles(deployed.leaf(bias))).orElse(new double[0]);
    }

    private static double[] doubles(Values values) {
        double[] wide = new double[values.array().length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values.array()[i];
        }
        return wide;
    }

    private Node parameter(GraphBuilder builder, String name, Shape shape, double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        weights.put(name, new Values(shape, narrow));
        return builder.parameter(name, shape, new Initial.Fill(0));
    }
}
