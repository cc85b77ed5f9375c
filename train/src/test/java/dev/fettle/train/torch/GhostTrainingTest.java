package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Fading;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice;
import dev.fettle.network.ShiftChoice.Rule;
import dev.fettle.network.TrainingOnly.LearntGhosts;
import dev.fettle.network.Values;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Ghost.Cheap;
import dev.fettle.network.convolution.Ghost.Learning;
import dev.fettle.network.convolution.Ghost.Shifts;
import dev.fettle.train.NeedsLibtorch;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shifts behave differently while they are learnt. What they are in use is in the contract of operations.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class GhostTrainingTest {
    private static final Fading SILENT = new Fading(0, 1);
    private static final int SIDE = 4;

    @ParameterizedTest
    @CsvSource({"LAYER, MAGNITUDE", "LAYER, SOFTMAX", "CHANNEL, MAGNITUDE", "CHANNEL, SOFTMAX"})
    void frozenEqualsTrainingForwardWithoutNoise(Shifts shifts, Rule rule) {
        for (long seed = 1; seed <= 5; seed++) {
            boolean centre = seed % 2 == 0;
            Ghost ghost = new Ghost(0.6, 2, Cheap.SHIFT, new Learning(shifts, rule, centre, SILENT));
            Network network = Network.initial(new Edsr(2, 2, 10, 1, 1, ghost).graph(), seed);
            Values picture = new Initial.Uniform(1).draw(Shape.of(1, 3, 9, 8), new Random(seed));
            double[] frozen =
                    Reference.run(network.deployed().network(), picture).array();
            float[] trained = trained(network, picture);
            for (int i = 0; i < frozen.length; i++) {
                assertThat((double) trained[i]).as("seed %d, %d", seed, i).isCloseTo(frozen[i], within(1e-5));
            }
        }
    }

    private static float[] trained(Network network, Values picture) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard();
                TorchInterpreter interpreter = new TorchInterpreter(network.graph());
                FlatTensor weights = FlatTensor.zeros(network.graph().parameters())) {
            weights.write(network.weights());
            Tensor input = Tensor.create(picture.array(), FlatTensor.sizes(picture.shape()));
            return FlatTensor.array(interpreter.forward(weights.views(), input, training()));
        }
    }

    private static Phase training() {
        return new Phase.Training(new Moment(3, 10, 0, 17), Device.CPU);
    }

    /// The slope along each proxy, were it the number in its place of the kernel.
    @Test
    void byMagnitudeEachProxyHasTheGradientOfItsPlaceInTheKernel() {
        Values map = new Initial.Uniform(1).draw(Shape.of(1, 1, SIDE, SIDE), new Random(5));
        Values weighting = new Initial.Uniform(1).draw(Shape.of(1, 2, SIDE, SIDE), new Random(6));
        float[] proxies = {0.1f, -0.2f, 0.3f, 0.1f, -0.2f, 0.05f, -0.9f, 0.1f, 0.2f};
        float[] gradient = gradient(Rule.MAGNITUDE, map, weighting, proxies);
        for (int place = 0; place < 9; place++) {
            assertThat((double) gradient[place])
                    .as("place %d", place)
                    .isCloseTo(correlation(map, weighting, place), within(1e-5));
        }
    }

    @Test
    void bySoftmaxTheyHaveTheGradientOfTheSoftmax() {
        Values map = new Initial.Uniform(1).draw(Shape.of(1, 1, SIDE, SIDE), new Random(7));
        Values weighting = new Initial.Uniform(1).draw(Shape.of(1, 2, SIDE, SIDE), new Random(8));
        float[] proxies = {0.1f, -0.2f, 0.3f, 0.1f, -0.2f, 0.05f, -0.9f, 0.1f, 0.2f};
        float[] gradient = gradient(Rule.SOFTMAX, map, weighting, proxies);
        double sum = 0;
        double mean = 0;
        for (int place = 0; place < 9; place++) {
            sum += Math.exp(proxies[place]);
        }
        for (int place = 0; place < 9; place++) {
            mean += Math.exp(proxies[place]) / sum * correlation(map, weighting, place);
        }
        for (int place = 0; place < 9; place++) {
            double share = Math.exp(proxies[place]) / sum;
            assertThat((double) gradient[place])
                    .as("place %d", place)
                    .isCloseTo(share * (correlation(map, weighting, place) - mean), within(1e-5));
        }
    }

    /// Σ weighting of the ghost · map read at the place.
    private static double correlation(Values map, Values weighting, int place) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int row = y + place / 3 - 1;
                int column = x + place % 3 - 1;
                if (row >= 0 && row < SIDE && column >= 0 && column < SIDE) {
                    double weight = weighting.array()[SIDE * SIDE + y * SIDE + x];
                    sum += weight * map.array()[row * SIDE + column];
                }
            }
        }
        return sum;
    }

    private static float[] gradient(Rule rule, Values map, Values weighting, float[] proxies) {
        GraphBuilder g = new GraphBuilder();
        LearntGhosts ghosts = new LearntGhosts(1, new ShiftChoice(1, rule, true, SILENT));
        var learnt = g.parameter("shift", ghosts.proxiesFor(1), new Initial.Fill(0));
        Graph graph = g.build(g.add("ghosts", ghosts, g.input("image", 1), learnt));
        try (PointerScope scope = new PointerScope();
                TorchInterpreter interpreter = new TorchInterpreter(graph)) {
            Tensor leaf = Tensor.create(proxies, 1, 1, 3, 3);
            leaf.set_requires_grad(true);
            Tensor input = Tensor.create(map.array(), FlatTensor.sizes(map.shape()));
            Tensor output = interpreter.forward(java.util.List.of(leaf), input, training());
            output.mul(Tensor.create(weighting.array(), FlatTensor.sizes(weighting.shape())))
                    .sum()
                    .backward();
            return FlatTensor.array(leaf.grad());
        }
    }

    /// The Gumbel-max trick: equal proxies are chosen equally often; without noise always the first.
    @Test
    void noiseChoosesAmongEqualProxiesAndFadesAway() {
        assertThat(distinctChoices(0)).isEqualTo(9);
        assertThat(distinctChoices(1000)).isEqualTo(1);
    }

    private static long distinctChoices(long step) {
        int ghosts = 200;
        ShiftChoice choice = new ShiftChoice(1, Rule.SOFTMAX, true, new Fading(1, 0.1));
        float[] proxies = new float[9 * ghosts];
        for (int i = 0; i < ghosts; i++) {
            proxies[9 * i] = 1e-3f;
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard()) {
            Phase phase = new Phase.Training(new Moment(step, 1000, 0, 3), Device.CPU);
            float[] kernels = FlatTensor.array(phase.kernels(choice, Tensor.create(proxies, ghosts, 1, 3, 3)));
            boolean[] met = new boolean[9];
            for (int i = 0; i < kernels.length; i++) {
                met[i % 9] |= kernels[i] == 1;
            }
            long distinct = 0;
            for (boolean is : met) {
                distinct += is ? 1 : 0;
            }
            return distinct;
        }
    }
}
