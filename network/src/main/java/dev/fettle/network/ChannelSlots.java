package dev.fettle.network;

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
import dev.fettle.network.TrainingOnly.AnnealedSoftmax;
import dev.fettle.network.TrainingOnly.BatchNorm;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.TrainingOnly.StoredOrder;
import dev.fettle.network.TrainingOnly.WeightNorm;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Which places of a graph's values hold one channel. A *slot* is an index along one of the first two axes
/// of a node's value; slots that can only go together are joined, from operation to operation. Those of the
/// picture, of results and of choices between kernels are fixed; those that gates part have a mark.
///
/// | operation      | what goes together                                                                          |
/// |----------------|---------------------------------------------------------------------------------------------|
/// | Convolve       | output channel, filter and bias; input channel and the channel of every filter              |
/// | … in groups    | the i-th channels of all groups, so that groups stay equal; depthwise: a whole group         |
/// | MixedConvolve  | the filter of every kernel, and the i-th of all cardinal groups                               |
/// | PixelShuffle   | an output channel and the r² input channels that it is made of                               |
/// | LearntGhosts   | a channel, its ghosts and their proxies                                                      |
/// | Linear         | input channel and the channel of every filter; its outputs are never cut                     |
/// | PRelu          | a channel and its slope                                                                     |
/// | Concat, Slice, Permutation | a channel and where it comes from                                               |
/// | GatedFilters   | the same channel; which may be fewer in a network's description, not in its weights           |
/// | the others     | the same channel of all that is read and written                                             |
final class ChannelSlots {
    /// The axis of a feature map's channels, and of the channels that a filter reads.
    static final int CHANNELS = 1;

    /// The axis of filters and of biases.
    static final int FILTERS = 0;

    /// Axes that have slots: the first two.
    static final int AXES = 2;

    /// Several times what EDSR with 32 blocks of 256 channels has. A file that names more must not fill the memory:
    /// each of them takes some 300 bytes.
    private static final int MOST = 500_000;

    private final Graph graph;
    private final Shapes shapes;
    private final int[][] first; // slot of index 0, by node and axis
    private final int[] parents;
    private final boolean[] fixed; // of the roots
    private final boolean[] parted; // of the roots

    private ChannelSlots(Graph graph) {
        this.graph = graph;
        this.shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        this.first = new int[graph.nodes().size()][AXES];
        int slots = number();
        parents = new int[slots];
        Arrays.setAll(parents, slot -> slot);
        fixed = new boolean[slots];
        parted = new boolean[slots];
    }

    /// Gives every axis its first slot.
    ///
    /// @return slots of all
    private int number() {
        long slots = 0;
        for (Node node : graph.nodes()) {
            for (int axis = 0; axis < AXES; axis++) {
                first[node.index()][axis] = Math.toIntExact(slots);
                slots += size(node, axis);
                if (slots > MOST) {
                    throw new IllegalArgumentException(
                            "channels: the network has more than %,d places of channels".formatted(MOST));
                }
            }
        }
        return Math.toIntExact(slots);
    }

    static ChannelSlots of(Graph graph) {
        ChannelSlots slots = new ChannelSlots(graph);
        graph.nodes().forEach(slots::join);
        graph.outputs().values().forEach(slots::fix);
        return slots;
    }

    /// Slots along an axis; 0 where a value has no such axis.
    int size(Node node, int axis) {
        Shape shape = shapes.of(node);
        return axis < shape.rank() ? shape.dimension(axis) : 0;
    }

    /// The number of a channel, the same for all slots that go together.
    int channel(Node node, int axis, int index) {
        return root(first[node.index()][axis] + index);
    }

    /// Whether a channel can be cut.
    boolean isFixed(int channel) {
        return fixed[root(channel)];
    }

    /// Whether gates part it from others: what a gate says depends on how many channels there are, so that
    /// none can be cut out of a network with its weights.
    boolean isParted(int channel) {
        return parted[root(channel)];
    }

    private int root(int slot) {
        int root = slot;
        while (parents[root] != root) {
            root = parents[root];
        }
        for (int next = slot; parents[next] != root; ) {
            int above = parents[next];
            parents[next] = root;
            next = above;
        }
        return root;
    }

    private void join(Node a, int axisA, int indexA, Node b, int axisB, int indexB) {
        int one = channel(a, axisA, indexA);
        int other = channel(b, axisB, indexB);
        parents[Math.max(one, other)] = Math.min(one, other);
        fixed[Math.min(one, other)] = fixed[one] || fixed[other];
        parted[Math.min(one, other)] = parted[one] || parted[other];
    }

    private void fix(Node node) {
        for (int c = 0; c < size(node, CHANNELS); c++) {
            fixed[channel(node, CHANNELS, c)] = true;
        }
    }

