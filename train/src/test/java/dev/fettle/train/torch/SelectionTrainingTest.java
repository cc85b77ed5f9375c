package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Course;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.TrainingOnly.AnnealedSoftmax;
import dev.fettle.network.TrainingOnly.GumbelSoftmax;
import dev.fettle.train.NeedsLibtorch;
import dev.fettle.train.data.RandomState;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Selections behave differently while they are trained. What they are in use is in the contract of operations.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class SelectionTrainingTest {
    private static final double TEMPERATURE = 0.6;

    private static Graph alone(Operation selection, int channels) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", channels);
        return g.build(g.add("selection", selection, x));
    }

    private static float[] selected(Operation selection, float[] x, int channels, Moment moment) {
        Graph graph = alone(selection, channels);
        try (PointerScope scope = new PointerScope();
                NoGradGuard frozen = new NoGradGuard();
                TorchInterpreter interpreter = new TorchInterpreter(graph)) {
            Tensor input = Tensor.create(x, x.length / channels, channels, 1, 1);
            return FlatTensor.array(interpreter.forward(List.of(), input, new Phase.Training(moment, Device.CPU)));
        }
    }

    /// The Gumbel-max trick: argmax(log p + G) is distributed as p (Jang et al., ICLR 2017, eq. 1).
    private static Moment moment(long done, long steps, long seed) {
        return new Moment.Span(steps, 1000, seed).after(done);
    }

    @Test
    void gumbelNoiseChoosesEachGroupAsOftenAsItsSoftmaxSays() {
        double[] probabilities = {0.5, 0.3, 0.2};
        int draws = 20_000;
        float[] x = new float[3 * draws];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.log(probabilities[i % 3]);
        }
        float[] chosen = selected(new GumbelSoftmax(3, 1), x, 3, moment(4, 10, 7));
        double[] often = new double[3];
        for (int i = 0; i < chosen.length; i++) {
            assertThat(chosen[i]).isIn(0f, 1f);
            often[i % 3] += (double) chosen[i] / draws;
        }
        assertThat(often[0] + often[1] + often[2]).isCloseTo(1, within(1e-9));
        for (int i = 0; i < 3; i++) { // four standard deviations, √(p (1 - p) / n) ≤ 0.0036
            assertThat(often[i]).as("group %d", i).isCloseTo(probabilities[i], within(0.0145));
        }
    }

    private static double[] softmax(double[] x, double temperature) {
        double[] weights = new double[x.length];
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            weights[i] = Math.exp(x[i] / temperature);
            sum += weights[i];
        }
        for (int i = 0; i < x.length; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    @Test
    void theGradientOfAHardChoiceIsThatOfItsNoisySoftmax() {
        float[] x = {0.3f, -0.8f, 1.1f, 0.2f};
        double[] weighting = {1.5, -0.4, 0.7, 2.2};
        Moment moment = moment(1, 10, 3);
        RandomState random = new RandomState(moment.noise());
        double[] noisy = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            noisy[i] = x[i] - Math.log(-Math.log(random.nextDouble()));
        }
        float[] gradient = gradient(x, weighting, moment);
        for (int i = 0; i < x.length; i++) {
            double slope = (weighted(noisy, weighting, i, 1e-5) - weighted(noisy, weighting, i, -1e-5)) / 2e-5;
            assertThat((double) gradient[i]).as("group %d", i).isCloseTo(slope, within(1e-5));
        }
    }

    private static double weighted(double[] x, double[] weighting, int moved, double by) {
        double[] other = x.clone();
        other[moved] += by;
        double[] weights = softmax(other, TEMPERATURE);
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weighting[i] * weights[i];
        }
        return sum;
    }

    private static float[] gradient(float[] x, double[] weighting, Moment moment) {
        float[] narrow = new float[weighting.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) weighting[i];
        }
        Graph graph = alone(new GumbelSoftmax(4, TEMPERATURE), 4);
        try (PointerScope scope = new PointerScope();
                TorchInterpreter interpreter = new TorchInterpreter(graph)) {
            Tensor input = Tensor.create(x, 1, 4, 1, 1);
            input.set_requires_grad(true);
            Tensor output = interpreter.forward(List.of(), input, new Phase.Training(moment, Device.CPU));
            output.mul(Tensor.create(narrow, 1, 4, 1, 1)).sum().backward();
            return FlatTensor.array(input.grad());
        }
    }

    /// From 30 to 1 over the first half.
    @ParameterizedTest
    @CsvSource({"0, 30", "10, 24.2", "25, 15.5", "50, 1", "51, 1", "99, 1"})
    void anAnnealedSoftmaxCoolsDownInAStraightLine(long done, double temperature) {
        float[] x = {2, -3, 0.5f, 7};
        float[] weights = selected(new AnnealedSoftmax(4, Course.linear(30, 1, 0.5)), x, 4, moment(done, 100, 1));
        double[] expected = softmax(new double[] {2, -3, 0.5, 7}, temperature);
        for (int i = 0; i < 4; i++) {
            assertThat((double) weights[i]).isCloseTo(expected[i], within(1e-6));
        }
    }

    @Test
    void noiseFollowsFromSeedAndStepAlone() {
        List<float[]> chosen = new ArrayList<>();
        for (Moment moment : List.of(moment(3, 9, 1), moment(3, 9, 1), moment(4, 9, 1), moment(3, 9, 2))) {
            chosen.add(selected(new GumbelSoftmax(4, 1), new float[400], 4, moment));
        }
        assertThat(chosen.get(1)).isEqualTo(chosen.get(0));
        assertThat(chosen.get(2)).isNotEqualTo(chosen.get(0));
        assertThat(chosen.get(3)).isNotEqualTo(chosen.get(0));
    }
}
