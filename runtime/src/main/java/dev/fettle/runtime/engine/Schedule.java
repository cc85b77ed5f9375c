package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.AnnealedSoftmax;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.GumbelSoftmax;
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
import dev.fettle.network.Operation.WeightNorm;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.RowStep.RowFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a program runs on pictures of one size: the steps, the order of their bands, and which array holds
/// which feature map when. Allocates no buffers, so that sizes can be tried. Immutable and thread-safe.
final class Schedule {
    /// The longest array that every JVM allocates.
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    /// Side of the tiles on which turns are laid out.
    private static final int GRID = 4;

    /// Tiles of a turn per thread: enough that threads seldom wait for the last of them, few enough that
    /// what one turn writes is still in the cache when the next reads it.
    private static final int TILES_PER_THREAD = 144;

    private final Program program;
    private final Shapes shapes;
    private final int pictures;
    private final int threads;
    private final Layout[] layouts;
    private final List<Step> steps;
    private final List<Turn> turns;
    private final int[] slabOf;
    private final List<Long> slabFloats;
    private final List<Integer> packedFloats = new ArrayList<>();

    Schedule(Program program, int pictures, int height, int width, int threads) {
        this.program = program;
        this.pictures = pictures;
        this.threads = threads;
        List<Node> nodes = program.graph().nodes();
        shapes = Shapes.of(program.graph(), pictures, height, width);
        layouts = nodes.stream().map(this::wholeLayout).toArray(Layout[]::new);
        double turnRows = GRID * Math.max(1, Math.ceil((double) TILES_PER_THREAD * threads * GRID / width));
        Wavefront wave = Wavefront.of(makeSteps(), nodes.size() + packedFloats.size(), turnRows / height);
        turns = wave.turns();
        for (int i = 0; i < layouts.length; i++) {
            layouts[i] = layouts[i].withRing(wave.ring(i));
        }
        steps = makeSteps();
        slabOf = new int[nodes.size()];
        slabFloats = assignSlabs(wave);
    }

    boolean isFor(int wantedPictures, int height, int width) {
        Layout in = input();
        return pictures == wantedPictures && in.height() == height && in.width() == width;
    }

    private Layout wholeLayout(Node node) {
        return shapes.of(node).rank() == 4
                ? program.layout(node, shapes.of(node))
                : new Layout(1, 1, 1, 1, 0, 0, 1); // read as weights or biases only
    }

