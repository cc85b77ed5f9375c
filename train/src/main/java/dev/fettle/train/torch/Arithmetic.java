package dev.fettle.train.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
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
import dev.fettle.network.Shapes;
import dev.fettle.network.TrainingOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What numbers the steps of a training are computed with. Weights, their average, the optimizer's state and the
/// loss are of 32 bits always, and so is whatever is measured or saved.
public enum Arithmetic {
    /// 32 bits, 24 of them significant.
    @JsonProperty("float32")
    FLOAT32,

    /// Mixed precision: the inner convolutions multiply numbers of 8 significant bits and add them up in 32, and
    /// feature maps between them are kept in 16. Those that read the picture or make the result, and sums, stay at
    /// 32 bits: 8 would round the picture itself to steps of 1/256.
    @JsonProperty("bfloat16")
    BFLOAT16;

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    /// As settings spell it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// For each node (by index) whether its value is of 16 bits while the network trains.
    boolean[] narrow(Graph graph) {
        boolean[] narrow = new boolean[graph.nodes().size()];
        if (this == FLOAT32) {
            return narrow;
        }
        boolean[] inner = inner(graph);
        for (Node node : graph.nodes()) {
            narrow[node.index()] = switch (node.operation()) {
                case Convolve _ -> inner[node.index()];
                case Relu _, LeakyRelu _, PRelu _, Silu _, PixelShuffle _, PixelUnshuffle _, Slice _, Permutation _ ->
                    narrow[node.inputs().getFirst().index()];
                case Concat _ -> node.inputs().stream().allMatch(read -> narrow[read.index()]);
                case Add _, Scale _, Multiply _, Sigmoid _, Shift _, Bicubic _ -> false;
                case MixedConvolve _, Linear _, Pooling _, GlobalMean _, WindowMean _, SquareRoot _ -> false;
                case Input _, Parameter _, Constant _, Softmax _, OneHot _ -> false;
                case TrainingOnly _ -> false;
            };
        }
        return narrow;
    }

    /// The convolutions of feature maps that make feature maps: with another one before and after them. Those that
    /// compute kernels from parameters are none, nor those of means over the picture, which choose kernels or weigh
    /// channels; and what keeps to the colours of the picture, as mean shifts do, is not counted before or after.
    private static boolean[] inner(Graph graph) {
        Shapes shapes = Shapes.of(graph, 1, GraphBuilder.PROBE, GraphBuilder.PROBE);
        boolean[] isMap = isMap(graph);
        int size = graph.nodes().size();
        boolean[] after = new boolean[size];
        boolean[] before = new boolean[size];
        for (Node node : graph.nodes()) {
            for (Node read : node.inputs()) {
                boolean makesFeatures = convolves(read, isMap) && hasFeatures(read, shapes, graph);
                after[node.index()] |= after[read.index()] || makesFeatures;
            }
        }
        for (Node node : graph.nodes().reversed()) {
            for (Node read : node.inputs()) {
                boolean readsFeatures =
                        convolves(node, isMap) && hasFeatures(node.inputs().getFirst(), shapes, graph);
                before[read.index()] |= before[node.index()] || readsFeatures;
            }
        }
        boolean[] inner = new boolean[size];
        for (Node node : graph.nodes()) {
            inner[node.index()] = convolves(node, isMap) && after[node.index()] && before[node.index()];
        }
        return inner;
    }

    /// Whether values depend on the place in the picture, as far as operations tell.
    private static boolean[] isMap(Graph graph) {
        boolean[] isMap = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            isMap[node.index()] = switch (node.operation()) {
                case Input _ -> true;
                case GlobalMean _, WindowMean _ -> false;
                default -> node.inputs().stream().anyMatch(read -> isMap[read.index()]);
            };
        }
        return isMap;
    }

    private static boolean convolves(Node node, boolean[] isMap) {
        return node.operation() instanceof Convolve
                && isMap[node.inputs().getFirst().index()];
    }

    private static boolean hasFeatures(Node map, Shapes shapes, Graph graph) {
        return shapes.of(map).channels() > graph.inputChannels();
    }

    /// A value in 16 bits; itself if it has them.
    static Tensor narrowed(Tensor value) {
        return value.scalar_type().intern() == ScalarType.Float ? value.to(ScalarType.BFloat16) : value;
    }

    /// A value in 32 bits; itself if it is not of 16.
    static Tensor widened(Tensor value) {
        return value.scalar_type().intern() == ScalarType.BFloat16 ? value.to(ScalarType.Float) : value;
    }

    /// Whether it makes a difference to a network: nothing of one whose kernels are mixed for each picture is narrow.
    public boolean concerns(Graph graph) {
        boolean any = false;
        for (boolean narrow : narrow(graph)) {
            any |= narrow;
        }
        return any;
    }

    /// Whether this processor has instructions for it, as far as is known: without, libtorch replaces each by
    /// several, which is slower than 32 bits.
    public boolean isQuickHere() {
        return this == FLOAT32 || hasInstructions(PROCESSOR);
    }

    /// @param told what Linux tells of the processor; where there is no such file nothing is known against it
    static boolean hasInstructions(Path told) {
        try (Stream<String> lines = Files.lines(told)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(flags -> flags.contains("avx512_bf16") || flags.contains("amx_bf16"))
                    .orElse(true);
        } catch (IOException notLinux) {
            return true;
        }
    }
}
