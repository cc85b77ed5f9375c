package dev.fettle.train.torch;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Concat;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.PRelu;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.PixelShuffle;
import dev.fettle.network.Operation.PixelUnshuffle;
import dev.fettle.network.Operation.Relu;
import dev.fettle.network.Operation.Silu;
import dev.fettle.network.Operation.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntPredicate;
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
                default -> false;
            };
        }
        return narrow;
    }

    /// The convolutions of feature maps: with another one before and after them. Those that compute kernels from
    /// parameters are none.
    private static boolean[] inner(Graph graph) {
        boolean[] ofPicture = graph.dependsOnInput();
        IntPredicate convolves =
                index -> ofPicture[index] && graph.nodes().get(index).operation() instanceof Convolve;
        boolean[] after = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes()) {
            for (Node read : node.inputs()) {
                after[node.index()] |= after[read.index()] || convolves.test(read.index());
            }
        }
        boolean[] before = new boolean[graph.nodes().size()];
        for (Node node : graph.nodes().reversed()) {
            for (Node read : node.inputs()) {
                before[read.index()] |= before[node.index()] || convolves.test(node.index());
            }
        }
        boolean[] inner = new boolean[graph.nodes().size()];
        for (int i = 0; i < inner.length; i++) {
            inner[i] = convolves.test(i) && after[i] && before[i];
        }
        return inner;
    }

    /// A value that a node of the given width reads, in numbers of that width; itself if it is so already.
    static Tensor read(Tensor value, boolean isNarrow) {
        ScalarType type = isNarrow ? ScalarType.BFloat16 : ScalarType.Float;
        ScalarType other = isNarrow ? ScalarType.Float : ScalarType.BFloat16;
        return value.scalar_type().intern() == other ? value.to(type) : value;
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
