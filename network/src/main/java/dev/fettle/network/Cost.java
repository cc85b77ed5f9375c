package dev.fettle.network;

import dev.fettle.network.Operation.Convolving;
import dev.fettle.network.Operation.MixedConvolve;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reader: what a network costs for one picture of a given size. A MAC is one multiply-add of a convolution
/// or of a linear layer; bias, activation and pooling are not counted, as in the papers. A mixed
/// convolution counts as the one convolution that its pixels go through; the mixing of its kernels
/// (k·c·Cin·K² per picture or window) is not counted either.
///
/// @param parameters trained values; statistics of batch norm are none
/// @param macs multiply-adds for the whole picture
/// @param outputPixels H·W of the result
/// @param perNode one entry per node that depends on the picture, in graph order
public record Cost(long parameters, long macs, long outputPixels, List<NodeCost> perNode) {
    /// Side of the picture on which {@link #macsPerOutputPixel} is measured.
    private static final int PROBE = 48;

    public Cost {
        perNode = List.copyOf(perNode);
    }

    /// @param activationBytes size of the node's value as 32-bit floats
    public record NodeCost(
            String name, String operation, Shape shape, long parameters, long macs, long activationBytes) {}

    /// The cost for one picture of height×width going in. Parameters are those of the whole network, all else that of
    /// its first result; a weight that several nodes share counts for the first of them.
    public static Cost of(Graph network, int height, int width) {
        return of(network.endingInFirst(), network.parameterCount(), height, width);
    }

    /// The same with the nodes of all results, as papers count a network whose results are pictures of one scale and
    /// smaller ones on the way to it.
    public static Cost ofAllResults(Graph network, int height, int width) {
        return of(network, network.parameterCount(), height, width);
    }

    private static Cost of(Graph graph, long allParameters, int height, int width) {
        Shapes shapes = Shapes.of(graph, 1, height, width);
        boolean[] depends = graph.dependsOnInput();
        Set<Node> counted = new HashSet<>();
        List<NodeCost> perNode = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (depends[node.index()]) {
                long parameters = node.inputs().stream()
                        .filter(read -> !depends[read.index()])
                        .mapToLong(read -> parametersBehind(read, counted))
                        .sum();
                perNode.add(nodeCost(node, shapes, parameters));
            }
        }
        long macs = perNode.stream().mapToLong(NodeCost::macs).sum();
        Shape output = shapes.of(graph.output());
        return new Cost(allParameters, macs, (long) output.height() * output.width(), perNode);
    }

    /// Multiply-adds per pixel of the result, the figure that does not depend on the picture's size (measured
    /// on a picture of 48×48, so that `macs = macsPerOutputPixel · pixels` also holds for output sizes that
    /// the scale does not divide).
    public static double macsPerOutputPixel(Graph graph) {
        Cost cost = of(graph, PROBE, PROBE);
        return (double) cost.macs() / cost.outputPixels();
    }

    /// The same with the nodes of all results, as {@link #ofAllResults} has it.
    public static double macsPerOutputPixelOfAllResults(Graph graph) {
        Cost cost = ofAllResults(graph, PROBE, PROBE);
        return (double) cost.macs() / cost.outputPixels();
    }

    /// What gates ({@link TrainingOnly.GatedFilters}) that are decided leave of a network in use.
    ///
    /// @param parameters without gates, and without filters' channels that are parted from them
    /// @param macsPerOutputPixel of all results; a convolution in groups takes a group's part. A vector
    /// is one pixel: of a network that ends in one, multiply-adds for a picture
    public record Decided(long parameters, double macsPerOutputPixel) {
        /// Of a network that makes a picture.
        public static Decided of(Network network) {
            return of(network, PROBE, PROBE);
        }

        /// By what a picture of height×width costs: the whole of it where a vector comes out.
        public static Decided of(Network network, int height, int width) {
            Graph graph = network.graph();
            long parameters = graph.parameterCount();
            long macs = ofAllResults(graph, height, width).macs();
            Shapes shapes = Shapes.of(graph, 1, height, width);
            for (LearntGroups.Gated layer : LearntGroups.layers(graph)) {
                float[] gates = network.weights().get(layer.gates()).array();
                int groups = layer.read(gates).links().groups();
                parameters -= gates.length + parted(layer.filters().size(), groups);
                for (Node use : layer.uses(graph)) {
                    macs -= parted(macs(use, shapes), groups);
                }
            }
            Shape output = shapes.of(graph.output());
            return new Decided(parameters, (double) macs / ((long) output.height() * output.width()));
        }

        /// Of several trainings.
        ///
        /// @param each at least one
        public static Decided mean(List<Decided> each) {
            double parameters = each.stream().mapToLong(Decided::parameters).sum();
            double macs = each.stream().mapToDouble(Decided::macsPerOutputPixel).sum();
            return new Decided(Math.round(parameters / each.size()), macs / each.size());
        }

        private static long parted(long all, int groups) {
            return all - all / groups;
        }
    }

    private static NodeCost nodeCost(Node node, Shapes shapes, long parameters) {
        Shape shape = shapes.of(node);
        return new NodeCost(
                node.name(), node.operation().label(), shape, parameters, macs(node, shapes), 4 * shape.size());
    }

    /// Of those that were not counted yet.
    private static long parametersBehind(Node node, Set<Node> counted) {
        if (!counted.add(node)) {
            return 0;
        }
        long own = node.operation() instanceof Operation.Parameter parameter && parameter.isTrained()
                ? parameter.shape().size()
                : 0;
        return own
                + node.inputs().stream()
                        .mapToLong(read -> parametersBehind(read, counted))
                        .sum();
    }

    private static long macs(Node node, Shapes shapes) {
        if (!(node.operation() instanceof Convolving convolving)) {
            return 0;
        }
        int kernels = convolving instanceof MixedConvolve mixed ? mixed.groups() : 1;
        Shape weight = shapes.of(convolving.weight(node));
        long perPixel = weight.size() / kernels; // Cout · Cin / groups · K²
        Shape out = shapes.of(node);
        return perPixel * out.dimension(0) * out.height() * out.width();
    }
}