    /// The steps for maps as they are laid out now.
    private List<Step> makeSteps() {
        packedFloats.clear();
        List<Step> list = new ArrayList<>();
        list.add(new LoadStep(operand(program.graph().input())));
        for (Stage stage : program.stages()) {
            if (Convolution.convolve(stage.node().operation()).isPresent()) {
                addConvolution(stage, list);
            } else {
                list.add(rowStep(stage.node()));
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
        list.add(new ConvolutionStep(stage, convolution, input, operand(stage.result()), residual, source));
    }

    private KernelSource kernelSource(Stage stage, Convolution convolution) {
        if (convolution.packed().isPresent()) {
            return new KernelSource.Fixed();
        }
        if (stage.node().operation() instanceof MixedConvolve mixed) {
            Operand coefficients = operand(stage.node().input(2));
            return mixed.window() > 0
                    ? new KernelSource.Windows(coefficients, mixed.window())
                    : new KernelSource.Packed(packStep(convolution, coefficients, 1, pictures));
        }
        Operand weight = operand(stage.node().input(1));
        return new KernelSource.Packed(
                packStep(convolution, weight, stage.epilogue().factor(), 1));
    }

    private PackStep packStep(Convolution convolution, Operand source, double factor, int kernels) {
        int index = packedFloats.size();
        packedFloats.addAll(Collections.nCopies(kernels, convolution.kernel().packedFloats()));
        if (convolution.bank().isPresent()) {
            packedFloats.addAll(Collections.nCopies(kernels, convolution.bias().length));
        }
        return new PackStep(
                convolution, source, factor, index, program.graph().nodes().size() + index);
    }

    private RowStep rowStep(Node node) {
        Layout result = layout(node);
        List<Read> reads = node.inputs().stream().map(read -> read(node, read)).toList();
        return new RowStep(node.name(), node.operation().label(), result, node.index(), reads, rows(node, result));
    }

    /// The rows of an input that a row function reads.
    private Read read(Node node, Node input) {
        boolean isSpread = layout(input).height() != layout(node).height();
        if (pictures > 1) {
            return Read.whole(input.index());
        }
        return switch (node.operation()) {
            case Relu _, LeakyRelu _, Sigmoid _, Scale _, Concat _, Slice _ -> Read.sameRow(input.index());
            case Softmax _, OneHot _, SquareRoot _ -> Read.sameRow(input.index());
            case WindowMean(int window) -> Read.reduced(input.index(), window);
            case Add _, Multiply _ -> isSpread ? Read.whole(input.index()) : Read.sameRow(input.index());
            case PixelShuffle(int factor) -> Read.enlarged(input.index(), factor);
            case Shift(int down, int _) -> Read.below(input.index(), down);
            case GlobalMean _ -> Read.whole(input.index());
            case Input _, Parameter _, Constant _, Convolve _, WeightNorm _ -> throw noRowFunction(node);
            case MixedConvolve _, GumbelSoftmax _, AnnealedSoftmax _ -> throw noRowFunction(node);
        };
    }

    private static IllegalStateException noRowFunction(Node node) {
        return new IllegalStateException(node.name() + ": " + node.operation().label() + " is no row function");
    }

    private RowFunction rows(Node node, Layout result) {
        List<Operand> in = node.inputs().stream().map(this::operand).toList();
        return switch (node.operation()) {
            case Relu _ -> Elementwise.of(in.getFirst(), result, Activation.RELU::apply);
            case LeakyRelu(double slope) -> Elementwise.of(in.getFirst(), result, new Activation((float) slope)::apply);
            case Sigmoid _ -> Elementwise.of(in.getFirst(), result, Elementwise::sigmoid);
            case Scale(double factor) -> Elementwise.of(in.getFirst(), result, Elementwise.scale((float) factor));
            case Add _ -> Elementwise.of(in.get(0), in.get(1), result, Elementwise::add);
            case Multiply _ -> Elementwise.of(in.get(0), in.get(1), result, Elementwise::multiply);
            case Concat _ -> Rearrangement.concat(in, result);
            case Slice(int from, int _) -> Rearrangement.slice(in.getFirst(), from, result);
            case PixelShuffle(int factor) -> Rearrangement.pixelShuffle(in.getFirst(), factor, result);
            case Shift(int down, int right) -> Rearrangement.shift(in.getFirst(), down, right, result);
            case GlobalMean _ -> Rearrangement.globalMean(in.getFirst(), result);
            case WindowMean(int window) -> Selection.windowMean(in.getFirst(), window, result);
            case Softmax(int groups, double temperature) ->
                Selection.softmax(in.getFirst(), groups, temperature, result);
            case OneHot(int groups) -> Selection.oneHot(in.getFirst(), groups, result);
            case SquareRoot _ -> Elementwise.of(in.getFirst(), result, Elementwise::squareRoot);
            case Input _, Parameter _, Constant _, Convolve _, WeightNorm _ -> throw noRowFunction(node);
            case MixedConvolve _, GumbelSoftmax _, AnnealedSoftmax _ -> throw noRowFunction(node);
        };
    }

    /// Maps whose waves do not overlap share an array.
    private List<Long> assignSlabs(Wavefront wave) {
        Arrays.fill(slabOf, -1);
        Slabs slabs = new Slabs();
        for (int phase = 0; phase < wave.phases(); phase++) {
            for (Node node : program.graph().nodes()) {
                if (wave.firstPhase(node.index()) == phase) {
                    slabOf[node.index()] = slabs.take(layout(node).floats() + program.overreach(node));
                }
            }
            for (Node node : program.graph().nodes()) {
                if (slabOf[node.index()] >= 0 && wave.lastPhase(node.index()) == phase) {
                    slabs.release(slabOf[node.index()]);
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
        int channels = 1;
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
                channels = Math.max(channels, rowStep.layout().channels());
            }
        }
        return new Workspace.Size(patch, row, transform, channels, mixed, kernel, bias);
    }

    /// Memory that a plan holds: feature maps, scratch memory of all threads, weights that depend on the
    /// picture.
    long bufferBytes() {
        long maps = slabFloats.stream().mapToLong(Long::longValue).sum();
        long packed = packedFloats.stream().mapToLong(Integer::longValue).sum();
        return 4 * (maps + packed) + threads * threadMemory().bytes();
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
        for (int i = 0; i < maps.length; i++) {
            maps[i] = slabOf[i] < 0 ? new float[0] : slabs[slabOf[i]];
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
