package dev.fettle.network;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.TrainingOnly.BatchNorm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Builds a {@link Graph} node by node and checks shapes as it goes, so that an error names the layer that
/// caused it.
///
/// Names are relative to a scope: `g.in("body.3").conv("0", x, 64, 3)` makes the parameters `body.3.0.weight`
/// and `body.3.0.bias`. Scopes share the graph under construction. Not thread-safe.
public final class GraphBuilder {
    /// Side of the picture on which shapes are checked, for everyone who needs channels or the validity of a graph
    /// and not the size of a real picture; divisible by all usual strides, 3 among them.
    public static final int PROBE = 192;

    private final Construction construction;
    private final String prefix;
    private final boolean isSharing;

    public GraphBuilder() {
        this(new Construction(), "", false);
    }

    private GraphBuilder(Construction construction, String prefix, boolean isSharing) {
        this.construction = construction;
        this.prefix = prefix;
        this.isSharing = isSharing;
    }

    /// The same graph under construction, with names below this one's.
    public GraphBuilder in(String scope) {
        return new GraphBuilder(construction, prefix + scope + ".", isSharing);
    }

    /// The same graph under construction, for layers that are used several times with the same weights: a parameter
    /// whose name is there already is that one.
    public GraphBuilder sharing() {
        return new GraphBuilder(construction, prefix, true);
    }

    /// A name with the scope that it is in, for messages.
    public String path(String name) {
        return prefix + name;
    }

    /// The picture that goes in. Exactly one per graph.
    public Node input(String name, int channels) {
        return add(name, new Operation.Input(name, channels));
    }

    public Node parameter(String name, Shape shape, Initial initial) {
        return parameter(name, shape, initial, Role.WEIGHT);
    }

    /// @throws IllegalArgumentException if there is one of this name, unless it is to be shared and is the same
    public Node parameter(String name, Shape shape, Initial initial, Role role) {
        Operation.Parameter parameter = new Operation.Parameter(prefix + name, shape, initial, role);
        return isSharing ? construction.shared(parameter) : add(name, parameter);
    }

    /// A value that training gathers instead of learning it.
    private Node statistic(String name, Shape shape, double start) {
        return parameter(name, shape, new Initial.Fill(start), Role.STATISTIC);
    }

    public Node constant(String name, Values values) {
        return add(name, new Operation.Constant(values));
    }

    /// Convolution with bias, stride 1 and zero padding K / 2: parameters `name.weight` (Cout, Cin, K, K) and
    /// `name.bias` (Cout), PyTorch's default initialisation.
    public Node conv(String name, Node x, int outChannels, int kernel) {
        return conv(name, x, outChannels, kernel, Convolve.same(kernel));
    }

    /// Convolution with bias and explicit geometry.
    public Node conv(String name, Node x, int outChannels, int kernel, Convolve geometry) {
        Node weight = weight(name, x, outChannels, kernel, geometry);
        long fanIn = shape(weight).size() / outChannels;
        Node bias = parameter(name + ".bias", Shape.of(outChannels), Initial.fanIn(fanIn));
        return add(name, geometry, x, weight, bias);
    }

    /// Convolution without bias and with explicit geometry.
    public Node convWithoutBias(String name, Node x, int outChannels, int kernel, Convolve geometry) {
        return add(name, geometry, x, weight(name, x, outChannels, kernel, geometry));
    }

    private Node weight(String name, Node x, int outChannels, int kernel, Convolve geometry) {
        int inChannels = channels(x);
        if (inChannels % geometry.groups() != 0 || outChannels % geometry.groups() != 0) {
            throw new IllegalArgumentException(
                    "%s%s: groups (%d) must divide input channels (%d) and output channels (%d)"
                            .formatted(prefix, name, geometry.groups(), inChannels, outChannels));
        }
        Shape shape = Shape.of(outChannels, inChannels / geometry.groups(), kernel, kernel);
        return parameter(name + ".weight", shape, Initial.fanIn(shape.size() / outChannels));
    }

    /// Linear layer with bias behind a map of one pixel: parameters `name.weight` (out, C) and `name.bias`
    /// (out), PyTorch's default initialisation.
    public Node linear(String name, Node x, int outputs) {
        Initial initial = Initial.fanIn(channels(x));
        Node weight = parameter(name + ".weight", Shape.of(outputs, channels(x)), initial);
        Node bias = parameter(name + ".bias", Shape.of(outputs), initial);
        return add(name, new Operation.Linear(), x, weight, bias);
    }

    /// Batch normalisation with the usual constants: parameters `name.weight` (C) of 1 and `name.bias` (C) of 0,
    /// statistics `name.running_mean` and `name.running_var`.
    public Node batchNorm(String name, Node x) {
        Shape perChannel = Shape.of(channels(x));
        return add(
                name,
                BatchNorm.DEFAULTS,
                x,
                parameter(name + ".weight", perChannel, new Initial.Fill(1)),
                parameter(name + ".bias", perChannel, new Initial.Fill(0)),
                statistic(name + ".running_mean", perChannel, 0),
                statistic(name + ".running_var", perChannel, 1));
    }

    public Node relu(Node x) {
        return add(suffixed(x, "relu"), new Operation.Relu(), x);
    }

    public Node silu(Node x) {
        return add(suffixed(x, "silu"), new Operation.Silu(), x);
    }

    /// Rectifier with a learnt slope for each channel: parameter `name.weight` (C), which begins with 0.25 as
    /// PyTorch's.
    public Node prelu(String name, Node x) {
        Node slopes = parameter(name + ".weight", Shape.of(channels(x)), new Initial.Fill(0.25));
        return add(name, new Operation.PRelu(), x, slopes);
    }

