package dev.fettle.network;

import dev.fettle.network.Operation.Convolving;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reader: how large the filters are that write each channel: Σ |w| over the filters of all layers that write it, each
/// weight once. Li et al., *Pruning Filters for Efficient ConvNets*, ICLR 2017, sec. 3.1. Weight-normalised filters
/// count as they convolve; biases and batch norm do not count.
public final class FilterNorms {
    private final Channels channels;
    private final Map<Node, double[]> norms; // of each filter, by the node of all

    private FilterNorms(Channels channels, Map<Node, double[]> norms) {
        this.channels = channels;
        this.norms = norms;
    }

    /// @param weights of the network that the channels are of
    /// @throws IllegalArgumentException naming a filter with values that are no numbers, such as one that is
    /// normalised and 0
    public static FilterNorms of(Channels channels, Weights weights) {
        Graph graph = channels.slots().graph();
        boolean[] depends = graph.dependsOnInput();
        Constants constants = new Constants(weights);
        Map<Node, double[]> norms = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Convolving convolving && depends[node.index()]) {
                norms.computeIfAbsent(convolving.weight(node), weight -> norms(node.name(), constants.value(weight)));
            }
        }
        return new FilterNorms(channels, norms);
    }

    private static double[] norms(String layer, Reference.Array filters) {
        double[] norms = new double[filters.shape().dimension(0)];
        int length = filters.array().length / norms.length;
        for (int i = 0; i < filters.array().length; i++) {
            norms[i / length] += Math.abs(filters.array()[i]);
        }
        for (int i = 0; i < norms.length; i++) {
            if (!Double.isFinite(norms[i])) {
                throw new IllegalArgumentException(
                        "%s: filter %d has values that are no finite numbers".formatted(layer, i));
            }
        }
        return norms;
    }

    /// Of the channels of a group, in their order.
    public List<Double> of(Channels.Group group) {
        return group.channels().stream().map(this::norm).toList();
    }

    private double norm(int channel) {
        double sum = 0;
        for (Map.Entry<Node, double[]> layer : norms.entrySet()) {
            for (int filter : channels.places(channel).along(layer.getKey(), ChannelSlots.FILTERS)) {
                sum += layer.getValue()[filter];
            }
        }
        return sum;
    }
}
