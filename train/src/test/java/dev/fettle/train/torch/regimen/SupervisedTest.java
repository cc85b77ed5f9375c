package dev.fettle.train.torch.regimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fettle.image.Image;
import dev.fettle.network.Configuration;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.Device;
import dev.fettle.train.torch.FlatTensor;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.optimizer.Group;
import dev.fettle.train.torch.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class SupervisedTest {
    private static final Optimizer PLAIN = adam(0, 0);

    private static Optimizer adam(double clip, double averageDecay) {
        return new Adam(0.1, 0.9, 0.999, 1e-8, 0, clip, averageDecay, List.of());
    }

    /// One weight w, output w · x: everything can be done by hand.
    private static Graph oneWeight() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 1);
        Node w = g.parameter("w", Shape.of(1, 1, 1, 1), new Initial.Fill(0.5));
        return g.build(g.add("conv", Convolve.same(1), x, w));
    }

    private static Batch constant(float input, float target) {
        return new Batch(1, 1, 1, 1, new float[] {input}, new float[] {target});
    }

    private static double weight(TrainingState state) {
        return state.part(TrainingState.WEIGHTS).get("w").array()[0];
    }

    @Test
    void adamFollowsItsAlgorithm() {
        Graph graph = oneWeight();
        double w = 0.5;
        double m = 0;
        double v = 0;
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L2, PLAIN)) {
            for (int t = 1; t <= 20; t++) {
                float x = 0.3f + 0.1f * t;
                double g = 2 * (w * x - 1) * x; // of (w·x - 1)²
                m = 0.9 * m + 0.1 * g;
                v = 0.999 * v + 0.001 * g * g;
                w -= 0.1 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
                Step step = training.step(constant(x, 1), 0.1);
                assertThat(step.norms().gradient()).isCloseTo(Math.abs(g), within(1e-5));
                assertThat(weight(training.state())).as("after step %d", t).isCloseTo(w, within(1e-5));
            }
        }
    }

    @Test
    void clippingLimitsTheGradientThatAdamSees() {
        Graph graph = oneWeight();
        Optimizer clipped = adam(0.25, 0);
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L2, clipped)) {
            Step step = training.step(constant(2, 0), 0.1); // gradient 2 · 0.5 · 2 · 2 = 4
            assertThat(step.norms().gradient()).isCloseTo(4, within(1e-6));
            assertThat(training.state().part("optimizer.first").get("w").array()[0])
                    .isCloseTo(0.025f, within(1e-7f));
        }
    }

    private static Group layer(String name, double factor) {
        return new Group(Optional.of(name), Optional.empty(), Optional.of(factor), Optional.empty(), Optional.empty());
    }

    /// Adam's first step is the learning rate, whatever the gradient.
    @Test
    void aLayersFactorMultipliesItsLearningRate() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 1), 1, 1);
        Graph graph = g.build(g.conv("last.0", g.conv("middle", x, 1, 1), 1, 1));
        List<Group> groups = List.of(layer("last", 0.1), layer("middle.weight", 2));
        Optimizer unequal = new Adam(0.01, 0.9, 0.999, 1e-8, 0, 0, 0, groups);
        Weights before = Weights.initial(graph, 1);
        try (HandFed training = new HandFed(graph, before, Norm.L2, unequal)) {
            training.step(constant(1, 3), 0.01);
            Weights after = training.state().part(TrainingState.WEIGHTS);
            Map<String, Double> expected = Map.of(
                    "first.weight", 0.01,
                    "first.bias", 0.01,
                    "middle.weight", 0.02,
                    "middle.bias", 0.01,
                    "last.0.weight", 0.001,
                    "last.0.bias", 0.001);
            expected.forEach((name, step) -> assertThat((double) Math.abs(
                            after.get(name).array()[0] - before.get(name).array()[0]))
                    .as(name)
                    .isCloseTo(step, within(1e-6)));
        }
    }

    @Test
    void averageFollowsTheWeights() {
        Graph graph = oneWeight();
        Optimizer averaged = adam(0, 0.999);
        double average = 0.5;
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L1, averaged)) {
            for (int t = 1; t <= 10; t++) {
                training.step(constant(1, 3), 0.1);
                double decay = Math.min(0.999, (1.0 + t) / (10.0 + t));
                average = decay * average + (1 - decay) * weight(training.state());
                assertThat((double) training.state()
                                .part(TrainingState.AVERAGE)
                                .get("w")
                                .array()[0])
                        .isCloseTo(average, within(1e-6));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Norm.class, mode = EnumSource.Mode.EXCLUDE, names = "PSNR")
    void lossIsTheMeanOfItsFormula(Norm norm) {
        float[] output = {0.1f, 0.5f, -0.3f, 1f};
        float[] target = {0.2f, 0.5f, 0.4f, 0f};
        double expected = 0;
        for (int i = 0; i < output.length; i++) {
            double d = output[i] - target[i];
            expected += switch (norm) {
                        case L1 -> Math.abs(d);
                        case L2 -> d * d;
                        case CHARBONNIER -> Math.sqrt(d * d + 1e-6);
                        case PSNR -> throw new AssertionError("is of pictures");
                    }
                    / output.length;
        }
        try (PointerScope scope = new PointerScope()) {
            double actual = norm.distance(Tensor.create(output, 1, 1, 2, 2), Tensor.create(target, 1, 1, 2, 2))
                    .item_double();
            assertThat(actual).isCloseTo(expected, within(1e-6));
        }
    }

    /// Each picture by its own decibels; one without any error counts nothing, with a gradient of nothing.
    @Test
    void theLossInPsnrIsTheMeanOverPictures() {
        float[] output = {0.1f, 0.5f, 0.300f, 0.25f, 0.7f, 0.2f};
        float[] target = {0.2f, 0.9f, 0.301f, 0.25f, 0.7f, 0.2f};
        double ratio = 12.0 * 255 * 255; // 1 over the variance of rounding to 8 bits
        double expected = 10 * Math.log10(1 + ratio * (0.01 + 0.16) / 2) / 3 + 10 * Math.log10(1 + ratio * 5e-7) / 3;
        try (PointerScope scope = new PointerScope()) {
            Tensor made = Tensor.create(output, 3, 1, 1, 2).requires_grad_(true);
            Tensor loss = Norm.PSNR.distance(made, Tensor.create(target, 3, 1, 1, 2));
            assertThat(loss.item_double()).isCloseTo(expected, within(1e-4));
            loss.backward();
            assertThat(made.grad().get(2).square().sum().item_double()).isZero();
            double slope = 10 / Math.log(10) * 0.001 / (5e-7 + 1 / ratio) / -3;
            assertThat(made.grad().get(1).flatten().get(0).item_double()).isCloseTo(slope, withinPercentage(0.1));
        }
    }

    @Test
    void anUpdateThatIsNotFiniteIsNotMade() {
        Graph graph = oneWeight();
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L1, PLAIN)) {
            Step step = training.step(constant(Float.NaN, 0), 0.1);
            assertThat(step.isFinite()).isFalse();
            assertThat(training.steps()).isZero();
            assertThat(weight(training.state())).isEqualTo(0.5);
            assertThat(training.culprit()).isEqualTo("the value of 'conv'");
        }
    }

    @Test
    void weightsThatAreNotFiniteAreNamed() {
        Graph graph = oneWeight();
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L1, PLAIN)) {
            Step step = training.step(constant(1, 3), Double.POSITIVE_INFINITY);
            assertThat(step.isFinite()).isFalse();
            assertThat(training.culprit()).isEqualTo("weight 'w'");
        }
    }

    @Test
    void learnsToEnlargeAConstant() {
        Graph graph = new Edsr(2, 1, 4, 1, 1).graph();
        Optimizer quick = adam(1, 0.9);
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 3), Norm.L1, quick)) {
            double before = training.step(gray(0.7f), 0.01).loss();
            for (int i = 0; i < 150; i++) {
                training.step(gray(0.7f), 0.003);
            }
            assertThat(training.step(gray(0.7f), 0.003).loss()).isLessThan(before / 5);
            float[] flat = new float[36];
            java.util.Arrays.fill(flat, 0.7f);
            Values restored = training.answer(Image.of(6, 6, flat, flat, flat));
            assertThat(restored.shape()).isEqualTo(Shape.of(1, 3, 12, 12));
            assertThat(restored.array()[144 + 6 * 12 + 6]).isCloseTo(0.7f, within(0.1f));
        }
    }

    private static Batch gray(float level) {
        float[] input = new float[2 * 6 * 6 * 3];
        float[] target = new float[4 * input.length];
        java.util.Arrays.fill(input, level);
        java.util.Arrays.fill(target, level);
        return new Batch(2, 6, 2, 3, input, target);
    }

    private static Batch noise(int count, int side, long seed) {
        Random random = new Random(seed);
        float[] input = new float[count * side * side * 3];
        float[] target = new float[4 * input.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = random.nextFloat();
        }
        for (int i = 0; i < target.length; i++) {
            target[i] = random.nextFloat();
        }
        return new Batch(count, side, 2, 3, input, target);
    }

    @Test
    void aStateGoesOnWithTheSameBits() {
        Graph graph = new Edsr(2, 2, 8, 1, 1).graph();
        try (HandFed whole = new HandFed(graph, Weights.initial(graph, 5), Norm.L1, PLAIN);
                HandFed resumed = new HandFed(graph, Weights.initial(graph, 6), Norm.L1, PLAIN)) {
            for (int i = 0; i < 3; i++) {
                whole.step(noise(2, 9, i), 1e-3);
            }
            resumed.resume(whole.state());
            for (int i = 3; i < 6; i++) {
                whole.step(noise(2, 9, i), 1e-3);
                resumed.step(noise(2, 9, i), 1e-3);
            }
            assertSame(whole.state(), resumed.state());
        }
    }

    private static void assertSame(TrainingState a, TrainingState b) {
        assertThat(b.step()).isEqualTo(a.step());
        assertThat(b.parts().keySet()).isEqualTo(a.parts().keySet());
        a.parts()
                .forEach((part, weights) -> weights.byName()
                        .forEach((name, values) -> assertThat(
                                        b.part(part).get(name).array())
                                .as(part + "/" + name)
                                .isEqualTo(values.array())));
    }

    @Test
    void parametersOfAnyRankKeepTheirOrder() {
        Graph graph = new Edsr(3, 1, 5, 1, 1).graph();
        Weights weights = Weights.initial(graph, 11);
        try (FlatTensor flat = FlatTensor.zeros(graph.parameters(), Device.CPU)) {
            flat.write(weights);
            LinkedHashMap<String, Values> read = new LinkedHashMap<>(flat.read().byName());
            weights.byName()
                    .forEach((name, values) ->
                            assertThat(read.get(name).array()).as(name).isEqualTo(values.array()));
        }
    }

    static List<Graph> networks() {
        return Stream.of(
                        "'plain'",
                        "{'type':'sparse','groups':2,'cardinals':4,'constraint':'hard'}",
                        "{'type':'sparse','groups':2,'cardinals':4,'pooling':'window','window':4}",
                        "{'type':'sparse','cardinals':2,'pooling':'local','window':4,'selection':'shared'}",
                        "{'type':'sparse','groups':2,'cardinals':1,'selection':'shared','form':'sum'}",
                        "'dynamic'",
                        "'squeeze-excite'")
                .map(convolution -> "{'type':'edsr','blocks':2,'channels':8,'residualScale':0.1,'convolution':%s}"
                        .formatted(convolution)
                        .replace('\'', '"'))
                .map(json ->
                        Architectures.read(Configuration.MAPPER.readTree(json)).graph())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aStepAndAPictureLeaveNoNativeObjectBehind(Graph graph) {
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 5), Norm.CHARBONNIER, PLAIN)) {
            float[] plane = new float[100];
            Image picture = Image.of(10, 10, plane, plane, plane);
            training.step(noise(2, 9, 0), 1e-3);
            training.answer(picture);
            training.state();
            long before = Pointer.totalCount();
            training.step(noise(2, 9, 1), 1e-3);
            training.answer(picture);
            training.resume(training.state());
            training.culprit();
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before); // less where others' were collected
        }
    }

    @Test
    void closingFreesEverything() {
        Graph graph = new Edsr(2, 2, 8, 0.1, 1).graph();
        Weights weights = Weights.initial(graph, 5);
        new HandFed(graph, weights, Norm.L1, PLAIN).close();
        long before = Pointer.totalCount();
        try (HandFed training = new HandFed(graph, weights, Norm.L1, PLAIN)) {
            training.step(noise(2, 9, 0), 1e-3);
        }
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before); // less where others' were collected
    }

    /// 300 steps take some ten seconds.
    @Test
    @Tag("slow")
    void residentMemoryStaysFlatOver300Steps() throws IOException {
        Graph graph = new Edsr(2, 2, 32, 1, 1).graph();
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 5), Norm.L1, PLAIN)) {
            Batch batch = noise(4, 24, 0);
            for (int i = 0; i < 50; i++) {
                training.step(batch, 1e-4);
            }
            long before = residentMegabytes();
            for (int i = 0; i < 250; i++) {
                training.step(batch, 1e-4);
            }
            // a leak of one activation a step would be 250 · 4·32·24·24·4 bytes = 74 MB
            assertThat(residentMegabytes() - before).isLessThan(40);
        }
    }

    private static long residentMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "resident memory is read from /proc");
        String line = Files.readAllLines(status).stream()
                .filter(l -> l.startsWith("VmRSS"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }
}
