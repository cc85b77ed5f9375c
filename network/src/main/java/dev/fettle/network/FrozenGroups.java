package dev.fettle.network;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Permutation;
import java.util.List;
import java.util.Optional;

/// A convolution whose gates are decided, as a convolution in groups: channels are put in an order in which
/// those of a group stand together, and their results back in the old one. The permutations before and
/// behind it are folded into convolutions where these can take them, and there are none where groups are of
/// neighbouring channels.
///
/// @param links between channels
/// @param geometry of the convolution with all channels
record FrozenGroups(Links links, Convolve geometry) {
    /// The permutation that puts channels in order; one that changes nothing for neighbours.
    Permutation order(int channels) {
        return new Permutation(links.order(channels));
    }

    /// The one that puts them back.
    Permutation back(int channels) {
        return order(channels).inverse();
    }

    Convolve inGroups() {
        return new Convolve(geometry.stride(), geometry.padding(), geometry.dilation(), links.groups());
    }

    /// Of filters (Cout, Cin, K, K) those of the convolution in groups, (Cout, Cin / groups, K, K), in
    /// order.
    Reference.Array filters(Reference.Array all) {
        int out = all.shape().dimension(0);
        int in = all.shape().channels();
        int taps = all.shape().height() * all.shape().width();
        List<Integer> outs = links.order(out);
        List<Integer> ins = links.order(in);
        int each = in / links.groups();
        double[] left = new double[out * each * taps];
        for (int filter = 0; filter < out; filter++) {
            int first = filter / (out / links.groups()) * each; // of the group's channels, in order
            for (int c = 0; c < each; c++) {
                int from = (outs.get(filter) * in + ins.get(first + c)) * taps;
                System.arraycopy(all.array(), from, left, (filter * each + c) * taps, taps);
            }
        }
        Shape shape = Shape.of(out, each, all.shape().height(), all.shape().width());
        return new Reference.Array(shape, left);
    }

    /// One value for each filter, in order.
    Reference.Array bias(Reference.Array all) {
        double[] moved = links.order(all.array().length).stream()
                .mapToDouble(filter -> all.array()[filter])
                .toArray();
        return new Reference.Array(all.shape(), moved);
    }

    /// The whole on a feature map.
    ///
    /// @param filters as {@link #filters} has made them
    Node in(GraphBuilder g, String name, Node map, Node filters, Optional<Node> bias) {
        Node ordered = permuted(g, name + ".ordered", map, order(g.channels(map)));
        Node[] inputs = bias.map(values -> new Node[] {ordered, filters, values})
                .orElseGet(() -> new Node[] {ordered, filters});
        Permutation back = back(g.shape(filters).dimension(0));
        if (back.isIdentity()) {
            return g.add(name, inGroups(), inputs);
        }
        return permuted(g, name, g.add(name + ".grouped", inGroups(), inputs), back);
    }

    private static Node permuted(GraphBuilder g, String name, Node map, Permutation permutation) {
        return permutation.isIdentity() ? map : g.add(name, permutation, map);
    }
}
