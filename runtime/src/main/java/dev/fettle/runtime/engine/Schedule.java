package dev.fettle.runtime.engine;

import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.WeightNorm;
import dev.fettle.network.Shapes;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.RowStep.RowFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// How a program runs on pictures of one size: the steps in order, and which array holds which feature map
/// when. Allocates no buffers, so that sizes can be tried. Immutable and thread-safe.
final class Schedule {
    /// The longest array that every JVM allocates.
    private static final long LONGEST_ARRAY = Integer.MAX_VALUE - 8L;

    private final Program program;
    private final Shapes shapes;
    private final int threads;
    private final List<Step> steps = new ArrayList<>();
    private final int[] slabOf;
    private final List<Long> slabFloats;
    private final List<Integer> packedFloats = new ArrayList<>();
    private int scratchFloats = 1;
    private int mostChannels = 1;

    Schedule(Program program, int pictures, int height, int width, int threads) {
        this.program = program;
        this.threads = threads;
        shapes = Shapes.of(program.graph(), pictures, height, width);
        slabOf = new int[program.graph().nodes().size()];
        slabFloats = assignSlabs();
        for (Stage stage : program.stages()) {
            addSteps(stage);
        }
    }

    private List<Long> assignSlabs() {
        Arrays.fill(slabOf, -1);
        int[] lastReader = lastReaders();
        Slabs slabs = new Slabs();
        Node input = program.graph().input();
        slabOf[input.index()] = slabs.take(floats(input));
        for (int i = 0; i < program.stages().size(); i++) {
            Stage stage = program.stages().get(i);
            slabOf[stage.result().index()] = slabs.take(floats(stage.result()));
            for (Node read : stage.reads().stream().distinct().toList()) {
                if (slabOf[read.index()] >= 0 && lastReader[read.index()] == i) {
                    slabs.release(slabOf[read.index()]);
                }
            }
        }
        return slabs.sizes();
    }

    /// For each node the last stage that reads it; the output is read by the caller.
    private int[] lastReaders() {
        int[] last = new int[slabOf.length];
        for (int i = 0; i < program.stages().size(); i++) {
            for (Node read : program.stages().get(i).reads()) {
                last[read.index()] = i;
            }
        }
        last[program.graph().output().index()] = Integer.MAX_VALUE;
        return last;
    }

    private long floats(Node node) {
        return layout(node).floats() + program.overreach(node);
    }

    Layout layout(Node node) {
        return Layout.of(shapes.of(node), program.border(node));
    }

    private Operand operand(Node node) {
        return new Operand(node.index(), layout(node));
    }

    private void addSteps(Stage stage) {
        Layout result = layout(stage.result());
        mostChannels = Math.max(mostChannels, layoutChannels(stage));
        if (stage.node().operation() instanceof Convolve) {
            addConvolution(stage);
            return;
        }
        scratchFloats = Math.max(scratchFloats, result.rowLength());
        Node node = stage.node();
        steps.add(new RowStep(node.operation().label(), result, node.index(), rows(node, result)));
    }

    private int layoutChannels(Stage stage) {
        return stage.node().inputs().stream()
                .filter(node -> shapes.of(node).rank() == 4)
                .mapToInt(node -> shapes.of(node).channels())
                .max()
                .orElse(1);
    }

    private void addConvolution(Stage stage) {
        Convolution convolution = program.convolution(stage);
        Epilogue epilogue = stage.epilogue();
        int index = packedFloats.size();
        if (convolution.packed().isEmpty()) {
            packedFloats.add(convolution.kernel().packedFloats());
            steps.add(new PackStep(convolution, operand(stage.node().input(1)), epilogue.factor(), index));
        }
        ConvolutionStep step = new ConvolutionStep(
                convolution,
                epilogue,
                operand(stage.node().input(0)),
                operand(stage.result()),
                epilogue.residual().map(this::operand),
                index);
        scratchFloats = Math.max(scratchFloats, step.scratchFloats());
        steps.add(step);
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
            case Input _, Parameter _, Constant _, Convolve _, WeightNorm _ ->
                throw new IllegalStateException(
                        node.name() + ": " + node.operation().label() + " is no row function");
        };
    }

    /// Memory that a plan holds: feature maps, scratch memory of all threads, weights that depend on the
    /// picture.
    long bufferBytes() {
        long maps = slabFloats.stream().mapToLong(Long::longValue).sum();
        long packed = packedFloats.stream().mapToLong(Integer::longValue).sum();
        return 4 * (maps + packed + threads * 2L * scratchFloats) + threads * 8L * mostChannels;
    }

    /// Whether every feature map fits an array.
    boolean isRunnable() {
        return slabFloats.stream().allMatch(floats -> floats <= LONGEST_ARRAY);
    }

    /// Fresh feature maps by the index of their node; those that do not live at the same time are the same
    /// array.
    float[][] allocateMaps() {
        float[][] slabs = new float[slabFloats.size()][];
        for (int i = 0; i < slabs.length; i++) {
            slabs[i] = new float[Math.toIntExact(slabFloats.get(i))];
        }
        float[][] maps = new float[slabOf.length][];
        for (int i = 0; i < maps.length; i++) {
            maps[i] = slabOf[i] < 0 ? new float[0] : slabs[slabOf[i]];
        }
        program.constants().forEach((node, map) -> maps[node.index()] = map);
        return maps;
    }

    /// Working memory of each thread.
    List<Task> allocateTasks(float[][] maps) {
        float[][] packed = packedFloats.stream().map(float[]::new).toArray(float[][]::new);
        return Stream.generate(() -> new Task(maps, packed, scratchFloats, mostChannels))
                .limit(threads)
                .toList();
    }

    List<Step> steps() {
        return steps;
    }

    Operand input() {
        return operand(program.graph().input());
    }

    Operand output() {
        return operand(program.graph().output());
    }
}
