package dev.fettle.runtime.engine;

import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shape;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Rearrangement.Part;
import dev.fettle.runtime.engine.RowStep.RowFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// How a program runs on pictures of one size: the steps, the order of their bands, and which array holds
/// which feature map when. Allocates no buffers, so that sizes can be tried. Immutable and thread-safe.
final class Schedule {
    /// The longest array that every JVM allocates.
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    /// Side of the squares in which the size of a turn is counted, whatever the kernels' own.
    private static final int GRID = 4;

    /// Tiles of a turn per thread: enough that threads seldom wait for the last of them, few enough that
    /// what one turn writes is still in the cache when the next reads it.
    private static final int TILES_PER_THREAD = 288;

    /// Floats of a map of choices, a pixel for each window, that is averaged as it is made. Feature maps are finished
    /// first: as a wave, rows of a whole window would be kept of all layers.
    private static final int MOST_CHOICES = 1 << 17;

    private final Program program;
    private final Shapes shapes;
    private final int pictures;
    private final int threads;
    private final Storage storage;
    private final List<Node> betterApart;
    private final Layout[] layouts;
    private final List<Step> steps;
    private final List<Turn> turns;
    private final int[] slabOf;
    private final List<Long> slabFloats;
    private final List<Integer> packedFloats = new ArrayList<>();

    static Schedule of(Program program, int pictures, int height, int width, int threads) {
        Set<Node> apart = new HashSet<>();
        while (true) {
            Schedule schedule = new Schedule(program, apart, pictures, height, width, threads);
            if (!apart.addAll(schedule.betterApart)) {
                return schedule;
            }
        }
    }

    /// @param apart see {@link Storage#of}
    Schedule(Program program, Set<Node> apart, int pictures, int height, int width, int threads) {
        this.program = program;
        this.pictures = pictures;
        this.threads = threads;
        List<Node> nodes = program.graph().nodes();
        shapes = Shapes.of(program.graph(), pictures, height, width);
        storage = program.storage(apart);
        layouts = nodes.stream().map(this::wholeLayout).toArray(Layout[]::new);
        double turnRows = GRID * Math.max(1, Math.ceil((double) TILES_PER_THREAD * threads * GRID / width));
        Wavefront wave = wave(turnRows / height);
        turns = wave.turns();
        int[] rings = rings(wave);
        Arrays.setAll(layouts, i -> layouts[i].withRing(rings[map(nodes.get(i))]));
        betterApart = new Eviction(program.graph(), storage, wave, this::layout).betterApart();
        steps = makeSteps();
        slabOf = new int[nodes.size()];
        slabFloats = assignSlabs(wave);
    }

    /// The rows of each map that must be kept; all of those that no step writes.
    private int[] rings(Wavefront wave) {
        int[] rings = new int[layouts.length];
        for (Node node : program.graph().nodes()) {
            rings[map(node)] = Math.max(rings[map(node)], wave.ring(node.index()));
        }
        return Arrays.stream(rings)
                .map(rows -> rows == 0 ? Integer.MAX_VALUE : rows)
                .toArray();
    }

    private Wavefront wave(double fraction) {
        List<Step> list = makeSteps();
        List<List<Read>> reads = list.stream().map(this::readsOfWritten).toList();
        return Wavefront.of(list, reads, layouts.length + packedFloats.size(), fraction);
    }

