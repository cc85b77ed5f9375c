package dev.fettle.runtime.engine;

import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Pairwise;
import dev.fettle.network.Operation.Parameter;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import dev.fettle.network.Operation.Softmax;
import dev.fettle.network.Operation.SquareRoot;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.runtime.engine.Elementwise.Binary;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Elementwise.Unary;
import dev.fettle.runtime.engine.Rearrangement.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The steps of a program for maps that are laid out in some way. Immutable, once made.
final class Steps {
    /// Floats of a map of choices, a pixel for each window, that is averaged as it is made. Feature maps are finished
    /// first: as a wave, rows of a whole window would be kept of all layers.
    private static final int MOST_CHOICES = 1 << 17;

    private final Program program;
    private final Storage storage;
    private final Function<Node, Layout> layouts;
    private final Pace pace;
    private final List<Step> list = new ArrayList<>();
    private final List<Integer> packedFloats = new ArrayList<>();
    private final List<Node> means = new ArrayList<>();
    private int sumsArray;

    private Steps(Program program, Storage storage, Function<Node, Layout> layouts, Pace pace) {
        this.pace = pace;
        this.program = program;
        this.storage = storage;
        this.layouts = layouts;
    }

    static Steps of(Program program, Storage storage, Function<Node, Layout> layouts, Pace pace) {
        Steps steps = new Steps(program, storage, layouts, pace);
        steps.make();
        return steps;
    }

    /// In an order in which each stands behind those whose results it reads.
    List<Step> list() {
        return Collections.unmodifiableList(list);
    }

    /// Floats of the weights that depend on the picture, by their place in {@link Workspace#packed}.
    List<Integer> packedFloats() {
        return Collections.unmodifiableList(packedFloats);
    }

    private void make() {
        list.add(
                new LoadStep(operand(program.graph().input()), program.extents().mirrored()));
        for (Stage stage : program.stages()) {
            if (stage.isConvolution()) {
                addConvolution(stage);
            } else if (storage.isWritten(stage.result())) {
                list.add(stage.epilogue()
                        .residual()
                        .map(residual -> weighedSum(stage, residual))
                        .orElseGet(() -> mapStep(stage.node())));
            }
        }
        int results = 0;
        for (Map.Entry<String, Node> output : program.graph().outputs().sequencedEntrySet()) {
            list.add(new StoreStep(output.getKey(), results, operand(output.getValue())));
            results++;
        }
    }

    private Operand operand(Node node) {
        return new Operand(node.index(), layouts.apply(node));
    }

    private Operand operand(Storage.Source source) {
        Layout layout = layouts.apply(source.node()).part(source.from(), source.channels());
        return new Operand(source.node().index(), layout);
    }

    private void addConvolution(Stage stage) {
        Convolution convolution = program.convolution(stage);
        Operand input = operand(stage.convolved());
        Optional<Operand> residual = stage.epilogue().residual().map(this::operand);
        KernelSource source = kernelSource(stage, convolution);
        if (source instanceof KernelSource.Packed(PackStep pack)) {
            list.add(pack);
        }
        list.add(new ConvolutionStep(
                stage,
                program,
                new ConvolutionStep.Maps(input, inputParts(stage), operand(stage.result()), residual),
                source,
                pace));
    }

    private List<InputPart> inputParts(Stage stage) {
        List<InputPart> parts = new ArrayList<>();
        for (Storage.Source source : storage.sources(stage.convolved())) {
            parts.add(InputPart.of(source.channel(), operand(source).layout()));
        }
        return program.convolution(stage).kernel().grid() > 1 ? InputPart.withTwins(parts) : parts;
    }

