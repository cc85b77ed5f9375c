package dev.fettle.network;

import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// {@link LearntGhosts} whose shifts are decided, as plain operations: a feature map joined with shifts of slices of
/// it. So that each slice is as long as possible, channels that are shifted alike stand side by side; the
/// permutations before and behind that are folded into convolutions where these can take them, and there are none
/// where all ghosts have one shift.
///
/// @param offsets of the ghosts, in their order
/// @param channels of the feature map
record FrozenGhosts(List<Offset> offsets, int channels) {
    /// @param proxies one choice, or one for each ghost
    static FrozenGhosts of(LearntGhosts ghosts, float[] proxies, int channels) {
        return new FrozenGhosts(LearntShifts.offsets(ghosts, proxies), channels);
    }

    /// In the place of a node of the network in training.
    Node in(Node node, Rewriting made) {
        GraphBuilder g = made.builder();
        List<Integer> order = order();
        Permutation ordered = new Permutation(order);
        Node map = permuted(g, node.name() + ".ordered", made.of(node.inputs().getFirst()), ordered);
        List<Node> parts = new ArrayList<>(List.of(map));
        List<Integer> places = new ArrayList<>(ordered.inverse().order());
        places.addAll(Collections.nCopies(offsets.size(), 0));
        int place = channels;
        for (int first = 0; first < offsets.size(); first += channels) {
            for (Run run : runs(order, first)) {
                parts.add(shifted(g, node.name(), map, run));
                for (int i = run.from; i < run.to; i++) {
                    places.set(channels + first + order.get(i), place++);
                }
            }
        }
        Node joined = g.concat(node.name() + ".joined", parts);
        return permuted(g, node.name(), joined, new Permutation(places));
    }

    /// The ghost of a channel, of those from a first one on; -1 if it has none.
    private int ghost(int first, int channel) {
        return first + channel < offsets.size() ? first + channel : -1;
    }

    /// The channels such that those stand together whose ghosts are shifted alike, those with fewer ghosts last.
    private List<Integer> order() {
        Comparator<Integer> byShift = Comparator.comparingInt(channel -> rank(ghost(0, channel)));
        for (int first = channels; first < offsets.size(); first += channels) {
            int from = first;
            byShift = byShift.thenComparingInt(channel -> rank(ghost(from, channel)));
        }
        return IntStream.range(0, channels).boxed().sorted(byShift).toList();
    }

    /// The first ghost that is shifted alike.
    private int rank(int ghost) {
        return ghost < 0 ? Integer.MAX_VALUE : offsets.indexOf(offsets.get(ghost));
    }

    /// Channels that stand together.
    private record Run(int from, int to, Offset offset) {}

    private List<Run> runs(List<Integer> order, int first) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            int ghost = ghost(first, order.get(i));
            if (ghost < 0) {
                continue;
            }
            Offset offset = offsets.get(ghost);
            boolean goesOn = !runs.isEmpty()
                    && runs.getLast().to == i
                    && runs.getLast().offset.equals(offset);
            int from = goesOn ? runs.removeLast().from : i;
            runs.add(new Run(from, i + 1, offset));
        }
        return runs;
    }

    private Node shifted(GraphBuilder g, String name, Node map, Run run) {
        boolean isWhole = run.from == 0 && run.to == channels;
        Node part = isWhole ? map : g.add(name + ".part", new Slice(run.from, run.to), map);
        Offset offset = run.offset;
        return offset.isCentre() ? part : g.add(name + ".shifted", new Shift(offset.down(), offset.right()), part);
    }

    private static Node permuted(GraphBuilder g, String name, Node map, Permutation permutation) {
        return permutation.isIdentity() ? map : g.add(name, permutation, map);
    }
}
