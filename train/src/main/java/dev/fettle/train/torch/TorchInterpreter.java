package dev.fettle.train.torch;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.AveragePool;
import dev.fettle.network.Operation.Bicubic;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Constant;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Input;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MaxPool;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.OneHot;
import dev.fettle.network.Operation.PRelu;
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
import dev.fettle.network.TrainingOnly.AnnealedSoftmax;
import dev.fettle.network.TrainingOnly.BatchNorm;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.TrainingOnly.StoredOrder;
import dev.fettle.network.TrainingOnly.WeightNorm;
import dev.fettle.network.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Reader: runs a graph forward on libtorch, with automatic differentiation where the caller has switched it on.
///
/// Because the graph is data, the last reader of every value is known: it is released there, and where nobody else
/// has seen it, overwritten in place. This is the only class that frees a tensor before the end of its scope. Not
/// thread-safe.
@SuppressWarnings("try") // scopes act by being open
final class TorchInterpreter implements AutoCloseable {
    private final Graph graph;
    private final Device device;
    private final int[] lastReaders;
    private final boolean[] overwritable;
    private final boolean[] narrow;
    private final int[] parameterNodes;
    private final @Nullable Tensor[] constants;

    /// On the CPU, with 32 bits.
    TorchInterpreter(Graph graph) {
        this(graph, Device.CPU, Arithmetic.FLOAT32);
    }

    /// @param arithmetic while it trains; in use it is 32 bits
    TorchInterpreter(Graph graph, Device device, Arithmetic arithmetic) {
        this.graph = graph;
        this.device = device;
        this.lastReaders = graph.lastReaders();
        this.overwritable = overwritable(graph);
        this.narrow = arithmetic.narrow(graph);
        this.parameterNodes = graph.nodes().stream()
                .filter(node -> node.operation() instanceof Parameter)
                .mapToInt(Node::index)
                .toArray();
        this.constants = constants(graph, device);
    }

    private static @Nullable Tensor[] constants(Graph graph, Device device) {
        @Nullable Tensor[] constants = new Tensor[graph.nodes().size()];
        try (PointerScope scope = new PointerScope()) {
            for (Node node : graph.nodes()) {
                if (node.operation() instanceof Constant fixed) {
                    Values values = fixed.values();
                    Tensor constant = device.tensor(values.array(), FlatTensor.sizes(values.shape()));
                    constant.retainReference();
                    constants[node.index()] = constant;
                }
            }
        }
        return constants;
    }