    private void join(Node node) {
        switch (node.operation()) {
            case Input _ -> fix(node);
            case Parameter _, Constant _ -> {}
            case Convolve convolve -> convolved(node, convolve);
            case MixedConvolve mixed -> {
                convolved(node, mixed);
                fix(mixed.coefficients(node));
            }
            case Linear linear -> {
                convolved(node, linear);
                fix(node);
            }
            case Relu _, LeakyRelu _, Sigmoid _, Silu _, Scale _, SquareRoot _ -> alike(node, node.input());
            case PRelu rectifier -> {
                alike(node, rectifier.map(node));
                each(node, c -> join(node, CHANNELS, c, rectifier.slopes(node), FILTERS, c));
            }
            case Pooling _, Shift _, GlobalMean _, WindowMean _, Bicubic _ -> alike(node, node.input());
            case Add _, Multiply _ -> node.inputs().forEach(read -> alike(node, read));
            case Concat _ -> concatenated(node);
            case Slice(int from, int _) -> moved(node, c -> from + c);
            case Permutation(List<Integer> order) -> moved(node, order::get);
            case PixelShuffle(int factor) -> shuffled(node.input(), node, factor);
            case PixelUnshuffle(int factor) -> shuffled(node, node.input(), factor);
            case BatchNorm norm -> {
                alike(node, norm.map(node));
                norm.affine(node).forEach(values -> each(node, c -> join(node, CHANNELS, c, values, FILTERS, c)));
            }
            case LearntGhosts ghosts -> withGhosts(node, ghosts);
            case StoredOrder order -> {
                fix(node); // where a channel goes is not known here
                fix(order.map(node));
                alikeInFilters(node, order.map(node));
            }
            case WeightNorm _ -> node.inputs().forEach(read -> alike(node, read));
            case GatedFilters gated -> {
                alike(node, gated.filters(node));
                for (int axis = 0; axis < AXES; axis++) {
                    for (int i = 0; i < size(node, axis); i++) {
                        parted[channel(node, axis, i)] = true;
                    }
                }
            }
            case Softmax _, OneHot _, GumbelSoftmax _, AnnealedSoftmax _ -> {
                alike(node, node.input());
                fix(node);
            }
        }
    }

    private interface ForChannel {
        void at(int channel);
    }

    private void each(Node node, ForChannel action) {
        for (int c = 0; c < size(node, CHANNELS); c++) {
            action.at(c);
        }
    }

    /// Axes of one length; what is broadcast along an axis has nothing to do with it.
    private void alike(Node node, Node read) {
        for (int axis = 0; axis < AXES; axis++) {
            if (size(node, axis) == size(read, axis)) {
                for (int i = 0; i < size(node, axis); i++) {
                    join(node, axis, i, read, axis, i);
                }
            }
        }
    }

    /// What has its channels from other places of its input.
    private void moved(Node node, IntUnaryOperator from) {
        each(node, c -> join(node, CHANNELS, c, node.input(), CHANNELS, from.applyAsInt(c)));
        alikeInFilters(node, node.input());
    }

    /// The first axis alone: the filters, where what is computed is a weight.
    private void alikeInFilters(Node node, Node read) {
        for (int i = 0; i < size(node, FILTERS); i++) {
            join(node, FILTERS, i, read, FILTERS, i);
        }
    }

    private void convolved(Node node, Convolving convolving) {
        Node weight = convolving.weight(node);
        int kernels = convolving instanceof MixedConvolve mixed ? mixed.groups() : 1;
        int filters = size(node, CHANNELS);
        each(node, o -> {
            for (int kernel = 0; kernel < kernels; kernel++) {
                int filter = kernel * filters + o;
                join(node, CHANNELS, o, weight, FILTERS, filter);
                convolving.bias(node).ifPresent(bias -> join(node, CHANNELS, o, bias, FILTERS, filter));
            }
        });
        read(node, convolving);
        alikeInFilters(node, convolving.map(node));
        if (convolving instanceof MixedConvolve mixed) {
            equalParts(node, filters / mixed.cardinals());
        }
    }

    private void read(Node node, Convolving convolving) {
        Node map = convolving.map(node);
        int groups = convolving.geometry().groups();
        int channels = size(map, CHANNELS) / groups;
        int filters = size(node, CHANNELS) / groups;
        if (groups > 1 && channels == 1) { // depthwise: a channel goes with its filters
            each(node, o -> join(node, CHANNELS, o, map, CHANNELS, o / filters));
            return;
        }
        each(map, c -> join(map, CHANNELS, c, convolving.weight(node), CHANNELS, c % channels));
        equalParts(node, filters);
    }

    /// The i-th channels of all parts go together.
    private void equalParts(Node node, int part) {
        each(node, c -> join(node, CHANNELS, c, node, CHANNELS, c % part));
    }

    private void concatenated(Node node) {
        int from = 0;
        for (Node part : node.inputs()) {
            int offset = from;
            each(part, c -> join(part, CHANNELS, c, node, CHANNELS, offset + c));
            alikeInFilters(node, part);
            from += size(part, CHANNELS);
        }
    }

    private void withGhosts(Node node, LearntGhosts ghosts) {
        Node map = ghosts.map(node);
        Node proxies = ghosts.proxies(node);
        int own = size(map, CHANNELS);
        each(node, c -> join(node, CHANNELS, c, map, CHANNELS, c % own));
        if (size(proxies, FILTERS) > 1) {
            for (int j = 0; j < ghosts.ghosts(); j++) {
                join(proxies, FILTERS, j, node, CHANNELS, own + j);
            }
        }
        alikeInFilters(node, map);
    }

    private void shuffled(Node fine, Node coarse, int factor) {
        each(fine, c -> join(fine, CHANNELS, c, coarse, CHANNELS, c / (factor * factor)));
        alikeInFilters(fine, coarse);
    }

    Graph graph() {
        return graph;
    }
}
