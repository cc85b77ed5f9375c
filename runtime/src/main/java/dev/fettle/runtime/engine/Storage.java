package dev.fettle.runtime.engine;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.engine.Layout.Edges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which nodes have a feature map of their own, and which are views of another's: the parts of a
/// concatenation, whose writers put them straight into its channels, and slices and shifts, which are
/// read where their input lies, as are permutations that sums alone read. Immutable.
///
/// A node that more than one place wants, that stands in a concatenation twice, or that has a reader who
/// needs its pixels side by side, is copied as far as necessary.
final class Storage {
    /// Shifts come out of the zeros beside the rows; those of more columns are copied.
    private static final int FARTHEST_SHIFT = 16;

    /// Where a node's samples lie.
    ///
    /// @param map the node whose feature map it is
    /// @param channel the first
    /// @param down what is read lies so many rows further up
    /// @param right what is read lies so many columns further to the left
    private record View(Node map, int channel, int down, int right) {
        boolean isShifted() {
            return down != 0 || right != 0;
        }
    }

    /// A convolution that reads a node.
    ///
    /// @param extent samples that it makes beyond the edge
    private record Reader(Convolution convolution, int extent) {
        Kernel kernel() {
            return convolution.kernel();
        }

        Geometry geometry() {
            return convolution.geometry();
        }
    }

    private final Graph graph;
    private final Shapes shapes;
    private final Set<Node> apart;
    private final Extents extents;
    private final Map<Node, List<Reader>> readers;
    private final boolean[] depends;
    private final View[] views;
    private final boolean[] onlyRead;
    private final PartReaders partReaders;
    private final Map<Node, List<Node>> seen = new HashMap<>();
    private final Map<Node, List<Source>> sources = new HashMap<>();