    /// Whether a value has memory of its own, one reader, and no gradient formula that needs it: what
    /// convolutions, linear layers, pooling, batch norm, sum, scaling by a number, SiLU and PReLU make.
    private static boolean[] overwritable(Graph graph) {
        boolean[] overwritable = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            boolean fresh = switch (node.operation()) {
                case Convolve _, Add _, Scale _ -> true;
                case BatchNorm _, Silu _, PRelu _ -> true;
                case Input _, Parameter _, Constant _, Relu _, LeakyRelu _, Sigmoid _, Multiply _, Concat _, Slice _ ->
                    false;
                case PixelShuffle _, Shift _, GlobalMean _, WeightNorm _ -> false;
                case PixelUnshuffle _, Permutation _, Bicubic _ -> false;
                case MixedConvolve _, Linear _, Pooling _ -> true;
                case WindowMean _, Softmax _, OneHot _, SquareRoot _, GumbelSoftmax _, AnnealedSoftmax _ -> false;
                case GatedFilters _ -> false;
                case LearntGhosts _, StoredOrder _ -> true;
            };
            long readings = graph.nodes().stream()
                    .flatMap(reader -> reader.inputs().stream())
                    .filter(read -> read == node)
                    .count();
            overwritable[node.index()] = fresh && readings == 1 && !graph.isOutput(node);
        }
        return overwritable;
    }

    /// The network's output for a batch, as it is deployed: running statistics, no noise, last temperatures.
    ///
    /// @param parameters in the order of {@link Graph#parameters()}; not released
    /// @param input (N, C, H, W); not released
    Tensor forward(List<Tensor> parameters, Tensor input) {
        return forward(parameters, input, Phase.USE);
    }

    /// The same in a phase of its life.
    Tensor forward(List<Tensor> parameters, Tensor input, Phase phase) {
        return results(parameters, input, phase).firstEntry().getValue();
    }

    /// All named results.
    SequencedMap<String, Tensor> results(List<Tensor> parameters, Tensor input, Phase phase) {
        return results(List.copyOf(graph.outputs().sequencedKeySet()), new Given(parameters, input, phase));
    }

    /// Some of the named results, without what only the others need.
    SequencedMap<String, Tensor> results(List<String> wanted, Given given) {
        List<Node> nodes = wanted.stream().map(graph::output).toList();
        boolean areAll = nodes.containsAll(graph.outputs().values());
        @Nullable
        Tensor[] values = run(given, areAll ? new HashSet<>(graph.nodes()) : graph.needed(nodes), (node, value) -> {});
        SequencedMap<String, Tensor> results = new LinkedHashMap<>();
        wanted.forEach(name -> results.put(name, Arithmetic.widened(computed(graph.output(name), values))));
        return results;
    }

    /// What a run is given.
    ///
    /// @param parameters in the order of {@link Graph#parameters()}; not released
    /// @param input (N, C, H, W); not released
    record Given(List<Tensor> parameters, Tensor input, Phase phase) {}

    /// The first node whose value for this batch holds a NaN or an infinity.
    Optional<String> firstNotFinite(List<Tensor> parameters, Tensor input, Phase phase) {
        List<String> bad = new ArrayList<>();
        run(new Given(parameters, input, phase), new HashSet<>(graph.nodes()), (node, value) -> {
            if (bad.isEmpty() && !FlatTensor.isFinite(value)) {
                bad.add(node.name());
            }
        });
        return bad.stream().findFirst();
    }

    private @Nullable Tensor[] run(Given given, Set<Node> needed, BiConsumer<Node, Tensor> observer) {
        @Nullable Tensor[] values = constants.clone();
        values[graph.input().index()] = given.input;
        for (int i = 0; i < given.parameters.size(); i++) {
            values[parameterNodes[i]] = given.parameters.get(i);
        }
        for (Node node : graph.nodes()) {
            if (values[node.index()] == null && needed.contains(node)) {
                Tensor value = compute(node, read(node, inputs(node, values), given.phase), given.phase);
                observer.accept(node, value);
                values[node.index()] = value;
                releaseInputs(node, values);
            }
        }
        return values;
    }

    /// What a node reads, in the numbers that it computes with.
    private List<Tensor> read(Node node, List<Tensor> inputs, Phase phase) {
        if (!phase.isTraining()) {
            return inputs;
        }
        return inputs.stream()
                .map(value -> narrow[node.index()] ? Arithmetic.narrowed(value) : Arithmetic.widened(value))
                .toList();
    }

    private static List<Tensor> inputs(Node node, @Nullable Tensor[] values) {
        return node.inputs().stream().map(read -> computed(read, values)).toList();
    }

    private static Tensor computed(Node node, @Nullable Tensor[] values) {
        return Objects.requireNonNull(values[node.index()], node.name());
    }

    private void releaseInputs(Node reader, @Nullable Tensor[] values) {
        for (Node read : reader.inputs()) {
            boolean owned = !(read.operation() instanceof Input
                    || read.operation() instanceof Parameter
                    || read.operation() instanceof Constant);
            boolean overwritten = computed(read, values).equals(computed(reader, values)) /* the same native object */;
            if (owned && !overwritten && lastReaders[read.index()] == reader.index()) {
                computed(read, values).deallocate();
            }
        }
    }

    private Tensor compute(Node node, List<Tensor> in, Phase phase) {
        boolean inPlace = !node.inputs().isEmpty()
                && overwritable[node.inputs().getFirst().index()];
        return switch (node.operation()) {
            case Input _, Parameter _, Constant _ -> throw new IllegalStateException(node + " is not computed");
            case Convolve convolve -> convolved(convolve, in);
            case Linear _ -> alone(() -> linear(in));
            case Pooling pooling -> pooled(pooling, in.getFirst());
            case MixedConvolve mixed -> alone(() -> TorchMixing.convolved(mixed, in));
            case Relu _ -> inPlace ? overwritten(in.getFirst(), x -> torch.relu_(x)) : torch.relu(in.getFirst());
            case LeakyRelu(double slope) -> torch.leaky_relu(in.getFirst(), new Scalar(slope));
            case Sigmoid _ -> torch.sigmoid(in.getFirst());
            case Silu _ -> torch.silu(in.getFirst());
            case PRelu _ -> torch.prelu(in.get(0), in.get(1));
            case Scale(double factor) ->
                inPlace
                        ? overwritten(in.getFirst(), x -> x.mul_(new Scalar(factor)))
                        : in.getFirst().mul(new Scalar(factor));
            case Add add -> sum(node, add, in.get(0), in.get(1));
            case Multiply _ -> in.get(0).mul(in.get(1));
            case Concat _ -> torch.cat(new TensorVector(in.toArray(Tensor[]::new)), 1);
            case Slice(int from, int to) -> in.getFirst().narrow(1, from, to - from);
            case PixelShuffle(int factor) -> torch.pixel_shuffle(in.getFirst(), factor);
            case PixelUnshuffle(int factor) -> torch.pixel_unshuffle(in.getFirst(), factor);
            case Permutation(List<Integer> order) -> permuted(in.getFirst(), order);
            case Bicubic(int factor) -> enlarged(in.getFirst(), factor);
            case Shift(int down, int right) -> shifted(in.getFirst(), down, right);
            case GlobalMean _ -> in.getFirst().mean(new long[] {2, 3}, true, new ScalarTypeOptional());
            case WindowMean mean -> TorchMixing.windowMeans(in.getFirst(), mean);
            case Softmax(int groups, double temperature) -> TorchMixing.softmax(in.getFirst(), groups, temperature);
            case OneHot(int groups) -> TorchMixing.oneHot(in.getFirst(), groups);
            case SquareRoot _ -> in.getFirst().sqrt();
            case WeightNorm _ -> normalised(in.get(0), in.get(1));
            case BatchNorm norm -> phase.normalised(node, norm, in);
            case LearntGhosts ghosts -> alone(() -> TorchGhosts.appended(ghosts, in, phase));
            case StoredOrder _ -> alone(() -> TorchGhosts.reordered(in.get(0), in.get(1)));
            case GatedFilters gated -> alone(() -> TorchGates.masked(gated, in.get(0), phase.gates(in.get(1))));
            case GumbelSoftmax gumbel -> phase.chosen(gumbel, in.getFirst());
            case AnnealedSoftmax annealed ->
                TorchMixing.softmax(in.getFirst(), annealed.groups(), phase.temperature(annealed));
        };
    }

    private static Tensor convolved(Convolve convolve, List<Tensor> in) {
        TensorOptional bias = in.size() == 3 ? new TensorOptional(in.get(2)) : new TensorOptional();
        return convolved(convolve, in.get(0), in.get(1), bias);
    }

    static Tensor convolved(Convolve convolve, Tensor x, Tensor weight, TensorOptional bias) {
        return torch.conv2d(
                x,
                weight,
                bias,
                new long[] {convolve.stride(), convolve.stride()},
                new long[] {convolve.padding(), convolve.padding()},
                new long[] {convolve.dilation(), convolve.dilation()},
                convolve.groups());
    }

    private static Tensor linear(List<Tensor> in) {
        TensorOptional bias = in.size() == 3 ? new TensorOptional(in.get(2)) : new TensorOptional();
        Tensor weight = in.get(1);
        Tensor made = torch.linear(torch.flatten(in.get(0), 1, -1), weight, bias);
        return made.unsqueeze(-1).unsqueeze(-1);
    }

    private static Tensor pooled(Pooling pooling, Tensor x) {
        long[] kernel = {pooling.kernel(), pooling.kernel()};
        long[] stride = {pooling.stride(), pooling.stride()};
        long[] padding = {pooling.padding(), pooling.padding()};
        return switch (pooling) {
            case MaxPool _ -> torch.max_pool2d(x, kernel, stride, padding, new long[] {1, 1}, false);
            case AveragePool _ -> torch.avg_pool2d(x, kernel, stride, padding, false, true, new LongOptional());
        };
    }

    /// What is made on the way to a value is released (the gradient's formula keeps what it needs).
    private static Tensor alone(Supplier<Tensor> made) {
        Tensor value;
        try (PointerScope scope = new PointerScope()) {
            value = made.get();
            value.retainReference();
        }
        PointerScope.getInnerScope().attach(value);
        value.releaseReference();
        return value;
    }

    private Tensor sum(Node node, Add add, Tensor a, Tensor b) {
        if (overwritable[add.first(node).index()]) {
            return overwritten(a, x -> x.add_(b));
        }
        boolean sameShape = a.numel() == b.numel();
        return sameShape && overwritable[add.second(node).index()] ? overwritten(b, x -> x.add_(a)) : a.add(b);
    }

    /// The handle itself: what an in-place call returns is a second handle on the same native object, which does
    /// not own it.
    private static Tensor overwritten(Tensor value, Consumer<Tensor> inPlace) {
        inPlace.accept(value);
        return value;
    }

    private Tensor permuted(Tensor x, List<Integer> order) {
        long[] indices = order.stream().mapToLong(Integer::longValue).toArray();
        return alone(() -> x.index_select(1, device.indices(indices)));
    }

    private static Tensor enlarged(Tensor x, int factor) {
        long[] size = {x.size(2) * factor, x.size(3) * factor};
        return torch.upsample_bicubic2d(x, size, false, new DoubleOptional(), new DoubleOptional());
    }

    private static Tensor shifted(Tensor x, int down, int right) {
        if (Math.abs(down) >= x.size(2) || Math.abs(right) >= x.size(3)) {
            return x.mul(new Scalar(0));
        }
        return torch.constant_pad_nd(x, right, -right, down, -down);
    }

    private static Tensor normalised(Tensor filters, Tensor gains) {
        Tensor norms =
                torch.linalg_vector_norm(filters, new Scalar(2), new long[] {1, 2, 3}, true, new ScalarTypeOptional());
        return filters.mul(gains.div(norms));
    }

    @Override
    public void close() {
        for (Tensor constant : constants) {
            if (constant != null) {
                constant.deallocate();
            }
        }
    }
}