    /// What a step reads, by those who write it.
    private List<Read> readsOfWritten(Step step) {
        List<Read> reads = new ArrayList<>();
        for (Read read : step.reads()) {
            if (read.node() < layouts.length) {
                Node node = program.graph().nodes().get(read.node());
                int down = storage.down(node);
                storage.written(node).forEach(writer -> reads.add(read.moved(writer.index(), down)));
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

    boolean isFor(int wantedPictures, int height, int width) {
        Layout in = input();
        return pictures == wantedPictures && in.height() == height && in.width() == width;
    }

    private Layout wholeLayout(Node node) {
        return shapes.of(node).rank() == 4
                ? storage.layout(node, shapes.of(node))
                : Layout.of(Shape.of(1, 1, 1, 1), Layout.Edges.NONE); // read as weights or biases only
    }

    /// The steps for maps as they are laid out now.
    private List<Step> makeSteps() {
        packedFloats.clear();
        List<Step> list = new ArrayList<>();
        list.add(
                new LoadStep(operand(program.graph().input()), program.extents().mirrored()));
        for (Stage stage : program.stages()) {
            if (Convolution.convolve(stage.node().operation()).isPresent()) {
                addConvolution(stage, list);
            } else if (storage.isWritten(stage.node())) {
                list.add(mapStep(stage.node()));
            }
        }
        list.add(new StoreStep(operand(program.graph().output())));
        return list;
    }

    private void addConvolution(Stage stage, List<Step> list) {
        Convolution convolution = program.convolution(stage);
        Operand input = operand(stage.node().input(0));
        Optional<Operand> residual = stage.epilogue().residual().map(this::operand);
        KernelSource source = kernelSource(stage, convolution);
        if (source instanceof KernelSource.Packed(PackStep pack)) {
            list.add(pack);
        }
        list.add(new ConvolutionStep(stage, program, input, operand(stage.result()), residual, source));
    }

    private KernelSource kernelSource(Stage stage, Convolution convolution) {
        if (convolution.packed().isPresent()) {
            return new KernelSource.Fixed();
        }
        if (stage.node().operation() instanceof MixedConvolve mixed) {
            Operand coefficients = operand(stage.node().input(2));
            return mixed.window() > 0
                    ? new KernelSource.Windows(coefficients, mixed.window())
                    : new KernelSource.Packed(packStep(stage, coefficients, 1, pictures));
        }
        Operand weight = operand(stage.node().input(1));
        return new KernelSource.Packed(packStep(stage, weight, stage.epilogue().factor(), 1));
    }

    private PackStep packStep(Stage stage, Operand source, double factor, int kernels) {
        Convolution convolution = program.convolution(stage);
        int index = packedFloats.size();
        packedFloats.addAll(Collections.nCopies(kernels, convolution.kernel().packedFloats()));
        if (convolution.bank().isPresent()) {
            packedFloats.addAll(Collections.nCopies(kernels, convolution.bias().length));
        }
        int result = program.graph().nodes().size() + index;
        return new PackStep(stage.node().name(), convolution, source, factor, index, result);
    }

    private Step mapStep(Node node) {
        List<Read> reads = inputs(node).stream().map(read -> read(node, read)).toList();
        return switch (DeployedNetwork.operation(node)) {
            case GlobalMean _ -> meanStep(node, reads, 0, 0);
            case WindowMean(int window, int margin) -> meanStep(node, reads, window, margin);
            default -> {
                Layout result = layout(node);
                RowFunction rows = rows(node, result);
                yield new RowStep(node.name(), node.operation().label(), result, node.index(), reads, rows);
            }
        };
    }

    private MeanStep meanStep(Node node, List<Read> reads, int window, int margin) {
        Operand x = operand(node.input(0));
        return new MeanStep(
                node.name(), node.operation().label(), x, operand(node), reads, window, margin, program.lanes());
    }

    /// What is read to make a node: of a concatenation only what must be copied.
    private List<Node> inputs(Node node) {
        return node.operation() instanceof Concat
                ? storage.copied(node).stream().map(Storage.Copied::part).toList()
                : node.inputs();
    }

    /// The rows of an input that a row function reads.
    private Read read(Node node, Node input) {
        boolean isSpread = layout(input).height() != layout(node).height();
        int from = layout(input).extent(); // the map's row 0
        Read sameRow = Read.below(input.index(), layout(node).extent() - from);
        if (pictures > 1) {
            return Read.whole(input.index());
        }
        return switch (DeployedNetwork.operation(node)) {
            case Relu _, LeakyRelu _, Sigmoid _, Scale _, Concat _, Slice _ -> sameRow;
            case Softmax _, OneHot _, SquareRoot _ -> sameRow;
            case WindowMean(int window, int margin) ->
                layout(input).floats() > MOST_CHOICES
                        ? Read.whole(input.index())
                        : Read.reduced(input.index(), window, margin).moved(input.index(), -from);
            case Add _, Multiply _ -> isSpread ? Read.whole(input.index()) : sameRow;
            case PixelShuffle(int factor) ->
                Read.enlarged(input.index(), factor, layout(node).extent(), from);
            case Shift(int down, int _) -> sameRow.moved(input.index(), down);
            case GlobalMean _ -> Read.whole(input.index());
            case Input _, Parameter _, Constant _, Convolve _ -> throw noRowFunction(node);
            case MixedConvolve _ -> throw noRowFunction(node);
        };
    }

    private static IllegalStateException noRowFunction(Node node) {
        return new IllegalStateException(node.name() + ": " + node.operation().label() + " is no row function");
    }

    private RowFunction rows(Node node, Layout result) {
        List<Operand> in = node.inputs().stream().map(this::operand).toList();
        return switch (DeployedNetwork.operation(node)) {
            case Relu _ -> Elementwise.of(in.getFirst(), result, Activation.RELU::apply);
            case LeakyRelu(double slope) -> Elementwise.of(in.getFirst(), result, new Activation((float) slope)::apply);
            case Sigmoid _ -> Elementwise.of(in.getFirst(), result, Elementwise::sigmoid);
            case Scale(double factor) -> Elementwise.of(in.getFirst(), result, Elementwise.scale((float) factor));
            case Add _ -> Elementwise.of(in.get(0), in.get(1), result, Elementwise::add);
            case Multiply _ -> Elementwise.of(in.get(0), in.get(1), result, Elementwise::multiply);
            case Concat _ -> Rearrangement.copies(parts(node, result));
            case Slice(int from, int _) -> Rearrangement.slice(in.getFirst(), from, result);
            case PixelShuffle(int factor) -> Rearrangement.pixelShuffle(in.getFirst(), factor, result);
            case Shift(int down, int right) -> Rearrangement.shift(in.getFirst(), down, right, result);
            case Softmax(int groups, double temperature) ->
                Selection.softmax(in.getFirst(), groups, temperature, result);
            case OneHot(int groups) -> Selection.oneHot(in.getFirst(), groups, result);
            case SquareRoot _ -> Elementwise.of(in.getFirst(), result, Elementwise::squareRoot);
            case Input _, Parameter _, Constant _, Convolve _ -> throw noRowFunction(node);
            case MixedConvolve _, GlobalMean _, WindowMean _ -> throw noRowFunction(node);
        };
    }

    private List<Part> parts(Node concat, Layout whole) {
        List<Part> parts = new ArrayList<>();
        for (Storage.Copied copied : storage.copied(concat)) {
            Operand part = operand(copied.part());
            parts.add(new Part(part, whole.part(copied.channel(), part.layout().channels())));
        }
        return parts;
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

    private Operand operand(Node node) {
        return new Operand(node.index(), layout(node));
    }

    private Workspace.Size threadMemory() {
        int patch = 1;
        int row = 1;
        int transform = 0;
        int mixed = 0;
        int kernel = 0;
        int bias = 0;
        for (Step step : steps) {
            if (step instanceof ConvolutionStep convolution) {
                patch = Math.max(patch, convolution.kernel().scratchFloats());
                transform = Math.max(transform, convolution.kernel().transformFloats());
                mixed = Math.max(mixed, convolution.mixedFloats());
                kernel = Math.max(kernel, convolution.windowKernelFloats());
                bias = Math.max(bias, convolution.windowBiasFloats());
            } else if (step instanceof RowStep rowStep) {
                row = Math.max(row, rowStep.layout().rowLength());
            }
        }
        return new Workspace.Size(patch, row, transform, mixed, kernel, bias);
    }

    /// Memory that a plan holds: feature maps, scratch memory of all threads, weights that depend on the
    /// picture.
    long bufferBytes() {
        long maps = slabFloats.stream().mapToLong(Long::longValue).sum();
        long packed = packedFloats.stream().mapToLong(Integer::longValue).sum();
        return 4 * (maps + packed) + threads * threadMemory().bytes();
    }

    /// Multiply-adds for each one that is made for the picture itself: more than 1 where its edges are repeated.
    double work() {
        long inside = steps.stream().mapToLong(Step::macsInside).sum();
        return inside == 0 ? 1 : (double) steps.stream().mapToLong(Step::macs).sum() / inside;
    }

    /// Whether every feature map fits an array.
    boolean isRunnable() {
        return slabFloats.stream().allMatch(floats -> floats <= LONGEST_ARRAY);
    }

    /// Fresh feature maps, shared by all threads, and the working memory of each thread.
    List<Workspace> allocate(Transfer transfer) {
        float[][] slabs = new float[slabFloats.size()][];
        for (int i = 0; i < slabs.length; i++) {
            slabs[i] = new float[Math.toIntExact(slabFloats.get(i))];
        }
        float[][] maps = new float[slabOf.length][];
        for (Node node : program.graph().nodes()) {
            int slab = slabOf[map(node)];
            maps[node.index()] = slab < 0 ? new float[0] : slabs[slab];
        }
        program.constants().forEach((node, map) -> maps[node.index()] = map);
        float[][] packed = packedFloats.stream().map(float[]::new).toArray(float[][]::new);
        Workspace.Size size = threadMemory();
        return Stream.generate(() -> new Workspace(maps, packed, transfer, size))
                .limit(threads)
                .toList();
    }

    List<Step> steps() {
        return steps;
    }

    List<Turn> turns() {
        return turns;
    }

    Layout input() {
        return layout(program.graph().input());
    }

    Layout output() {
        return layout(program.graph().output());
    }

    Plan.Line line(int number, double millis) {
        Step step = steps.get(number);
        if (step instanceof PackStep pack) {
            return pack.line(millis);
        }
        int node = step.result() >= 0 && step.result() < layouts.length
                ? step.result()
                : program.graph().output().index();
        Layout layout = layouts[node];
        long bytes = node == step.result() ? 4 * layout.floats() : 0;
        return new Plan.Line(
                step.name(),
                step.label(),
                layout.height(),
                layout.width(),
                layout.channels(),
                step.macs(),
                bytes,
                millis);
    }
}
