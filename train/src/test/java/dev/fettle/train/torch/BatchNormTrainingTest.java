package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.Batch;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.optimizer.Adam;
import dev.fettle.train.torch.optimizer.Optimizer;
import dev.fettle.train.torch.regimen.HandFed;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// Batch norm in training against its definition in double precision, written out here for one channel: the mean and
/// the variance of the batch take part in the gradient, and the running ones follow.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class BatchNormTrainingTest {
    private static final Optimizer PLAIN = new Adam(1e-3, 0.9, 0.999, 1e-8, 0, 0, 0, List.of());
    private static final double GAIN = 1.5;
    private static final double SHIFT = -0.25;
    private static final double EPSILON = 1e-5;

    private static Graph normAlone(int channels) {
        GraphBuilder g = new GraphBuilder();
        return g.build(g.batchNorm("norm", g.input("image", channels)));
    }

    /// conv, batch norm, ReLU, conv, added to the picture: everything that stands beside batch norm in DnCNN.
    private static Graph denoiser() {
        GraphBuilder g = new GraphBuilder();
        var image = g.input("image", 3);
        var hidden = g.relu(g.batchNorm("norm", g.convWithoutBias("conv", image, 6, 3, Convolve.same(3))));
        return g.build(g.add(g.conv("last", hidden, 3, 3), image));
    }

    private static Weights oneChannel() {
        return Weights.of(Map.of(
                "norm.weight", one(GAIN),
                "norm.bias", one(SHIFT),
                "norm.running_mean", one(7),
                "norm.running_var", one(9)));
    }

    private static Values one(double value) {
        return new Values(Shape.of(1), new float[] {(float) value});
    }

    private static double mean(double... x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum / x.length;
    }

    /// Σ (x - mean)² / (n - lost)
    private static double variance(int lost, double... x) {
        double mean = mean(x);
        double squares = 0;
        for (double value : x) {
            squares += (value - mean) * (value - mean);
        }
        return squares / (x.length - lost);
    }

    private static double[] normalised(double gain, double shift, double... x) {
        double mean = mean(x);
        double deviation = Math.sqrt(variance(0, x) + EPSILON);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = gain * (x[i] - mean) / deviation + shift;
        }
        return y;
    }

    private static final double[] SAMPLES = {0.5, -1, 2, 0.25, 3, -0.75, 1, 1.5};
    private static final float[] WEIGHTING = {1, -2, 0.5f, 3, -1, 0.25f, 2, -0.5f};

    private static float[] floats(double... values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    @Test
    void trainingNormalisesByTheBatchWithItsBiasedVariance() {
        Graph graph = normAlone(1);
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard();
                TorchInterpreter interpreter = new TorchInterpreter(graph);
                FlatTensor weights = FlatTensor.zeros(graph.parameters())) {
            weights.write(oneChannel());
            Tensor input = Tensor.create(floats(SAMPLES), 2, 1, 2, 2);
            Phase.Training phase = new Phase.Training(Moment.LAST, Device.CPU);
            float[] actual = FlatTensor.array(interpreter.forward(weights.views(), input, phase));
            double[] expected = normalised(GAIN, SHIFT, SAMPLES);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6));
            }
            assertThat(weights.read().get("norm.running_mean").array()).containsExactly(7);
            phase.moveStatistics();
            Weights after = weights.read();
            assertThat((double) after.get("norm.running_mean").array()[0])
                    .isCloseTo(0.9 * 7 + 0.1 * mean(SAMPLES), within(1e-6));
            assertThat((double) after.get("norm.running_var").array()[0])
                    .isCloseTo(0.9 * 9 + 0.1 * variance(1, SAMPLES), within(1e-6));
        }
    }

    /// Loss Σ r · output.
    private static double loss(double gain, double shift, double... x) {
        double sum = 0;
        double[] y = normalised(gain, shift, x);
        for (int i = 0; i < y.length; i++) {
            sum += WEIGHTING[i] * y[i];
        }
        return sum;
    }

    @Test
    void gradientsGoThroughMeanAndVarianceOfTheBatch() {
        double step = 1e-5;
        Graph graph = normAlone(1);
        try (PointerScope scope = new PointerScope();
                TorchInterpreter interpreter = new TorchInterpreter(graph);
                FlatTensor weights = FlatTensor.zeros(graph.parameters());
                FlatTensor gradients = FlatTensor.zeros(graph.parameters())) {
            weights.write(oneChannel());
            weights.gatherGradientsIn(gradients);
            Tensor input = Tensor.create(floats(SAMPLES), 2, 1, 2, 2);
            input.set_requires_grad(true);
            Tensor output = interpreter.forward(weights.views(), input, new Phase.Training(Moment.LAST, Device.CPU));
            output.mul(Tensor.create(WEIGHTING, 2, 1, 2, 2)).sum().backward();
            float[] ofInput = FlatTensor.array(input.grad());
            for (int i = 0; i < SAMPLES.length; i++) {
                double[] ahead = SAMPLES.clone();
                double[] behind = SAMPLES.clone();
                ahead[i] += step;
                behind[i] -= step;
                double slope = (loss(GAIN, SHIFT, ahead) - loss(GAIN, SHIFT, behind)) / (2 * step);
                assertThat((double) ofInput[i]).as("sample %d", i).isCloseTo(slope, within(1e-5));
            }
            double ofGain = (loss(GAIN + step, SHIFT, SAMPLES) - loss(GAIN - step, SHIFT, SAMPLES)) / (2 * step);
            double ofShift = (loss(GAIN, SHIFT + step, SAMPLES) - loss(GAIN, SHIFT - step, SAMPLES)) / (2 * step);
            Weights found = gradients.read();
            assertThat((double) found.get("norm.weight").array()[0]).isCloseTo(ofGain, within(1e-5));
            assertThat((double) found.get("norm.bias").array()[0]).isCloseTo(ofShift, within(1e-5));
            assertThat(found.get("norm.running_mean").array()).containsExactly(0);
            assertThat(found.get("norm.running_var").array()).containsExactly(0);
        }
    }

    /// Samples (N, H, W, C) with mean 3 and variance 4 in channel 0, -1 and 0.25 in channel 1.
    private static Batch normal(int count, int side, Random random) {
        float[] input = new float[count * side * side * 2];
        for (int i = 0; i < input.length; i += 2) {
            input[i] = (float) (3 + 2 * random.nextGaussian());
            input[i + 1] = (float) (-1 + 0.5 * random.nextGaussian());
        }
        return new Batch(count, side, 1, 2, input, new float[input.length]);
    }

    @Test
    void runningStatisticsConvergeToThoseOfTheData() {
        Graph graph = normAlone(2);
        Random random = new Random(4);
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L2, PLAIN)) {
            for (int i = 0; i < 100; i++) { // 0.9¹⁰⁰ = 3e-5 of the start remains
                training.step(normal(8, 10, random), 1e-3);
            }
            TrainingState state = training.state();
            // standard error: 2 / √800 · √(0.1 / 1.9) = 0.016 for the mean, 4 · √(2 / 800) · 0.23 = 0.046
            float[] mean =
                    state.part(TrainingState.WEIGHTS).get("norm.running_mean").array();
            float[] variance =
                    state.part(TrainingState.WEIGHTS).get("norm.running_var").array();
            assertThat(mean[0]).isCloseTo(3, within(0.08f));
            assertThat(mean[1]).isCloseTo(-1, within(0.02f));
            assertThat(variance[0]).isCloseTo(4, within(0.25f));
            assertThat(variance[1]).isCloseTo(0.25f, within(0.016f));
        }
    }

    private static Batch noise(long seed) {
        Random random = new Random(seed);
        float[] input = new float[2 * 9 * 9 * 3];
        float[] target = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            input[i] = random.nextFloat();
            target[i] = random.nextFloat();
        }
        return new Batch(2, 9, 1, 3, input, target);
    }

    @Test
    void aStateHoldsTheStatisticsAndGoesOnWithTheSameBits() {
        Graph graph = denoiser();
        try (HandFed whole = new HandFed(graph, Weights.initial(graph, 5), Norm.L1, PLAIN);
                HandFed resumed = new HandFed(graph, Weights.initial(graph, 6), Norm.L1, PLAIN)) {
            for (int i = 0; i < 3; i++) {
                whole.step(noise(i), 1e-3);
            }
            resumed.resume(whole.state());
            for (int i = 3; i < 6; i++) {
                whole.step(noise(i), 1e-3);
                resumed.step(noise(i), 1e-3);
            }
            assertSame(
                    whole.state().part(TrainingState.WEIGHTS), resumed.state().part(TrainingState.WEIGHTS));
            assertSame(
                    whole.state().part(TrainingState.AVERAGE), resumed.state().part(TrainingState.AVERAGE));
            assertSame(whole.state().part("optimizer.second"), resumed.state().part("optimizer.second"));
        }
    }

    private static void assertSame(Weights expected, Weights actual) {
        expected.byName()
                .forEach((name, values) ->
                        assertThat(actual.get(name).array()).as(name).isEqualTo(values.array()));
    }

    /// What is shipped is the average of the weights with the running statistics as they are.
    @Test
    void theAveragedNetworkRunsOnTheStatisticsAsTheyAre() {
        Optimizer averaged = new Adam(1e-2, 0.9, 0.999, 1e-8, 0, 0, 0.999, List.of());
        Graph graph = denoiser();
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 5), Norm.L1, averaged)) {
            for (int i = 0; i < 20; i++) {
                training.step(noise(i), 1e-2);
            }
            TrainingState state = training.state();
            for (String name : new String[] {"norm.running_mean", "norm.running_var"}) {
                assertThat(state.part(TrainingState.AVERAGE).get(name).array())
                        .isEqualTo(state.part(TrainingState.WEIGHTS).get(name).array());
                assertThat(state.part("optimizer.first").get(name).array()).containsOnly(0);
            }
            assertThat(state.part(TrainingState.AVERAGE).get("norm.weight").array())
                    .isNotEqualTo(
                            state.part(TrainingState.WEIGHTS).get("norm.weight").array());
            assertRestoresLikeTheReference(training, new Network(graph, state.part(TrainingState.AVERAGE)));
        }
    }

    private static void assertRestoresLikeTheReference(HandFed training, Network network) {
        Values input = new Values(Shape.of(1, 3, 4, 5), new float[60]);
        float[][] planes = new float[3][20];
        Random random = new Random(8);
        for (int i = 0; i < 60; i++) {
            input.array()[i] = random.nextFloat();
            planes[i / 20][i % 20] = input.array()[i];
        }
        float[] restored = training.answer(Image.of(5, 4, planes)).array();
        double[] expected = Reference.run(network, input).array();
        for (int i = 0; i < 60; i++) {
            assertThat((double) restored[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void aBatchThatIsNotFiniteLeavesNoTraceInTheStatistics() {
        Graph graph = denoiser();
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 5), Norm.L1, PLAIN)) {
            training.step(noise(0), 1e-3);
            Weights before = training.state().part(TrainingState.WEIGHTS);
            Batch spoilt = noise(1);
            spoilt.input()[17] = Float.NaN;
            assertThat(training.step(spoilt, 1e-3).isFinite()).isFalse();
            assertSame(before, training.state().part(TrainingState.WEIGHTS));
            assertThat(training.culprit()).isEqualTo("the value of 'conv'");
        }
    }

    @Test
    void oneValuePerChannelHasNoVariance() {
        Graph graph = normAlone(2);
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 1), Norm.L2, PLAIN)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> training.step(normal(1, 1, new Random(1)), 1e-3))
                    .withMessage("norm: batch norm needs more than one value per channel; "
                            + "choose a larger data.patch or data.batch");
        }
    }

    @Test
    void aStepLeavesNoNativeObjectBehind() {
        Graph graph = denoiser();
        try (HandFed training = new HandFed(graph, Weights.initial(graph, 5), Norm.L1, PLAIN)) {
            training.step(noise(0), 1e-3);
            training.culprit();
            long before = Pointer.totalCount();
            training.step(noise(1), 1e-3);
            training.culprit();
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before); // less where others' were collected
        }
    }
}
