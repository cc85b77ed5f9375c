package dev.fettle.lab.companion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Course;
import dev.fettle.network.Graph;
import dev.fettle.network.Network;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.train.torch.Linearisation;
import dev.fettle.train.torch.objective.Dual;
import dev.fettle.train.torch.objective.Norm;
import dev.fettle.train.torch.objective.Subject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImpulseResponseTest {
    private static final double[] TAPS = {0.1, 0.5, 0.2}; // of one direction, at -1, 0 and 1

    private static Graph dual(int ratio, int channels) {
        Edsr network = new Edsr(ratio, 1, 2, 1, 1);
        Subject subject = new Subject(network, network.graph(), 8);
        Dual term = new Dual("dual", Course.constant(1), Norm.L1, "", 1, channels);
        return term.companion(subject).orElseThrow().graph();
    }

    /// A dual model whose every layer takes each colour by itself: strided ones by {@link #TAPS} in both
    /// directions times a sign, the last one as it is.
    private static Network separable(int ratio, int sign) {
        Graph graph = dual(ratio, 3);
        Map<String, Values> weights = new LinkedHashMap<>();
        List<Operation.Parameter> all = graph.parameters();
        for (Operation.Parameter parameter : all) {
            Values values = Values.zeros(parameter.shape());
            boolean isLast = parameter.equals(all.getLast());
            for (int colour = 0; colour < 3; colour++) {
                for (int i = 0; i < 9; i++) {
                    double tap = isLast ? (i == 4 ? 1 : 0) : sign * TAPS[i / 3] * TAPS[i % 3];
                    values.array()[(colour * 3 + colour) * 9 + i] = (float) tap;
                }
            }
            weights.put(parameter.name(), values);
        }
        return new Network(graph, Weights.of(weights));
    }

    private static Values picture(int side, long seed) {
        Random random = new Random(seed);
        Values picture = Values.zeros(Shape.of(1, 3, side, side));
        for (int i = 0; i < picture.array().length; i++) {
            picture.array()[i] = 0.1f + random.nextFloat();
        }
        return picture;
    }

    private static ImpulseResponse response(Network network, int ratio) {
        try (Linearisation linear = new Linearisation(network)) {
            ImpulseResponse.Gatherer gatherer = new ImpulseResponse.Gatherer(linear, ratio, 3);
            gatherer.add(picture(7 * ratio, 1));
            gatherer.add(picture(6 * ratio, 2));
            return gatherer.response();
        }
    }

    /// Where all before the rectifiers is above 0, the network is its filters one after the other; where all is below,
    /// 0.2 of that for each.
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "4, 1", "8, 1", "2, -1", "3, -1"})
    void aNetworkThatIsAFilterAnswersByIt(int ratio, int sign) {
        ImpulseResponse response = response(separable(ratio, sign), ratio);
        double[] expected = new double[response.side()];
        expected[-response.first()] = 1; // from the small pixel back to the large ones
        int stride = ratio == 3 ? 3 : 2;
        for (int reached = 1; reached < ratio; reached *= stride) {
            expected = before(expected, response.first(), stride);
        }
        double slope = sign > 0 ? 1 : -0.2;
        double[][] gray = response.gray();
        for (int y = 0; y < response.side(); y++) {
            for (int x = 0; x < response.side(); x++) {
                assertThat(gray[y][x]).as("%d, %d", y, x).isCloseTo(slope * expected[y] * expected[x], within(1e-6));
            }
        }
        assertThat(DoubleStream.of(response.deviation()).max()).hasValueCloseTo(0.0, within(1e-4));
        assertThat(response.mixed()).isZero();
        assertThat(response.places()).isEqualTo(3 * 3 + 2 * 2); // whole windows of five small pixels
    }

    /// What taps on a layer's output are on its input.
    private static double[] before(double[] taps, int first, int stride) {
        double[] before = new double[taps.length];
        for (int i = 0; i < taps.length; i++) {
            for (int tap = -1; taps[i] != 0 && tap <= 1; tap++) {
                before[(first + i) * stride + tap - first] += taps[i] * TAPS[tap + 1];
            }
        }
        return before;
    }

    /// Without bias the network is its own derivative: the answer at a place, times the picture, is the result there.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theDerivativeTimesThePictureIsTheResult(int ratio) {
        Network network = Network.initial(dual(ratio, 5), 3);
        Values picture = picture(6 * ratio, 4);
        double[] expected = Reference.run(network, picture).array();
        try (Linearisation linear = new Linearisation(network)) {
            assertThat(linear.result(picture).shape()).isEqualTo(Shape.of(1, 3, 6, 6));
            for (int place : new int[] {0, 40, 107}) {
                Values weights = Values.zeros(Shape.of(1, 3, 6, 6));
                weights.array()[place] = 1;
                Values gradient = linear.gradient(picture, weights);
                double sum = 0;
                for (int i = 0; i < gradient.array().length; i++) {
                    sum += gradient.array()[i] * picture.array()[i];
                }
                assertThat(sum).as("place %d", place).isCloseTo(expected[place], within(1e-5));
                assertThat((double) linear.result(picture).array()[place]).isCloseTo(expected[place], within(1e-5));
            }
        }
    }

    /// Keys' cubic, a = -0.5, at 0.25, 0.75, 1.25 and 1.75, halved.
    @Test
    void bicubicTapsAreThoseOfTheStretchedKernel() {
        double[] half = {-0.01171875, -0.03515625, 0.11328125, 0.43359375};
        double[] taps = BicubicTaps.of(2, -4, 10);
        double[] expected = new double[10];
        for (int i = 0; i < 4; i++) {
            expected[1 + i] = half[i];
            expected[8 - i] = half[i];
        }
        assertThat(taps).containsExactly(expected, within(1e-12));
        for (int ratio : new int[] {3, 4, 8}) {
            double sum = 0;
            for (double tap : BicubicTaps.of(ratio, -2 * ratio, 5 * ratio)) {
                sum += tap;
            }
            assertThat(sum).as("×%d", ratio).isCloseTo(1, within(1e-12));
        }
    }
}
