package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.AveragePool;
import dev.fettle.network.Operation.Linear;
import dev.fettle.network.Operation.MaxPool;
import dev.fettle.network.Operation.Permutation;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pooling over windows and linear layers, by hand.
class PoolingTest {
    private static double[] run(Operation operation, int height, int width, float... samples) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.add("pool", operation, g.input("image", 1)));
        return Reference.run(Network.initial(graph, 1), new Values(Shape.of(1, 1, height, width), samples))
                .array();
    }

    @Test
    void paddingIsNoneOfTheSamplesThatALargestIsOf() {
        assertThat(run(new MaxPool(3, 2, 1), 3, 3, -1, -2, -3, -4, -5, -6, -7, -8, -9))
                .containsExactly(-1, -2, -4, -5);
    }

    @Test
    void paddingCountsAsZerosInAnAverage() {
        assertThat(run(new AveragePool(2, 2, 1), 2, 2, 4, 8, 12, 16)).containsExactly(1, 2, 3, 4);
        assertThat(run(new AveragePool(2, 2, 0), 2, 2, 4, 8, 12, 16)).containsExactly(10);
    }

    @Test
    void whatFillsNoWindowIsLeftOut() {
        assertThat(run(new MaxPool(2, 2, 0), 3, 3, 1, 2, 90, 3, 4, 90, 90, 90, 90))
                .containsExactly(4);
    }

    @Test
    void windowsMayLieApart() {
        assertThat(run(new MaxPool(1, 3, 0), 1, 7, 1, 2, 3, 4, 5, 6, 7)).containsExactly(1, 4, 7);
        assertThat(run(new AveragePool(1, 3, 0), 1, 7, 1, 2, 3, 4, 5, 6, 7)).containsExactly(1, 4, 7);
    }

    @Test
    void oneSampleIsAWindowOfItsOwnWithPaddingAround() {
        assertThat(run(new MaxPool(3, 2, 1), 1, 1, -7)).containsExactly(-7);
        assertThat(run(new AveragePool(3, 2, 1), 1, 1, -18)).containsExactly(-2);
    }

    @Test
    void aWindowThatDoesNotFitIsRefusedByTheNodesName() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.in("stem").add("pool", new MaxPool(7, 1, 0), g.input("image", 1)));
        assertThatThrownBy(() -> Shapes.of(graph, 1, 9, 6))
                .hasMessage("stem.pool: a window of 7 (padding 0) does not fit into 6 pixels");
    }

    @Test
    void paddingBeyondHalfAWindowWouldLeaveWindowsEmpty() {
        assertThatThrownBy(() -> new MaxPool(3, 1, 2))
                .hasMessage("max pool: padding must be 0 to half of the kernel (3), got 2");
        assertThatThrownBy(() -> new AveragePool(0, 1, 0)).hasMessage("average pool: kernel must be at least 1, got 0");
        assertThatThrownBy(() -> new AveragePool(2, 0, 0)).hasMessage("average pool: stride must be at least 1, got 0");
    }

    @Test
    void aLinearLayerIsASumOverChannels() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 2);
        Node weight = g.constant("weight", new Values(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}));
        Node bias = g.constant("bias", new Values(Shape.of(3), new float[] {0.5f, 0, -1}));
        Node mean = g.add("mean", new Operation.GlobalMean(), x);
        Network network = Network.initial(g.build(g.add("fc", new Linear(), mean, weight, bias)), 1);
        Reference.Array made = Reference.run(network, new Values(Shape.of(2, 2, 1, 1), new float[] {1, 10, 0, 1}));
        assertThat(made.shape()).isEqualTo(Shape.of(2, 3, 1, 1));
        assertThat(made.array()).containsExactly(21.5, 43, 64, 2.5, 4, 5);
    }

    @Test
    void linearLayersThatDoNotFitAreRefusedByTheirName() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 2);
        assertThatThrownBy(() -> g.linear("fc", x, 3))
                .hasMessage("fc: a linear layer reads maps of one pixel, got [1×2×192×192]");
        Node mean = g.add("mean", new Operation.GlobalMean(), x);
        Node weight = g.parameter("w", Shape.of(3, 4), new Initial.Fill(0));
        assertThatThrownBy(() -> g.add("head", new Linear(), mean, weight))
                .hasMessage("head: weight [3×4] does not fit an input of 2 channels");
        Node bias = g.parameter("b", Shape.of(2), new Initial.Fill(0));
        Node fitting = g.parameter("v", Shape.of(3, 2), new Initial.Fill(0));
        assertThatThrownBy(() -> g.add("last", new Linear(), mean, fitting, bias))
                .hasMessage("last: bias [2] does not fit 3 output channels");
    }

    @Test
    void aLinearLayerCostsItsWeightsAndPoolingNothing() {
        GraphBuilder g = new GraphBuilder();
        Node pooled = g.add("pool", new MaxPool(2, 2, 0), g.input("image", 5));
        Graph graph = g.build(g.linear("fc", g.add("mean", new Operation.GlobalMean(), pooled), 7));
        Cost cost = Cost.of(graph, 8, 8);
        assertThat(cost.macs()).isEqualTo(35);
        assertThat(cost.parameters()).isEqualTo(42);
        assertThat(cost.perNode().getFirst().macs()).isZero();
    }

    /// Windows reach as far as a kernel of their size, and their results lie a stride apart.
    @ParameterizedTest
    @CsvSource({"3, 2, 1", "2, 2, 0", "5, 3, 2", "1, 2, 0"})
    void poolingSeesWhatAConvolutionOfTheSameWindowsSees(int kernel, int stride, int padding) {
        Operation.Convolve same = new Operation.Convolve(stride, padding, 1, 1);
        Graph convolved = between(g -> g.conv("windows", g.input("image", 1), 1, kernel, same));
        for (Operation pooling :
                List.of(new MaxPool(kernel, stride, padding), new AveragePool(kernel, stride, padding))) {
            Graph pooled = between(g -> g.add("windows", pooling, g.input("image", 1)));
            assertThat(Halo.of(pooled)).isEqualTo(Halo.of(convolved));
            assertThat(ReceptiveField.of(Network.initial(pooled, 1).deployed()))
                    .isEqualTo(ReceptiveField.of(Network.initial(convolved, 1).deployed()));
        }
    }

    private static Graph between(Function<GraphBuilder, Node> windows) {
        GraphBuilder g = new GraphBuilder();
        return g.build(g.conv("after", windows.apply(g), 1, 3));
    }

    @Test
    void permutationsGoThroughPoolingAndIntoLinearLayers() {
        GraphBuilder g = new GraphBuilder();
        Node shuffled = g.add("permuted", new Permutation(List.of(2, 0, 1)), g.input("image", 3));
        Node pooled = g.add("pool", new MaxPool(2, 2, 0), shuffled);
        Node made = g.linear("fc", g.add("mean", new Operation.GlobalMean(), pooled), 4);
        Network network = Network.initial(g.build(made), 4);
        DeployedNetwork deployed = network.deployed();
        assertThat(deployed.graph().nodes()).noneMatch(node -> node.operation() instanceof Permutation);
        Values picture = new Values(Shape.of(1, 3, 2, 2), new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        assertThat(Reference.run(deployed.network(), picture).array())
                .containsExactly(Reference.run(network, picture).array(), within(1e-12));
    }

    @Test
    void linearLayersAreConvolutionsOfOnePixel() {
        GraphBuilder g = new GraphBuilder();
        Node mean = g.add("mean", new Operation.GlobalMean(), g.input("image", 3));
        DeployedNetwork network =
                Network.initial(g.build(g.linear("fc", mean, 4)), 4).deployed();
        DeployedNetwork convolved = network.withConvolutionsForLinear();
        assertThat(convolved.graph().nodes()).noneMatch(node -> node.operation() instanceof Linear);
        Values picture = new Values(Shape.of(1, 3, 1, 2), new float[] {1, 2, 3, 4, 5, 6});
        assertThat(Reference.run(convolved.network(), picture))
                .usingRecursiveComparison()
                .isEqualTo(Reference.run(network.network(), picture));
    }
}
