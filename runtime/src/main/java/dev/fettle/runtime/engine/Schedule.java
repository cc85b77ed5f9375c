package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import dev.fettle.network.Node;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/// How a program runs on pictures of one size: the steps, the order of their bands, and which array holds
/// which feature map when. Allocates no buffers, so that sizes can be tried. Immutable and thread-safe.
final class Schedule {
    /// The longest array that every JVM allocates.
    static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    private final Program program;
    private final Shapes shapes;
    private final int pictures;
    private final int threads;
    private final Storage storage;
    private final List<Node> betterApart;
    private final Layout[] layouts;
    private final Steps steps;
    private final Order order;
    private final int[] slabOf;
    private final List<Long> slabFloats;

    /// @param check asked again and again
    static Schedule of(Program program, Schedules.Size size, Check check) {
        Set<Node> apart = new HashSet<>();
        while (true) {
            Schedule schedule = new Schedule(program, apart, size, check);
            if (!apart.addAll(schedule.betterApart)) {
                return schedule;
            }
        }
    }

    /// Turns that a schedule has, or a few more; told without finding it.
    static long turns(Program program, Schedules.Size size) {
        Shapes shapes = Shapes.of(program.graph(), size.pictures(), size.height(), size.width());
        Storage storage = program.storage(Set.of());
        Steps steps = Steps.of(program, storage, node -> wholeLayout(node, storage, shapes), size.pace());
        return steps.list().stream()
                .mapToLong(step -> Math.ceilDiv(step.bands(), step.turnBands()))
                .sum();
    }

    /// @param apart see {@link Storage#of}
    Schedule(Program program, Set<Node> apart, Schedules.Size size, Check check) {
        this.program = program;
        pictures = size.pictures();
        threads = size.threads();
        List<Node> nodes = program.graph().nodes();
        shapes = Shapes.of(program.graph(), pictures, size.height(), size.width());
        storage = program.storage(apart);
        layouts = nodes.stream().map(node -> wholeLayout(node, storage, shapes)).toArray(Layout[]::new);
        Steps unbound = Steps.of(program, storage, this::layout, size.pace());
        List<List<Read>> reads =
                unbound.list().stream().map(this::readsOfWritten).toList();
        int maps = layouts.length + unbound.packedFloats().size();
        Wavefront wave = Wavefront.of(unbound.list(), reads, maps, check);
        int[] rings = rings(new Slack(unbound.list(), wave, size.pace().ahead()));
        Arrays.setAll(layouts, i -> layouts[i].withRing(rings[map(nodes.get(i))]));
        betterApart = new Eviction(program.graph(), storage, wave, this::layout).betterApart();
        steps = Steps.of(program, storage, this::layout, size.pace());
        int[] kept = Arrays.copyOf(Arrays.stream(layouts).mapToInt(Layout::ring).toArray(), maps);
        Arrays.fill(kept, layouts.length, maps, Integer.MAX_VALUE);
        order = Order.of(steps.list(), wave, kept, check);
        slabOf = new int[nodes.size()];
        slabFloats = assignSlabs(wave);
    }

    /// The rows of each map that are kept; all of those that no step writes.
    private int[] rings(Slack slack) {
        int[] rings = new int[layouts.length];
        for (Node node : program.graph().nodes()) {
            rings[map(node)] = Math.max(rings[map(node)], slack.ring(node.index()));
        }
        return Arrays.stream(rings)
                .map(rows -> rows == 0 ? Integer.MAX_VALUE : rows)
                .toArray();
    }

    /// What a step reads, by those who write it. Several pictures do not run as a wave.
    private List<Read> readsOfWritten(Step step) {
        List<Read> reads = new ArrayList<>();
        for (Read own : step.reads()) {
            Read read = pictures == 1 ? own : Read.whole(own.node());
            if (read.node() < layouts.length) {
                Node node = program.graph().nodes().get(read.node());
                storage.writers(node)
                        .forEach(writer -> reads.add(read.moved(writer.node().index(), writer.down())));
            } else {
                reads.add(read); // packed weights
            }
        }
        return reads;
    }

    /// The index of the node in whose map a node lies.
    private int map(Node node) {
        return storage.map(node).index();
    }

    private static Layout wholeLayout(Node node, Storage storage, Shapes shapes) {
        return shapes.of(node).rank() == 4
                ? storage.layout(node, shapes.of(node))
                : Layout.of(Shape.of(1, 1, 1, 1), Layout.Edges.NONE); // read as weights or biases only
    }