    public Node add(Node a, Node b) {
        return add(suffixed(a, "add"), new Operation.Add(), a, b);
    }

    public Node scale(Node x, double factor) {
        return factor == 1 ? x : add(suffixed(x, "scale"), new Operation.Scale(factor), x);
    }

    public Node pixelShuffle(Node x, int factor) {
        return add(suffixed(x, "shuffle"), new Operation.PixelShuffle(factor), x);
    }

    public Node pixelUnshuffle(Node x, int factor) {
        return add(suffixed(x, "unshuffle"), new Operation.PixelUnshuffle(factor), x);
    }

    public Node concat(String name, List<Node> parts) {
        return add(name, new Operation.Concat(), parts.toArray(Node[]::new));
    }

    /// Any operation; the others are short forms of this one. A convolution takes the picture, its weight and, if it
    /// has one, its bias, which are nodes and so may be computed.
    ///
    /// @throws IllegalArgumentException if the shapes of the inputs do not fit, with the node's name
    public Node add(String name, Operation operation, Node... inputs) {
        return construction.add(prefix + name, operation, List.of(inputs));
    }

    private String suffixed(Node x, String suffix) {
        String base = x.name().startsWith(prefix) ? x.name().substring(prefix.length()) : x.name();
        return base + "." + suffix;
    }

    /// The shape that a node has for a picture of {@link #PROBE}².
    public Shape shape(Node node) {
        return construction.shapes.get(node.index());
    }

    /// Channels of a feature map.
    public int channels(Node node) {
        return shape(node).channels();
    }

    /// The finished graph with a single result, without nodes that it does not need.
    ///
    /// @throws IllegalArgumentException if there is no input or the output does not depend on it
    public Graph build(Node output) {
        return build(new LinkedHashMap<>(Map.of(Graph.OUTPUT, output)));
    }

    /// The finished graph, without nodes that no result needs.
    ///
    /// @param outputs the results by name; the first is what the network is run for
    /// @throws IllegalArgumentException if there is none, no input, or one does not depend on the input
    public Graph build(SequencedMap<String, Node> outputs) {
        return construction.build(outputs);
    }

    /// What all scopes of one graph share.
    private static final class Construction {
        private final List<Node> nodes = new ArrayList<>();
        private final List<Shape> shapes = new ArrayList<>();
        private final Set<String> names = new HashSet<>();

        Node add(String name, Operation operation, List<Node> inputs) {
            String unique = unique(name, operation);
            List<Shape> inputShapes =
                    inputs.stream().map(node -> shapes.get(node.index())).toList();
            Shape shape = operation instanceof Operation.Input(String ignored, int channels)
                    ? Shape.of(1, channels, PROBE, PROBE)
                    : Shapes.infer(unique, operation, inputShapes);
            Node node = new Node(nodes.size(), unique, operation, inputs);
            nodes.add(node);
            shapes.add(shape);
            return node;
        }

        /// The parameter's node, made by whoever needs it first.
        Node shared(Operation.Parameter parameter) {
            return nodes.stream()
                    .filter(node -> node.operation().equals(parameter))
                    .findFirst()
                    .orElseGet(() -> add(parameter.name(), parameter, List.of()));
        }

        private String unique(String name, Operation operation) {
            String candidate = name;
            for (int i = 2; !names.add(candidate); i++) {
                if (operation instanceof Operation.Parameter) {
                    throw new IllegalArgumentException(name + ": a parameter of this name exists already");
                }
                candidate = name + "." + i;
            }
            return candidate;
        }

        Graph build(SequencedMap<String, Node> outputs) {
            if (outputs.isEmpty()) {
                throw new IllegalArgumentException("graph: at least one result is needed");
            }
            Node input = input();
            outputs.forEach((name, output) -> requireDependent(name, output, input));
            boolean[] needed = marked(outputs.values());
            Node[] renumbered = new Node[nodes.size()];
            List<Node> kept = new ArrayList<>();
            for (Node node : nodes) {
                if (needed[node.index()]) {
                    List<Node> read = node.inputs().stream()
                            .map(n -> renumbered[n.index()])
                            .toList();
                    renumbered[node.index()] = new Node(kept.size(), node.name(), node.operation(), read);
                    kept.add(renumbered[node.index()]);
                }
            }
            SequencedMap<String, Node> results = new LinkedHashMap<>();
            outputs.forEach((name, output) -> results.put(name, renumbered[output.index()]));
            return new Graph(kept, renumbered[input.index()], results);
        }

        private Node input() {
            List<Node> inputs = nodes.stream()
                    .filter(node -> node.operation() instanceof Operation.Input)
                    .toList();
            if (inputs.size() != 1) {
                throw new IllegalArgumentException(
                        "graph: exactly one input is needed, got " + inputs.size() + " inputs");
            }
            return inputs.getFirst();
        }

        private void requireDependent(String name, Node output, Node input) {
            if (!marked(List.of(output))[input.index()]) {
                throw new IllegalArgumentException("graph: result '" + name + "' does not depend on the input");
            }
        }

        private boolean[] marked(Collection<Node> outputs) {
            boolean[] needed = new boolean[nodes.size()];
            outputs.forEach(output -> needed[output.index()] = true);
            for (Node node : nodes.reversed()) {
                if (needed[node.index()]) {
                    node.inputs().forEach(read -> needed[read.index()] = true);
                }
            }
            return needed;
        }
    }
}
