package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.contract.OperationCases;
import dev.fettle.network.contract.OperationCases.Case;
import dev.fettle.train.NeedsLibtorch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation and every architecture on libtorch against the reference in double precision: values, and
/// gradients against its finite differences.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class TorchContractTest {
    /// 32-bit sums of up to a few hundred products of numbers around 1.
    private static final double TOLERANCE = 1e-5;

    /// Where a ReLU lies within the step of a kink, the difference quotient mixes two slopes.
    private static final double GRADIENT_TOLERANCE = 1e-3;

    private static final double STEP = 1e-6;

    static Stream<Case> cases() {
        return Stream.of(1L, 2L).flatMap(seed -> OperationCases.all(seed).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesEqualTheReference(Case example) {
        double[] expected = Reference.run(example.network(), example.input()).array();
        float[] actual = forward(example, torch.MemoryFormat.ChannelsLast);
        assertThat(worst(expected, actual)).as("channels last").isLessThan(TOLERANCE * scale(expected));
        assertThat(worst(expected, forward(example, torch.MemoryFormat.Contiguous)))
                .as("rows last")
                .isLessThan(TOLERANCE * scale(expected));
    }

    @ParameterizedTest
    @MethodSource("oneSeed")
    void inferenceEqualsTheReference(Case example) {
        Reference.Array expected = Reference.run(example.network(), example.input());
        try (TorchInference inference = new TorchInference(example.network().deployed(), example.input(), 1)) {
            inference.run();
            inference.run(); // the second finds what the first has left
            assertThat(inference.output().shape()).isEqualTo(expected.shape());
            assertThat(worst(expected.array(), inference.output().array()))
                    .isLessThan(TOLERANCE * scale(expected.array()));
        }
    }

    /// Tolerances are relative to the largest value where that is above 1.
    private static double scale(double[] values) {
        double largest = 1;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double worst(double[] expected, float[] actual) {
        assertThat(actual).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
        }
        return worst;
    }

    private static float[] forward(Case example, torch.MemoryFormat layout) {
        Graph graph = example.network().graph();
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard();
                TorchInterpreter interpreter = new TorchInterpreter(graph);
                FlatTensor weights = FlatTensor.zeros(graph.parameters())) {
            weights.write(example.network().weights());
            return FlatTensor.array(
                    interpreter.forward(weights.views(), tensor(example.input()).contiguous(layout)));
        }
    }

    private static Tensor tensor(Values values) {
        return Tensor.create(values.array(), FlatTensor.sizes(values.shape()));
    }

    /// For the loss Σ r · output with random r, the slope along a random direction in one parameter (or the
    /// input), for each of them.
    static Stream<Case> oneSeed() {
        return OperationCases.all(3).stream();
    }

    @ParameterizedTest
    @MethodSource("oneSeed")
    void gradientsEqualFiniteDifferencesOfTheReference(Case example) {
        Random random = new Random(99);
        int size = Reference.run(example.network(), example.input()).array().length;
        float[] weighting = new float[size];
        for (int i = 0; i < size; i++) {
            weighting[i] = (float) random.nextGaussian();
        }
        SequencedMap<String, float[]> gradients = gradients(example, weighting);
        SequencedMap<String, Values> variables =
                new LinkedHashMap<>(example.network().weights().byName());
        variables.keySet().retainAll(trained(example.network().graph()));
        variables.put("input", example.input());
        List<Slope> slopes = variables.entrySet().stream()
                .map(variable ->
                        new Slope(variable.getKey(), variable.getValue(), direction(variable.getValue(), random)))
                .toList();
        slopes.parallelStream() // the reference is what takes long
                .forEach(slope -> assertSlope(example, slope, weighting, gradients.get(slope.name)));
    }

    /// A parameter, or the input, and a direction to move it in.
    private record Slope(String name, Values values, Values direction) {}

    private static void assertSlope(Case example, Slope slope, float[] weighting, float[] gradient) {
        Values ahead = moved(slope.values, slope.direction, STEP);
        Values behind = moved(slope.values, slope.direction, -STEP);
        double measured = 0;
        double along = 0;
        double[] after = run(example, slope.name, ahead);
        double[] before = run(example, slope.name, behind);
        for (int i = 0; i < weighting.length; i++) {
            measured += weighting[i] * (after[i] - before[i]);
        }
        double length = 0;
        for (int i = 0; i < gradient.length; i++) {
            double change = (double) ahead.array()[i] - behind.array()[i];
            along += gradient[i] * change;
            length += Math.abs(gradient[i] * change);
        }
        assertThat(Math.abs(measured - along))
                .as("%s: measured %s, differentiated %s", slope.name, measured, along)
                .isLessThanOrEqualTo(GRADIENT_TOLERANCE * length + 1e-9);
    }

    /// Statistics have no gradient.
    private static Set<String> trained(Graph graph) {
        return graph.parameters().stream()
                .filter(Operation.Parameter::isTrained)
                .map(Operation.Parameter::name)
                .collect(Collectors.toSet());
    }

    private static double[] run(Case example, String name, Values values) {
        if (name.equals("input")) {
            return Reference.run(example.network(), values).array();
        }
        LinkedHashMap<String, Values> weights =
                new LinkedHashMap<>(example.network().weights().byName());
        weights.put(name, values);
        return Reference.run(new Network(example.network().graph(), new Weights(weights)), example.input())
                .array();
    }

    private static Values direction(Values values, Random random) {
        float[] array = new float[values.array().length];
        for (int i = 0; i < array.length; i++) {
            array[i] = random.nextBoolean() ? 1 : -1;
        }
        return new Values(values.shape(), array);
    }

    private static Values moved(Values values, Values direction, double step) {
        float[] array = new float[values.array().length];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) (values.array()[i] + step * direction.array()[i]);
        }
        return new Values(values.shape(), array);
    }

    private static SequencedMap<String, float[]> gradients(Case example, float[] weighting) {
        Graph graph = example.network().graph();
        try (PointerScope scope = new PointerScope();
                TorchInterpreter interpreter = new TorchInterpreter(graph);
                FlatTensor weights = FlatTensor.zeros(graph.parameters());
                FlatTensor gradients = FlatTensor.zeros(graph.parameters())) {
            weights.write(example.network().weights());
            weights.gatherGradientsIn(gradients);
            Tensor input = tensor(example.input())
                    .contiguous(torch.MemoryFormat.ChannelsLast)
                    .detach();
            input.set_requires_grad(true);
            Tensor output = interpreter.forward(weights.views(), input);
            output.mul(Tensor.create(weighting, output.shape())).sum().backward();
            SequencedMap<String, float[]> byName = new LinkedHashMap<>();
            gradients.read().byName().forEach((name, values) -> byName.put(name, values.array()));
            byName.put("input", FlatTensor.array(input.grad()));
            return byName;
        }
    }

    @ParameterizedTest
    @MethodSource("oneSeed")
    void findsTheNodeThatIsNotFinite(Case example) {
        Values input =
                new Values(example.input().shape(), example.input().array().clone());
        java.util.Arrays.fill(input.array(), Float.NaN);
        List<String> computed = example.network().graph().nodes().stream()
                .filter(node -> example.network().graph().dependsOnInput()[node.index()]
                        && node != example.network().graph().input())
                .map(dev.fettle.network.Node::name)
                .toList();
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard();
                TorchInterpreter interpreter =
                        new TorchInterpreter(example.network().graph());
                FlatTensor weights = FlatTensor.zeros(example.network().graph().parameters())) {
            weights.write(example.network().weights());
            String found = interpreter
                    .firstNotFinite(weights.views(), tensor(input), new Phase.Training(Moment.LAST, Device.CPU))
                    .orElse("nothing");
            String first = computed.getFirst();
            if (!example.name().contains("shift by more")) { // 0 · NaN may be either
                assertThat(found).isEqualTo(first);
            }
        }
    }
}
