package dev.fettle.network;

import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Convolving;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.IntStream;

/// Reader: the slices of kernels that read each channel of a group, for whoever weighs channels by what is made of
/// them. A channel whose slices are zero is not there to the layers behind it.
///
/// @param group whose channels they read
/// @param kernels those that read them, in the order of the network
/// @param lying where the channels lie
public record KernelSlices(Channels.Group group, List<Kernel> kernels, Lying lying) {
    public KernelSlices {
        kernels = List.copyOf(kernels);
    }

    /// The slices of one kernel (Cout, Cin / groups, K, K), as it is stored: before its weight normalisation, if
    /// any.
    ///
    /// @param parameter its name
    /// @param readable Cin / groups
    /// @param slices for each channel of the group the indices along the second axis that read it, equally many
    public record Kernel(String parameter, int readable, List<List<Integer>> slices) {
        public Kernel {
            slices = slices.stream().map(List::copyOf).toList();
        }
    }

    /// Where channels lie, of all that hold them.
    public enum Lying {
        /// Between layers: neither summed with others nor joined to them.
        BETWEEN,
        /// In a residual stream, or put side by side with others, as what a later stage reads again.
        STREAM,
        /// Means of whole pictures, such as the hidden ones of attention, which cost next to nothing.
        POOLED
    }

    /// Of every group, in the order of the network.
    public static List<KernelSlices> of(Channels channels) {
        Graph graph = channels.slots().graph();
        Shapes shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        SequencedSet<Node> kernels = kernels(graph);
        return channels.groups().values().stream()
                .map(group ->
                        new KernelSlices(group, kernels(channels, group, kernels), lying(channels, group, shapes)))
                .toList();
    }

    /// Parameters that are kernels, or that these are computed from.
    private static SequencedSet<Node> kernels(Graph graph) {
        SequencedSet<Node> kernels = new LinkedHashSet<>();
        boolean[] depends = graph.dependsOnInput();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Convolving convolving && depends[node.index()]) {
                graph.needed(List.of(convolving.weight(node))).stream()
                        .filter(read -> read.operation() instanceof Operation.Parameter)
                        .sorted((a, b) -> Integer.compare(a.index(), b.index()))
                        .forEach(kernels::add);
            }
        }
        return kernels;
    }

    private static List<Kernel> kernels(Channels channels, Channels.Group group, SequencedSet<Node> kernels) {
        List<Kernel> reading = new ArrayList<>();
        for (Node kernel : kernels) {
            List<List<Integer>> slices = group.channels().stream()
                    .map(channel -> channels.places(channel).along(kernel, ChannelSlots.CHANNELS))
                    .toList();
            if (!slices.getFirst().isEmpty()) {
                Operation.Parameter parameter = (Operation.Parameter) kernel.operation();
                reading.add(new Kernel(parameter.name(), parameter.shape().dimension(1), slices));
            }
        }
        return reading;
    }

    private static Lying lying(Channels channels, Channels.Group group, Shapes shapes) {
        boolean[] depends = channels.slots().graph().dependsOnInput();
        List<Node> maps = channels.places(group.channels().getFirst()).indices().sequencedKeySet().stream()
                .filter(axis -> axis.axis() == ChannelSlots.CHANNELS)
                .map(Channels.Axis::node)
                .filter(node -> depends[node.index()])
                .toList();
        if (maps.stream().map(shapes::of).allMatch(shape -> shape.size() == shape.dimension(1))) {
            return Lying.POOLED;
        }
        boolean isJoined = maps.stream().anyMatch(node -> node.operation() instanceof Concat);
        return isJoined || group.role() == ChannelRole.STREAM ? Lying.STREAM : Lying.BETWEEN;
    }

    /// Σ |w| over the slices that read each channel.
    ///
    /// @param weights of the network
    public List<Double> norms(Weights weights) {
        double[] norms = new double[group.width()];
        for (Kernel kernel : kernels) {
            double[] ofSlices = sums(weights.get(kernel.parameter()));
            for (int c = 0; c < norms.length; c++) {
                norms[c] += kernel.slices().get(c).stream()
                        .mapToDouble(i -> ofSlices[i])
                        .sum();
            }
        }
        return IntStream.range(0, norms.length).mapToObj(c -> norms[c]).toList();
    }

    private static double[] sums(Values kernel) {
        double[] sums = new double[kernel.shape().dimension(1)];
        int window = Math.toIntExact(kernel.shape().size() / kernel.shape().dimension(0) / sums.length);
        for (int i = 0; i < kernel.array().length; i++) {
            sums[i / window % sums.length] += Math.abs(kernel.array()[i]);
        }
        return sums;
    }

    /// Weights in which each channel counts with a factor, by its slices.
    ///
    /// @param weights of several groups' kernels; changed in place
    /// @param factors of the channels of the group, in their order
    public void scale(SequencedMap<String, Values> weights, List<Double> factors) {
        for (Kernel kernel : kernels) {
            weights.computeIfPresent(kernel.parameter(), (_, values) -> scaled(values, kernel, factors));
        }
    }

    private static Values scaled(Values values, Kernel kernel, List<Double> factors) {
        double[] ofSlices = new double[kernel.readable()];
        Arrays.fill(ofSlices, 1);
        for (int c = 0; c < factors.size(); c++) {
            for (int i : kernel.slices().get(c)) {
                ofSlices[i] = factors.get(c);
            }
        }
        float[] scaled = values.array().clone();
        int window = Math.toIntExact(values.shape().size() / values.shape().dimension(0) / ofSlices.length);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (scaled[i] * ofSlices[i / window % ofSlices.length]);
        }
        return new Values(values.shape(), scaled);
    }
}