    /// Maps whose waves do not overlap share an array.
    private List<Long> assignSlabs(Wavefront wave) {
        int[] first = new int[slabOf.length];
        int[] last = new int[slabOf.length];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (Node node : program.graph().nodes()) {
            if (wave.firstPhase(node.index()) >= 0) {
                first[map(node)] = Math.min(first[map(node)], wave.firstPhase(node.index()));
                last[map(node)] = Math.max(last[map(node)], wave.lastPhase(node.index()));
            }
        }
        Arrays.fill(slabOf, -1);
        Slabs slabs = new Slabs();
        for (int phase = 0; phase < wave.phases(); phase++) {
            for (Node node : program.graph().nodes()) {
                if (first[node.index()] == phase) {
                    slabOf[node.index()] = slabs.take(layout(node).floats() + storage.overreach(node));
                }
            }
            for (int i = 0; i < slabOf.length; i++) {
                if (slabOf[i] >= 0 && last[i] == phase) {
                    slabs.release(slabOf[i]);
                }
            }
        }
        return slabs.sizes();
    }

    Layout layout(Node node) {
        return layouts[node.index()];
    }

    private Scratch scratch() {
        return steps.list().stream().map(Step::scratch).reduce(Scratch.NONE, Scratch::max);
    }

    /// Memory that a plan holds: feature maps, scratch memory of all threads, weights that depend on the
    /// picture, the order of work.
    long bufferBytes() {
        long maps = slabFloats.stream().mapToLong(Long::longValue).sum();
        long packed =
                steps.packedFloats().stream().mapToLong(Integer::longValue).sum();
        return 4 * (maps + packed) + threads * scratch().bytes() + order.bytes();
    }

    /// Multiply-adds for each one that is made for the picture itself: more than 1 where its edges are repeated.
    double work() {
        long inside = steps.list().stream().mapToLong(Step::macsInside).sum();
        return inside == 0
                ? 1
                : (double) steps.list().stream().mapToLong(Step::macs).sum() / inside;
    }

    /// Whether every feature map fits an array, and every job has a number.
    boolean isRunnable() {
        return order.count() <= Board.MOST_TURNS && slabFloats.stream().allMatch(floats -> floats <= LONGEST_ARRAY);
    }

    /// Fresh feature maps, shared by all threads, and the working memory of each thread.
    ///
    /// @param check asked before each array: the virtual machine fills it with zeros
    List<Workspace> allocate(Transfer transfer, Check check) {
        float[][] slabs = new float[slabFloats.size()][];
        for (int i = 0; i < slabs.length; i++) {
            check.goOn();
            slabs[i] = new float[Math.toIntExact(slabFloats.get(i))];
        }
        float[][] maps = new float[slabOf.length][];
        for (Node node : program.graph().nodes()) {
            int slab = slabOf[map(node)];
            maps[node.index()] = slab < 0 ? new float[0] : slabs[slab];
        }
        program.constants().forEach((node, map) -> maps[node.index()] = map);
        float[][] packed = steps.packedFloats().stream().map(float[]::new).toArray(float[][]::new);
        Scratch scratch = scratch();
        return Stream.generate(() -> new Workspace(maps, packed, transfer, scratch))
                .limit(threads)
                .toList();
    }

    List<Step> steps() {
        return steps.list();
    }

    Order order() {
        return order;
    }

    Layout input() {
        return layout(program.graph().input());
    }

    /// Of all results by their names, in order.
    SequencedMap<String, Layout> outputs() {
        SequencedMap<String, Layout> outputs = new LinkedHashMap<>();
        program.graph().outputs().forEach((name, node) -> outputs.put(name, layout(node)));
        return outputs;
    }

    /// The layout of the only result.
    ///
    /// @throws IllegalArgumentException if there are several
    Layout onlyOutput() {
        requireTargets(1);
        return outputs().firstEntry().getValue();
    }

    private void requireTargets(int count) {
        if (count != outputs().size()) {
            throw new IllegalArgumentException("the plan has %d results (%s), got %d places for them"
                    .formatted(outputs().size(), String.join(", ", outputs().keySet()), count));
        }
    }

    /// @throws IllegalArgumentException if a rectangle does not lie inside its planes, a crop outside its result, or
    /// there are more or fewer results
    void requireFits(Raster from, List<Plan.Target> to) {
        Layout in = input();
        if (!from.holds(in.planes(), in.height(), in.width())) {
            throw new IllegalArgumentException("input: the picture's planes do not hold %d channels of %dx%d"
                    .formatted(in.planes(), in.width(), in.height()));
        }
        requireTargets(to.size());
        Iterator<Plan.Target> targets = to.iterator();
        outputs().forEach((name, layout) -> targets.next().requireFits(name, layout));
    }
}
