package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.network.Graph;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Direct;
import dev.fettle.network.architecture.Drn;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.contract.OperationCases;
import dev.fettle.network.contract.OperationCases.Case;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.experiment.Experiment;
import dev.fettle.train.torch.objective.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class ArithmeticTest {
    private static List<String> narrow(Graph graph) {
        boolean[] narrow = Arithmetic.BFLOAT16.narrow(graph);
        return graph.nodes().stream()
                .filter(node -> narrow[node.index()])
                .map(Node::name)
                .toList();
    }

    /// The head reads the picture and the tail makes it.
    @Test
    void mapsBetweenConvolutionsAreNarrow() {
        Graph graph = Direct.DEFAULTS.graph();
        List<String> expected = IntStream.range(0, Direct.DEFAULTS.layers())
                .mapToObj(i -> "body." + i)
                .flatMap(layer -> Stream.of(layer, layer + ".relu"))
                .toList();
        assertThat(narrow(graph)).isNotEmpty().isEqualTo(expected);
    }

    /// What is added up block after block keeps its bits.
    @Test
    void sumsAreNot() {
        Graph graph = new Edsr(2, 2, 16, 0.1, 1).graph();
        boolean[] narrow = Arithmetic.BFLOAT16.narrow(graph);
        assertThat(graph.nodes())
                .filteredOn(node -> narrow[node.index()])
                .hasSizeGreaterThan(5)
                .noneMatch(node -> node.operation() instanceof Add);
        assertThat(narrow(graph)).doesNotContain("head", "tail.1");
    }

    /// Mean shifts are convolutions, too, of colours: what stands beside them is the first and the last layer.
    @Test
    void picturesBesideMeanShiftsAreNot() {
        assertThat(narrow(new Drn(4, 8, 2).graph()))
                .contains("up_blocks.0.0.body.0", "down.0.dual_module.0.0")
                .doesNotContain("head", "tail.0", "tail.1", "tail.2")
                .noneMatch(name -> name.contains("conv_du") || name.contains("mean"));
    }

    /// What chooses kernels is no map, and what is mixed from them stays as it is.
    @Test
    void chosenKernelsAreNot() {
        Graph graph = new Wdsr(2, 2, 16, 2, Wdsr.Block.A, Sparse.DEFAULTS).graph();
        assertThat(narrow(graph)).isEmpty();
        assertThat(Arithmetic.BFLOAT16.concerns(graph)).isFalse();
        assertThat(Arithmetic.BFLOAT16.concerns(Direct.DEFAULTS.graph())).isTrue();
        assertThat(Arithmetic.FLOAT32.concerns(Direct.DEFAULTS.graph())).isFalse();
    }

    @Test
    void nothingIsNarrowWhereNothingIsSaid() {
        Graph graph = Direct.DEFAULTS.graph();
        assertThat(Arithmetic.FLOAT32.narrow(graph)).containsOnly(false).hasSameSizeAs(graph.nodes());
    }

    static Stream<Case> narrowed() {
        return OperationCases.all(3).stream()
                .filter(example -> !narrow(example.network().graph()).isEmpty());
    }

    static Stream<Case> someNarrowed() {
        return narrowed().filter(example -> example.name().startsWith("edsr"));
    }

    private record Step(float[] output, float[] gradients) {}

    /// Σ r · output and its gradient, while the network trains.
    private static Step step(Case example, Arithmetic arithmetic) {
        Graph graph = example.network().graph();
        try (PointerScope scope = new PointerScope();
                TorchInterpreter interpreter = new TorchInterpreter(graph, Device.CPU, arithmetic);
                FlatTensor weights = FlatTensor.zeros(graph.parameters());
                FlatTensor gradients = FlatTensor.zeros(graph.parameters())) {
            weights.write(example.network().weights());
            weights.gatherGradientsIn(gradients);
            Tensor input = Tensor.create(
                            example.input().array(),
                            FlatTensor.sizes(example.input().shape()))
                    .contiguous(torch.MemoryFormat.ChannelsLast);
            Tensor output = interpreter.forward(weights.views(), input, new Phase.Training(Moment.LAST, Device.CPU));
            Random random = new Random(5);
            float[] weighting = new float[Math.toIntExact(output.numel())];
            for (int i = 0; i < weighting.length; i++) {
                weighting[i] = (float) random.nextGaussian();
            }
            output.mul(Tensor.create(weighting, output.shape())).sum().backward();
            List<float[]> all = gradients.read().byName().values().stream()
                    .map(Values::array)
                    .toList();
            float[] flat = new float[all.stream().mapToInt(each -> each.length).sum()];
            int at = 0;
            for (float[] each : all) {
                System.arraycopy(each, 0, flat, at, each.length);
                at += each.length;
            }
            return new Step(FlatTensor.array(output.detach()), flat);
        }
    }

    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (double) (a[i] - b[i]);
            length += a[i] * (double) a[i];
        }
        return Math.sqrt(difference / length);
    }

    /// In networks of every kind. A factor has 8 significant bits: it is off by at most 2⁻⁹ of itself, and a few layers
    /// add up a few of these.
    @ParameterizedTest
    @MethodSource("narrowed")
    void resultsAndGradientsStayClose(Case example) {
        Step exact = step(example, Arithmetic.FLOAT32);
        Step rounded = step(example, Arithmetic.BFLOAT16);
        assertThat(rounded.output).isNotEqualTo(exact.output);
        assertThat(distance(exact.output, rounded.output)).isLessThan(0.02);
        assertThat(distance(exact.gradients, rounded.gradients)).isLessThan(0.1);
    }

    @ParameterizedTest
    @MethodSource("someNarrowed")
    void twoStepsFromOneStateAreTheSameBits(Case example) {
        Step first = step(example, Arithmetic.BFLOAT16);
        Step second = step(example, Arithmetic.BFLOAT16);
        assertThat(second.output).isEqualTo(first.output);
        assertThat(second.gradients).isEqualTo(first.gradients);
    }

    /// What is measured and saved has 32 bits.
    @ParameterizedTest
    @MethodSource("someNarrowed")
    void inUseAllIsExact(Case example) {
        Graph graph = example.network().graph();
        List<float[]> outputs = new ArrayList<>();
        for (Arithmetic arithmetic : Arithmetic.values()) {
            try (PointerScope scope = new PointerScope();
                    TorchInterpreter interpreter = new TorchInterpreter(graph, Device.CPU, arithmetic);
                    FlatTensor weights = FlatTensor.zeros(graph.parameters())) {
                weights.write(example.network().weights());
                Tensor input = Tensor.create(
                        example.input().array(),
                        FlatTensor.sizes(example.input().shape()));
                outputs.add(FlatTensor.array(
                        interpreter.forward(weights.views(), input).detach()));
            }
        }
        assertThat(outputs.getLast()).isEqualTo(outputs.getFirst());
    }

    /// A layer that a term looks into is given to it as all others are.
    @Test
    void whatTermsSeeHasAllBits() {
        Subject subject = new Subject(Direct.DEFAULTS, Direct.DEFAULTS.graph(), 8).seeing(List.of("body.1"));
        TorchModel.Description description =
                new TorchModel.Description(subject.graph(), 1, Device.CPU, Arithmetic.BFLOAT16);
        assertThat(narrow(subject.graph())).contains("body.0.relu");
        try (PointerScope scope = new PointerScope();
                TorchModel model = TorchModel.trained(description, Weights.initial(subject.graph(), 1))) {
            Tensor input = torch.rand(1, 3, 8, 8);
            assertThat(model.forward(input, new Phase.Training(Moment.LAST, Device.CPU))
                            .get(Subject.read("body.1"))
                            .scalar_type()
                            .intern())
                    .isEqualTo(torch.ScalarType.Float);
        }
    }

    @Test
    void theProcessorIsAsked(@TempDir Path folder) throws IOException {
        Path told = folder.resolve("cpuinfo");
        Files.writeString(told, "vendor_id : GenuineIntel\nflags : fpu avx512f avx512_vnni\n");
        assertThat(Arithmetic.hasInstructions(told)).isFalse();
        Files.writeString(told, "flags : fpu avx512f avx512_bf16 amx_tile\n");
        assertThat(Arithmetic.hasInstructions(told)).isTrue();
        Files.writeString(told, "flags : fpu amx_bf16\n");
        assertThat(Arithmetic.hasInstructions(told)).isTrue();
        assertThat(Arithmetic.hasInstructions(folder.resolve("missing"))).isTrue();
        assertThat(Arithmetic.FLOAT32.isQuickHere()).isTrue();
    }

    @Test
    void otherNamesAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("experiment.yaml");
        Files.writeString(file, "architecture: {type: direct}\narithmetic: float16\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Experiment.load(file, List.of()))
                .withMessageContaining("arithmetic")
                .withMessageContaining("float32, bfloat16");
        assertThat(Experiment.load(file, List.of("arithmetic=bfloat16"))
                        .settings()
                        .arithmetic())
                .isEqualTo(Arithmetic.BFLOAT16);
    }
}
