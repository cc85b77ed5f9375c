package dev.fettle.runtime.engine;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Finds the parts of concatenations that had better have maps of their own and be copied: a map keeps for
/// all its channels as many rows as the part that is kept longest. The input of a dense block that is
/// read again at the end of the network is such a part; all of a chain of blocks whose results are joined
/// are.
record Eviction(Graph graph, Storage storage, Wavefront wave, Function<Node, Layout> layouts) {
    /// Parts, and concatenations all of whose parts, take less memory apart.
    List<Node> betterApart() {
        List<Node> apart = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (storage.holdsParts(node)) {
                addTo(apart, node);
            }
        }
        return apart;
    }

    private void addTo(List<Node> apart, Node whole) {
        List<Node> writers = storage.written(whole).stream()
                .sorted(Comparator.comparingInt(this::rows).reversed())
                .toList();
        Node longest = writers.getFirst();
        if (isReadApart(longest, whole)) {
            return;
        }
        int rest = writers.size() == 1 ? 1 : rows(writers.get(1));
        long together = floats(whole, rows(longest));
        long withoutLongest = longest == whole ? together : floats(longest, rows(longest)) + floats(whole, rest);
        long copied = floatsOfCopies(whole);
        if (withoutLongest < Math.min(together, copied)) {
            apart.add(longest);
        } else if (copied < together && storage.isWhole(whole)) {
            apart.add(whole);
        }
    }

    /// Whether shifted copies of a writer's result are read from the map: apart from it they would be copies.
    private boolean isReadApart(Node writer, Node whole) {
        return storage.sources(whole).stream()
                .filter(source -> source.node() != whole)
                .anyMatch(source -> storage.written(source.node()).contains(writer));
    }

    private int rows(Node node) {
        return Math.min(wave.ring(node.index()), layouts.apply(node).fullHeight());
    }

    private long floats(Node node, int rows) {
        return layouts.apply(node).withRing(rows).floats();
    }

    /// If all that lies in the map had one of its own; a concatenation lives as long as its latest part.
    private long floatsOfCopies(Node whole) {
        long floats = 0;
        for (Node node : storage.seenIn(whole)) {
            if (!storage.isView(node)) {
                int rows = storage.written(node).stream()
                        .mapToInt(this::rows)
                        .min()
                        .orElseThrow();
                floats += floats(node, rows);
            }
        }
        return floats;
    }
}