    private KernelSource kernelSource(Stage stage, Convolution convolution) {
        if (convolution.packed().isPresent()) {
            return new KernelSource.Fixed();
        }
        if (stage.convolving() instanceof MixedConvolve mixed) {
            Operand coefficients = operand(mixed.coefficients(stage.node()));
            return mixed.window() > 0
                    ? new KernelSource.Windows(coefficients, mixed.window())
                    : new KernelSource.Packed(packStep(
                            stage, coefficients, 1, coefficients.layout().pictures()));
        }
        Operand weight = operand(stage.convolving().weight(stage.node()));
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

    /// How a map is made that is no convolution's. One switch says both which rows of its inputs are read for a row,
    /// and what is done with them: the wave keeps only rows that some step says it reads, so that a function that
    /// reads others would find those of another part of the picture there.
    private Step mapStep(Node node) {
        return switch (DeployedNetwork.operation(node)) {
            case Relu _ -> each(node, Activation.Line.RELU::apply);
            case LeakyRelu(double slope) -> each(node, new Activation.Line((float) slope)::apply);
            case Sigmoid _ -> each(node, Elementwise::sigmoid);
            case Silu _ -> each(node, program.lanes()::silu);
            case PRelu rectifier -> bent(node, rectifier);
            case SquareRoot _ -> each(node, Elementwise::squareRoot);
            case Scale(double factor) -> each(node, Elementwise.scale((float) factor));
            case Add add ->
                storage.isWhole(add.first(node)) && storage.isWhole(add.second(node))
                        ? both(node, add, Elementwise::add)
                        : sumOfParts(node, add);
            case Multiply multiply -> both(node, multiply, Elementwise::multiply);
            case Concat _ -> copies(node);
            case Slice(int from, int _) -> fromSameRow(node, Rearrangement.slice(x(node), from, layouts.apply(node)));
            case Softmax(int groups, double temperature) ->
                fromSameRow(node, Selection.softmax(x(node), groups, temperature, layouts.apply(node)));
            case OneHot(int groups) -> fromSameRow(node, Selection.oneHot(x(node), groups, layouts.apply(node)));
            case PixelShuffle(int factor) -> shuffled(node, factor);
            case PixelUnshuffle(int factor) -> unshuffled(node, factor);
            case Permutation(List<Integer> order) ->
                fromSameRow(node, Rearrangement.permute(x(node), order, layouts.apply(node)));
            case Bicubic bicubic -> enlarged(node, bicubic);
            case Shift(int down, int right) -> shifted(node, down, right);
            case Pooling pooling -> pooled(node, pooling);
            case GlobalMean _ -> mean(node);
            case WindowMean(int window, int margin) -> mean(node, windows(node, window, margin), window, margin);
            case Convolve _, MixedConvolve _ -> throw noMapStep(node); // see addConvolution
            case Linear _ -> throw noMapStep(node); // a convolution by now
            case Input _, Parameter _, Constant _ -> throw noMapStep(node);
        };
    }

    private static IllegalStateException noMapStep(Node node) {
        return new IllegalStateException(node.name() + ": " + node.operation().label() + " is no step of its own");
    }

    /// The only input.
    private Operand x(Node node) {
        return operand(node.input());
    }

    private RowStep rowStep(Node node, List<Read> reads, RowFunction function) {
        Layout result = layouts.apply(node);
        return new RowStep(node.name(), node.operation().label(), result, node.index(), reads, function);
    }

    /// The row of an input that is as far from the picture's edge as the one that is made.
    private Read sameRow(Node node, Node input) {
        return Read.below(
                input.index(),
                layouts.apply(node).extent() - layouts.apply(input).extent());
    }

    private RowStep fromSameRow(Node node, RowFunction function) {
        return rowStep(node, List.of(sameRow(node, node.input())), function);
    }

    private RowStep each(Node node, Unary function) {
        return fromSameRow(node, Elementwise.of(x(node), layouts.apply(node), function));
    }

    private RowStep bent(Node node, PRelu rectifier) {
        Node map = rectifier.map(node);
        float[] slopes = program.values(rectifier.slopes(node)).array();
        Layout result = layouts.apply(node);
        return rowStep(node, List.of(sameRow(node, map)), Elementwise.bent(operand(map), slopes, result));
    }

    private RowStep both(Node node, Pairwise pair, Binary function) {
        int height = layouts.apply(node).height();
        List<Read> reads = node.inputs().stream()
                .map(input -> layouts.apply(input).height() == height
                        ? sameRow(node, input)
                        : Read.whole(input.index())) // one pixel for all
                .toList();
        return rowStep(
                node,
                reads,
                Elementwise.of(operand(pair.first(node)), operand(pair.second(node)), layouts.apply(node), function));
    }

    private Step weighedSum(Stage stage, Node residual) {
        Node node = stage.node();
        Node x = node.inputs().getFirst();
        Node pixel = node.inputs().getLast();
        WeighedSum sum = new WeighedSum(
                operand(x), operand(pixel), operand(residual), layouts.apply(stage.result()), program.lanes());
        List<Read> reads =
                List.of(sameRow(stage.result(), x), Read.whole(pixel.index()), sameRow(stage.result(), residual));
        return new RowStep(
                node.name(), "Multiply, Add", sum.result(), stage.result().index(), reads, sum.function());
    }

    /// Where one of two maps lies in parts.
    private RowStep sumOfParts(Node node, Add add) {
        boolean isFirst = !storage.isWhole(add.first(node));
        Node inParts = isFirst ? add.first(node) : add.second(node);
        Node other = isFirst ? add.second(node) : add.first(node);
        List<InputPart> parts = storage.sources(inParts).stream()
                .map(source -> InputPart.of(source.channel(), operand(source).layout()))
                .toList();
        Layout result = layouts.apply(node);
        RowFunction sum = inParts.operation() instanceof Permutation
                ? new ChannelSum(operand(inParts), parts, operand(other), result).function()
                : new PartSum(operand(inParts), parts, operand(other), result, program.lanes()).function();
        return rowStep(node, List.of(sameRow(node, inParts), sameRow(node, other)), sum);
    }

    /// Of a concatenation only what must be copied.
    private RowStep copies(Node concat) {
        List<Read> reads = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (Storage.Copied copied : storage.copied(concat)) {
            Operand part = operand(copied.part());
            reads.add(sameRow(concat, copied.part().node()));
            parts.add(new Part(
                    part,
                    layouts.apply(concat).part(copied.channel(), part.layout().channels())));
        }
        RowFunction copies = Rearrangement.copies(parts);
        List<Layout> written = parts.stream().map(Part::to).toList();
        return new RowStep(
                concat.name(),
                concat.operation().label(),
                layouts.apply(concat),
                concat.index(),
                reads,
                copies,
                written);
    }

    private RowStep shuffled(Node node, int factor) {
        Layout result = layouts.apply(node);
        Operand x = x(node);
        Read read = Read.enlarged(x.node(), factor, result.extent(), x.layout().extent());
        return rowStep(node, List.of(read), Rearrangement.pixelShuffle(x, factor, result));
    }

    private RowStep unshuffled(Node node, int factor) {
        Layout result = layouts.apply(node);
        Operand x = x(node);
        int down = result.extent() * factor - x.layout().extent();
        Read read = Read.reduced(x.node(), factor, 0).moved(x.node(), down);
        return rowStep(node, List.of(read), Rearrangement.pixelUnshuffle(x, factor, result));
    }

    private RowStep enlarged(Node node, Bicubic bicubic) {
        Layout result = layouts.apply(node);
        Operand x = x(node);
        return rowStep(node, List.of(Enlargement.read(bicubic, x, result)), Enlargement.of(bicubic, x, result));
    }

    private RowStep pooled(Node node, Pooling pooling) {
        Layout result = layouts.apply(node);
        Operand x = x(node);
        return rowStep(node, List.of(PooledRows.read(pooling, x, result)), PooledRows.of(pooling, x, result));
    }

    private RowStep shifted(Node node, int down, int right) {
        Read read = sameRow(node, node.input()).moved(node.input().index(), down);
        return rowStep(node, List.of(read), Rearrangement.shift(x(node), down, right, layouts.apply(node)));
    }

    /// Of the whole picture, behind the step that adds up its rows as they are made.
    private MeanOfRuns mean(Node node) {
        Layout averaged = x(node).layout();
        RunSumsStep.Sums sums = sums(node, RunSumsStep.floats(averaged));
        list.add(new RunSumsStep(node.name(), x(node), sums, program.lanes()));
        return new MeanOfRuns(node.name(), node.operation().label(), averaged, sums, operand(node));
    }

    /// Means one behind the other take the same array for their sums.
    private RunSumsStep.Sums sums(Node mean, int floats) {
        int number = packedFloats.size();
        boolean isBehind = !means.isEmpty()
                && program.graph().needed(List.of(mean.input())).contains(means.getLast());
        if (!isBehind) {
            sumsArray = number;
        }
        packedFloats.add(isBehind ? 0 : floats);
        packedFloats.set(sumsArray, Math.max(packedFloats.get(sumsArray), floats));
        means.add(mean);
        return new RunSumsStep.Sums(sumsArray, program.graph().nodes().size() + number);
    }

    private MeanStep mean(Node node, Read read, int window, int margin) {
        return new MeanStep(
                node.name(),
                node.operation().label(),
                x(node),
                operand(node),
                List.of(read),
                window,
                margin,
                program.lanes());
    }

    private Read windows(Node node, int window, int margin) {
        Operand x = x(node);
        return x.layout().floats() > MOST_CHOICES
                ? Read.whole(x.node())
                : Read.reduced(x.node(), window, margin)
                        .moved(x.node(), -x.layout().extent());
    }
}