    private Storage(Graph graph, Map<Stage, Convolution> convolutions, Extents extents, Set<Node> apart) {
        this.graph = graph;
        this.extents = extents;
        this.apart = apart;
        readers = convolutions.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().convolved(),
                        Collectors.mapping(
                                entry -> new Reader(entry.getValue(), extents.of(entry.getKey())),
                                Collectors.toList())));
        shapes = Fusion.probe(graph);
        depends = graph.dependsOnInput();
        views = graph.nodes().stream().map(node -> new View(node, 0, 0, 0)).toArray(View[]::new);
        onlyRead = new boolean[views.length];
        partReaders = PartReaders.of(graph, convolutions, shapes);
    }

    /// @param apart concatenations into which no other writes, and nodes that are no views
    static Storage of(Graph graph, Map<Stage, Convolution> convolutions, Extents extents, Set<Node> apart) {
        Storage storage = new Storage(graph, convolutions, extents, apart);
        for (Node node : graph.nodes().reversed()) { // the outermost first
            if (node.operation() instanceof Concat && storage.isFree(node)) {
                storage.placeParts(node);
            }
        }
        for (Node node : graph.nodes()) {
            if (storage.map(node) == node && storage.isFree(node)) {
                storage.placeReading(node);
            }
        }
        graph.nodes()
                .forEach(node -> storage.seen
                        .computeIfAbsent(storage.map(node), _ -> new ArrayList<>())
                        .add(node));
        graph.nodes().stream().filter(storage.partReaders::take).forEach(storage::findSources);
        return storage;
    }

    private boolean isFree(Node node) {
        return depends[node.index()] && !apart.contains(node);
    }

    private void placeParts(Node concat) {
        View whole = views[concat.index()];
        int channel = whole.channel;
        for (Node part : parts(concat)) {
            if (map(part) == part && isFree(part) && !mayBeReadApart(part, concat) && readersTake(part, 0)) {
                views[part.index()] = new View(whole.map, channel, 0, 0);
            }
            channel += channels(part);
        }
    }

    /// Whether a part is some of the channels of the same map, shifted, and need not be written once more.
    private boolean mayBeReadApart(Node part, Node concat) {
        Node base = part;
        while (base.operation() instanceof Shift || base.operation() instanceof Slice) {
            base = base.input();
        }
        return base != part
                && map(base) == map(concat)
                && partReaders.take(concat)
                && PartReaders.isWorthIt(channels(part));
    }

    private void placeReading(Node node) {
        if (node.operation() instanceof Slice(int from, int _)) {
            View x = views[node.input().index()];
            placeReading(node, new View(x.map, x.channel + from, x.down, x.right));
        }
        if (node.operation() instanceof Shift(int down, int right) && isNear(down, right)) {
            View x = views[node.input().index()];
            if (!x.isShifted()) { // or what was cut off would come back
                placeReading(node, new View(x.map, x.channel, down, right));
            }
        }
        if (node.operation() instanceof Permutation && partReaders.take(node)) {
            views[node.index()] = views[node.input().index()];
            onlyRead[node.index()] = true;
        }
    }

    /// Of a permutation each channel is read where it lies.
    private void findChannels(Node node, Permutation permutation) {
        if (!onlyRead[node.index()]) {
            return;
        }
        List<Source> each = new ArrayList<>();
        for (Source source : sources(node.input())) {
            for (int i = 0; i < source.channels; i++) {
                each.add(new Source(source.channel + i, source.node, source.from + i, 1));
            }
        }
        List<Source> found = new ArrayList<>();
        for (int channel = 0; channel < each.size(); channel++) {
            Source source = each.get(permutation.order().get(channel));
            found.add(new Source(channel, source.node, source.from, 1));
        }
        sources.put(node, List.copyOf(found));
    }

    private void placeReading(Node node, View view) {
        if (readersTake(node, view.right)) {
            views[node.index()] = view;
            onlyRead[node.index()] = true;
        }
    }

    private static boolean isNear(int down, int right) {
        return Math.max(Math.abs((long) down), Math.abs((long) right)) <= FARTHEST_SHIFT;
    }

    /// Whether all kernels that read the node can read it from a wider map, and from a map that is
    /// shifted to the right: the samples that the shift cuts off must not be read as padding.
    private boolean readersTake(Node node, int right) {
        return readers(node).stream()
                .allMatch(reader -> reader.kernel().readsViews() && (right == 0 || staysInside(reader)));
    }

    private static boolean staysInside(Reader reader) {
        return reader.geometry().convolve().padding() == 0 && reader.kernel().grid() == 1;
    }

    private List<Reader> readers(Node node) {
        return readers.getOrDefault(node, List.of());
    }

    /// What a concatenation joins; if another one joins the first of its inputs, that one in their place,
    /// so that dense connections are nested however they are written down.
    private List<Node> parts(Node concat) {
        List<Node> inputs = concat.inputs();
        Node longest = concat;
        for (Node other : graph.nodes().subList(0, concat.index())) {
            int count = other.inputs().size();
            boolean isPrefix = other.operation() instanceof Concat
                    && count < inputs.size()
                    && inputs.subList(0, count).equals(other.inputs());
            if (isPrefix && (longest == concat || count > longest.inputs().size())) {
                longest = other;
            }
        }
        if (longest == concat) {
            return inputs;
        }
        List<Node> parts = new ArrayList<>(List.of(longest));
        parts.addAll(inputs.subList(longest.inputs().size(), inputs.size()));
        return parts;
    }

    private int channels(Node node) {
        return shapes.of(node).channels();
    }

    /// The node in whose map a node lies.
    Node map(Node node) {
        return views[node.index()].map;
    }

    /// Whether a node is only read where another one lies.
    boolean isView(Node node) {
        return onlyRead[node.index()];
    }

    /// Whether writers of other nodes write into a concatenation.
    boolean holdsParts(Node node) {
        return node.operation() instanceof Concat
                && map(node) == node
                && seenIn(node).size() > 1;
    }

    /// Whether there is something to be done for a stage, and not only something to be read elsewhere.
    boolean isWritten(Node node) {
        return node.operation() instanceof Concat ? !copied(node).isEmpty() : !onlyRead[node.index()];
    }

    /// What a concatenation copies.
    ///
    /// @param channel of the concatenation at which it begins
    record Copied(Source part, int channel) {}

    List<Copied> copied(Node concat) {
        List<Copied> copied = new ArrayList<>();
        int channel = 0;
        for (Node part : parts(concat)) {
            if (!isInPlace(part, concat, channel) && !isReadApart(part, concat, channel)) {
                int first = channel;
                sources(part).forEach(source -> copied.add(new Copied(source, first + source.channel)));
            }
            channel += channels(part);
        }
        return copied;
    }

    private boolean isInPlace(Node part, Node concat, int channel) {
        View whole = views[concat.index()];
        return !onlyRead[part.index()]
                && views[part.index()].equals(new View(whole.map, whole.channel + channel, 0, 0));
    }

    /// Whether a part of a concatenation is neither written there nor copied: all who read the concatenation read it
    /// where it lies, among the other channels of the same map. Does not depend on the size of the picture.
    private boolean isReadApart(Node part, Node concat, int channel) {
        View view = views[part.index()];
        return !isInPlace(part, concat, channel)
                && isFree(concat)
                && isFree(part)
                && partReaders.take(concat)
                && PartReaders.isWorthIt(channels(part))
                && view.map == map(concat)
                && !(part.operation() instanceof Concat);
    }

    /// Some channels of what a step reads.
    ///
    /// @param channel the first
    /// @param node in which they lie
    /// @param from the first, of the node's
    record Source(int channel, Node node, int from, int channels) {
        private static Source all(Node node, Shapes shapes) {
            Shape shape = shapes.of(node);
            return new Source(0, node, 0, shape.rank() == 4 ? shape.channels() : 0);
        }

        private boolean goesOn(Source before) {
            return node == before.node && from == before.from + before.channels;
        }

        private Source and(Source next) {
            return new Source(channel, node, from, channels + next.channels);
        }
    }

    /// Where the channels of a node lie: side by side, but for parts that are read apart.
    List<Source> sources(Node node) {
        return sources.getOrDefault(node, List.of(Source.all(node, shapes)));
    }

    private void findSources(Node node) {
        if (node.operation() instanceof Permutation permutation) {
            findChannels(node, permutation);
        } else {
            findParts(node);
        }
    }

    private void findParts(Node concat) {
        List<Source> found = new ArrayList<>();
        int channel = 0;
        for (Node part : parts(concat)) {
            for (Source source : sourcesOf(part, concat, channel)) {
                boolean goesOn = !found.isEmpty() && source.goesOn(found.getLast());
                found.add(goesOn ? found.removeLast().and(source) : source);
            }
            channel += channels(part);
        }
        sources.put(concat, List.copyOf(found));
    }

    private List<Source> sourcesOf(Node part, Node concat, int channel) {
        if (isReadApart(part, concat, channel)) {
            return List.of(new Source(channel, part, 0, channels(part)));
        }
        if (!isInPlace(part, concat, channel)) {
            return List.of(new Source(channel, concat, channel, channels(part)));
        }
        return sources(part).stream()
                .map(source -> source.node == part
                        ? new Source(channel + source.channel, concat, channel + source.from, source.channels)
                        : new Source(channel + source.channel, source.node, source.from, source.channels))
                .toList();
    }

    /// Whether all of a node's channels lie side by side.
    boolean isWhole(Node node) {
        return sources(node).size() == 1;
    }

    /// The writers whose results are read when a node is read, as the nodes whose results they are.
    List<Node> written(Node node) {
        if (onlyRead[node.index()]) {
            return written(node.input());
        }
        if (!(node.operation() instanceof Concat) || !depends[node.index()]) {
            return List.of(node);
        }
        List<Node> written = new ArrayList<>();
        int channel = 0;
        for (Node part : parts(node)) {
            if (!isReadApart(part, node, channel)) {
                written.addAll(isInPlace(part, node, channel) ? written(part) : List.of(node));
            }
            channel += channels(part);
        }
        return written.stream().distinct().toList();
    }

    /// A writer some of whose rows are read.
    ///
    /// @param node whose result it makes
    /// @param down how many rows above those of the node that is read they lie
    record Writer(Node node, int down) {}

    /// The writers of all that is read when a node is read.
    List<Writer> writers(Node node) {
        List<Writer> writers = new ArrayList<>();
        for (Source source : sources(node)) {
            int down = views[source.node.index()].down;
            written(source.node).forEach(writer -> writers.add(new Writer(writer, down)));
        }
        return writers.stream().distinct().toList();
    }

    /// Where a node's samples lie for maps of some size, with all rows kept.
    Layout layout(Node node, Shape shape) {
        View view = views[node.index()];
        Shape whole = Shape.of(shape.dimension(0), channels(view.map), shape.height(), shape.width());
        int extent = extents.of(view.map);
        int left = 0;
        int right = 0;
        for (Node seen : seenIn(view.map)) {
            for (Source source : sources(seen)) {
                int shift = views[source.node.index()].right;
                left = Math.max(left, leftReach(seen) - extent + Math.max(shift, 0));
                right = Math.max(right, rightReach(seen, shape.width()) - extent + Math.max(-shift, 0));
            }
        }
        return Layout.of(whole, new Edges(extent, left, right, extents.border(view.map)))
                .part(view.channel, shape.channels())
                .shifted(view.down, view.right);
    }

    /// Columns beyond a map's left edge that are read.
    private int leftReach(Node node) {
        int most = extents.read(node);
        for (Reader reader : readers(node)) {
            most = Math.max(
                    most,
                    reader.geometry().leftReach(reader.extent)
                            + fold(reader, node).before());
        }
        return most;
    }

    /// What a kernel reads besides what it would unfolded. Where channels lie in parts, those that are shifted are read
    /// with their shift.
    private Fold fold(Reader reader, Node node) {
        return isWhole(node) ? reader.kernel().fold() : Fold.NONE;
    }

    private int rightReach(Node node, int width) {
        int most = extents.read(node);
        for (Reader reader : readers(node)) {
            int grid = reader.kernel().gridColumns();
            int reach = reader.geometry().rightReach(width, reader.extent, grid);
            most = Math.max(most, reach + fold(reader, node).behind());
        }
        return most;
    }

    /// Floats behind the last sample of a map that kernels may touch.
    int overreach(Node map) {
        int most = 0;
        for (Node node : seenIn(map)) {
            int pixels = Math.ceilDiv(channels(map), channels(node)); // of the node in one of the map
            for (Reader reader : readers(node)) {
                most = Math.max(most, reader.kernel().overreach() * pixels);
            }
        }
        return most;
    }

    /// All nodes that lie in a map.
    List<Node> seenIn(Node map) {
        return seen.getOrDefault(map, List.of());
    }
}
