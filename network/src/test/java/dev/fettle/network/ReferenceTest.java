package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.Convolve;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// Every operation on numbers small enough to work out by hand.
class ReferenceTest {
    private static double[] run(
            BiFunction<GraphBuilder, Node, Node> body, Map<String, Values> weights, Shape shape, float... x) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(body.apply(g, g.input("image", shape.channels())));
        return Reference.run(new Network(graph, Weights.of(weights)), new Values(shape, x))
                .array();
    }

    private static double[] run(BiFunction<GraphBuilder, Node, Node> body, Shape shape, float... x) {
        return run(body, Map.of(), shape, x);
    }

    @Test
    void convolutionIsCrossCorrelationWithZeroPadding() {
        Values weight = new Values(Shape.of(1, 1, 3, 3), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        Values bias = new Values(Shape.of(1), new float[] {10});
        double[] result = run(
                (g, x) -> g.conv("c", x, 1, 3),
                Map.of("c.weight", weight, "c.bias", bias),
                Shape.of(1, 1, 2, 2),
                1,
                2,
                3,
                4);
        // top-left: 5·1 + 6·2 + 8·3 + 9·4 + 10
        assertThat(result).containsExactly(87, 77, 57, 47);
    }

    @Test
    void aStridedConvolutionStartsAtTheFirstPixel() {
        Values weight = new Values(Shape.of(1, 1, 1, 1), new float[] {2});
        double[] result = run(
                (g, x) -> g.convWithoutBias("c", x, 1, 1, new Convolve(2, 0, 1, 1)),
                Map.of("c.weight", weight),
                Shape.of(1, 1, 1, 5),
                1,
                2,
                3,
                4,
                5);
        assertThat(result).containsExactly(2, 6, 10);
    }

    @Test
    void groupsSeeOnlyTheirOwnChannels() {
        Values weight = new Values(Shape.of(2, 1, 1, 1), new float[] {3, 5});
        double[] result = run(
                (g, x) -> g.convWithoutBias("c", x, 2, 1, new Convolve(1, 0, 1, 2)),
                Map.of("c.weight", weight),
                Shape.of(1, 2, 1, 1),
                7,
                11);
        assertThat(result).containsExactly(21, 55);
    }

    @Test
    void dilationSpreadsTheTaps() {
        Values weight = new Values(Shape.of(1, 1, 3, 3), new float[] {0, 0, 0, 1, 0, 1, 0, 0, 0});
        double[] result = run(
                (g, x) -> g.convWithoutBias("c", x, 1, 3, new Convolve(1, 2, 2, 1)),
                Map.of("c.weight", weight),
                Shape.of(1, 1, 1, 5),
                1,
                2,
                3,
                4,
                5);
        assertThat(result).containsExactly(3, 4, 6, 2, 3);
    }

    @Test
    void pixelShuffleFollowsThePublishedOrder() {
        double[] result = run((g, x) -> g.pixelShuffle(x, 2), Shape.of(1, 4, 1, 1), 1, 2, 3, 4);
        assertThat(result).containsExactly(1, 2, 3, 4); // rows (1 2), (3 4)
        double[] two = run((g, x) -> g.pixelShuffle(x, 2), Shape.of(1, 4, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(two).containsExactly(1, 3, 2, 4, 5, 7, 6, 8);
    }

    @Test
    void shiftFillsWithZeros() {
        double[] result = run((g, x) -> g.add("s", new Operation.Shift(0, 1), x), Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        assertThat(result).containsExactly(0, 1, 0, 3);
    }

    @Test
    void perChannelOperandsAreBroadcast() {
        Values colour = new Values(Shape.of(1, 2, 1, 1), new float[] {10, 20});
        double[] result =
                run((g, x) -> g.add(x, g.constant("k", colour)), Shape.of(2, 2, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(result).containsExactly(11, 12, 23, 24, 15, 16, 27, 28);
    }

    @Test
    void meansAreTakenPerPictureAndChannel() {
        double[] result = run((g, x) -> g.add("m", new Operation.GlobalMean(), x), Shape.of(2, 1, 1, 2), 1, 3, 5, 9);
        assertThat(result).containsExactly(2, 7);
    }

    @Test
    void concatenationAndSlicingKeepBatchesApart() {
        double[] joined = run((g, x) -> g.concat("c", java.util.List.of(x, x)), Shape.of(2, 1, 1, 1), 1, 2);
        assertThat(joined).containsExactly(1, 1, 2, 2);
        double[] cut = run((g, x) -> g.add("s", new Operation.Slice(1, 2), x), Shape.of(2, 2, 1, 1), 1, 2, 3, 4);
        assertThat(cut).containsExactly(2, 4);
    }

    @Test
    void weightNormGivesEachFilterItsGain() {
        Values v = new Values(Shape.of(2, 1, 1, 2), new float[] {3, 4, 0, 2});
        Values gain = new Values(Shape.of(2, 1, 1, 1), new float[] {10, 7});
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 1);
        Node weight = g.add(
                "w",
                new TrainingOnly.WeightNorm(),
                g.parameter("v", v.shape(), new Initial.Fill(0)),
                g.parameter("g", gain.shape(), new Initial.Fill(0)));
        Graph graph = g.build(g.add("c", new Convolve(1, 0, 1, 1), x, weight));
        Network network = new Network(graph, Weights.of(Map.of("v", v, "g", gain)));
        double[] result = Reference.run(network, new Values(Shape.of(1, 1, 1, 2), new float[] {1, 1}))
                .array();
        assertThat(result[0]).isCloseTo(14, within(1e-12)); // 10 · (3 + 4) / 5
        assertThat(result[1]).isCloseTo(7, within(1e-12));
    }

    @Test
    void batchNormFollowsItsFormulaWithTheRunningStatistics() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.batchNorm("norm", g.input("image", 2)));
        Network network = new Network(
                graph,
                Weights.of(Map.of(
                        "norm.weight", new Values(Shape.of(2), new float[] {3, -1}),
                        "norm.bias", new Values(Shape.of(2), new float[] {0.5f, 2}),
                        "norm.running_mean", new Values(Shape.of(2), new float[] {1, -4}),
                        "norm.running_var", new Values(Shape.of(2), new float[] {4, 0}))));
        double[] result = Reference.run(network, new Values(Shape.of(1, 2, 1, 2), new float[] {1, 5, -4, -3}))
                .array();
        assertThat(result[0]).isEqualTo(0.5);
        assertThat(result[1]).isCloseTo(0.5 + 3 * 4 / Math.sqrt(4 + 1e-5), within(1e-12));
        assertThat(result[2]).isEqualTo(2);
        assertThat(result[3]).isCloseTo(2 - 1 / Math.sqrt(1e-5), within(1e-10)); // ε holds where nothing varies
    }

    @Test
    void activationsFollowTheirFormulas() {
        Shape shape = Shape.of(1, 1, 1, 2);
        assertThat(run((g, x) -> g.relu(x), shape, -2, 3)).containsExactly(0, 3);
        assertThat(run((g, x) -> g.add("l", new Operation.LeakyRelu(0.25), x), shape, -2, 3))
                .containsExactly(-0.5, 3);
        assertThat(run((g, x) -> g.add("s", new Operation.Sigmoid(), x), shape, 0, 2)[1])
                .isCloseTo(0.880797077977882, within(1e-14));
        assertThat(run((g, x) -> g.silu(x), shape, -2, 2))
                .containsExactly(new double[] {-0.238405844044235, 1.761594155955765}, within(1e-14)); // 2 · σ(±2)
    }

    @Test
    void preluHasASlopeForEachChannelUnderTorchsKey() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 2);
        Graph graph = g.build(g.in("body").prelu("1", x));
        Network initial = Network.initial(graph, 1);
        Values picture = new Values(Shape.of(2, 2, 1, 2), new float[] {-4, 4, -4, 4, -8, 0, -2, 1});
        assertThat(initial.weights().byName().keySet()).containsExactly("body.1.weight");
        assertThat(Reference.run(initial, picture).array()).containsExactly(-1, 4, -1, 4, -2, 0, -0.5, 1);
        Values slopes = new Values(Shape.of(2), new float[] {0.5f, -2});
        Network network = new Network(graph, Weights.of(Map.of("body.1.weight", slopes)));
        assertThat(Reference.run(network, picture).array()).containsExactly(-2, 4, 8, 4, -4, 0, 4, 1);
    }

    @Test
    void slopesThatAreNotOneForEachChannelAreRefused() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node slopes = g.parameter("slopes", Shape.of(1), new Initial.Fill(0));
        assertThatThrownBy(() -> g.add("bent", new Operation.PRelu(), x, slopes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bent: slopes [1] do not fit 3 channels, [3] are expected");
    }

    @Test
    void aPictureWithOtherChannelsIsRefused() {
        GraphBuilder g = new GraphBuilder();
        Network network = Network.initial(g.build(g.conv("c", g.input("image", 3), 3, 3)), 1);
        Values gray = Values.zeros(Shape.of(1, 1, 4, 4));
        assertThatThrownBy(() -> Reference.run(network, gray))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(N, 3, H, W)")
                .hasMessageContaining("[1×1×4×4]");
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.conv("c", g.input("image", 3), 3, 3));
        float[] first = Weights.initial(graph, 5).get("c.weight").array();
        assertThat(first).isEqualTo(Weights.initial(graph, 5).get("c.weight").array());
        assertThat(first).isNotEqualTo(Weights.initial(graph, 6).get("c.weight").array());
        double bound = 1 / Math.sqrt(27);
        for (float value : first) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
        }
        assertThat(new Initial.Normal(2).draw(Shape.of(10_000), new Random(1)).array())
                .satisfies(a -> assertThat(standardDeviation(a)).isCloseTo(2, within(0.05)));
    }

    private static double standardDeviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    /// By hand: sample 0 lies at -1/4, so that its four neighbours are 7/4, 3/4, 1/4 and 5/4 away (Keys' kernel with
    /// a = -3/4), and the two beyond the edge are its outermost sample.
    @Test
    void bicubicEnlargementIsKeysWithMinusThreeQuarters() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.add("enlarged", new Operation.Bicubic(2), g.input("image", 1)));
        Values picture = new Values(Shape.of(1, 1, 1, 3), new float[] {1, 2, 4});
        double[] row = Reference.run(Network.initial(graph, 1), picture).array();
        assertThat(new Operation.Bicubic(2).weights(0))
                .containsExactly(new double[] {-9.0 / 256, 67.0 / 256, 225.0 / 256, -27.0 / 256}, within(1e-15));
        double first = (-9 + 67 + 225 - 27 * 2) / 256.0;
        double second = (-27 * 1 + 225 * 1 + 67 * 2 - 9 * 4) / 256.0;
        assertThat(row[0]).isCloseTo(first, within(1e-12));
        assertThat(row[1]).isCloseTo(second, within(1e-12));
    }

    @Test
    void unshufflingUndoesAShuffle() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.pixelUnshuffle(g.pixelShuffle(g.input("image", 8), 2), 2));
        Values picture = new Initial.Uniform(1).draw(Shape.of(2, 8, 3, 5), new Random(3));
        double[] result = Reference.run(Network.initial(graph, 1), picture).array();
        for (int i = 0; i < result.length; i++) {
            assertThat(result[i]).isEqualTo(picture.array()[i]);
        }
    }
}
