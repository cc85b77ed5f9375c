package dev.fettle.network;

import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.WindowMean;
import java.util.HashSet;
import java.util.Set;

/// Networks whose kernels are mixed by means over the whole picture, as networks that mix them window by window.
///
/// Such a network is trained on patches, so the means that it has learned to choose by are those of patches; on a
/// large picture the choice must be made for windows of that size (Fan et al., NeurIPS 2020). Only the choice is
/// made anew for each window: convolutions read across the borders of windows.
public final class Windows {
    /// Windows along a side of the square that shares a kernel (measured: docs/methods/nsr.md).
    private static final int SHARED = 2;

    /// A picture of fewer windows, in either direction, is one window (ychfan/pt_ir).
    private static final int LEAST_WINDOWS = 4;

    private Windows() {}

    /// Height and width of the smallest picture that is cut into windows.
    ///
    /// @param side of the windows, at most 65,536
    public static int leastPicture(int side) {
        return Math.multiplyExact(LEAST_WINDOWS, side);
    }

    /// Whether a kernel depends on a mean over the whole picture.
    public static boolean areLackingIn(Graph graph) {
        return !means(graph).isEmpty();
    }

    /// The means over the whole picture that coefficients of mixed kernels are computed from.
    private static Set<Node> means(Graph graph) {
        Set<Node> means = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof MixedConvolve mixed && mixed.window() == 0) {
                collect(mixed.coefficients(node), means);
            }
        }
        return means;
    }

    private static void collect(Node node, Set<Node> means) {
        if (node.operation() instanceof GlobalMean) {
            means.add(node);
        } else {
            node.inputs().forEach(read -> collect(read, means));
        }
    }

    /// The network for large pictures, in the way that `fettle restore` takes by itself. Hard choices are never shared:
    /// their mean would mix kernels where training chose one.
    ///
    /// @param side of the windows: the patch that the network was trained on, in pixels of its input
    /// @throws IllegalArgumentException naming the node if windows do not fit the network
    public static DeployedNetwork of(DeployedNetwork network, int side) {
        boolean isHard = network.graph().nodes().stream().anyMatch(node -> node.operation() instanceof OneHot);
        return of(network, new WindowMean(side, 0), isHard ? 1 : SHARED);
    }

    /// The network with a mean for each window, and a kernel for some neighbouring ones: mixed with the mean of what
    /// they choose, so that choices are made by windows of the training size, and fewer kernels are mixed.
    ///
    /// @param mean with the window in pixels of the network's input
    /// @param shared windows along a side of the square that shares a kernel
    /// @throws IllegalArgumentException naming the node if windows do not fit the network
    public static DeployedNetwork of(DeployedNetwork network, WindowMean mean, int shared) {
        Graph graph = network.graph();
        Set<Node> means = means(graph);
        Shapes shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        Rewriting windowed = Rewriting.of(graph, (node, made) -> {
            if (means.contains(node)) {
                return made.as(node, inWindows(node, mean, shapes));
            }
            return node.operation() instanceof MixedConvolve mixed && mixed.window() == 0
                    ? shared(
                            node,
                            inWindows(node, mixed, Math.multiplyExact(shared, mean.window()), shapes),
                            shared,
                            made)
                    : made.copy(node);
        });
        return network.withGraph(windowed.graph());
    }

    /// A convolution with one kernel for each square of windows.
    private static Node shared(Node node, MixedConvolve inWindows, int shared, Rewriting made) {
        if (shared == 1) {
            return made.as(node, inWindows);
        }
        Node coefficients = made.of(inWindows.coefficients(node));
        Node mean = made.builder().add(node.name() + ".shared", new WindowMean(shared, 0), coefficients);
        Node[] inputs = node.inputs().stream()
                .map(input -> input == inWindows.coefficients(node) ? mean : made.of(input))
                .toArray(Node[]::new);
        return made.builder().add(node.name(), inWindows, inputs);
    }

    private static WindowMean inWindows(Node globalMean, WindowMean mean, Shapes shapes) {
        Shape map = shapes.of(globalMean.input());
        return new WindowMean(side(globalMean, mean.window(), map), side(globalMean, mean.margin(), map));
    }

    private static MixedConvolve inWindows(Node node, MixedConvolve mixed, int side, Shapes shapes) {
        int window = side(node, side, shapes.of(mixed.map(node)));
        return new MixedConvolve(mixed.geometry(), mixed.groups(), mixed.cardinals(), window);
    }

    /// A number of the picture's pixels in those of a feature map.
    private static int side(Node node, int pixels, Shape map) {
        long scaled = (long) pixels * map.height();
        if (scaled % GraphBuilder.PROBE != 0) {
            throw new IllegalArgumentException(
                    "%s: windows of %d pixels are no whole number of its samples".formatted(node.name(), pixels));
        }
        return Math.toIntExact(scaled / GraphBuilder.PROBE);
    }
}
