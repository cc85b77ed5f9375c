package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.WindowMean;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.CondConv;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.Sparse.Constraint;
import dev.fettle.network.convolution.Sparse.Pooling;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {
    private static final Sparse SPARSE = sparse(Constraint.SOFTMAX, Pooling.GLOBAL);
    private static final Sparse BY_WINDOW = sparse(Constraint.SOFTMAX, Pooling.WINDOW);

    private static Sparse sparse(Constraint constraint, Pooling pooling) {
        return new Sparse(4, 2, Sparse.Choice.of(constraint), Sparse.Routing.of(pooling, 8));
    }

    private static DeployedNetwork network(Convolution convolution) {
        return Deployment.of(Network.initial(new Wdsr(2, 2, 4, 1, Wdsr.Block.A, convolution).graph(), 3));
    }

    private static Values picture(int height, int width) {
        return new Initial.Uniform(1).draw(Shape.of(1, 3, height, width), new Random(5));
    }

    private static double[] run(DeployedNetwork network, Values picture) {
        return Reference.run(network.network(), picture).array();
    }

    @Test
    void onlyKernelsThatAWholePictureChoosesLackWindows() {
        assertThat(Windows.areLackingIn(network(SPARSE).graph())).isTrue();
        assertThat(Windows.areLackingIn(network(new CondConv(3)).graph())).isTrue();
        assertThat(Windows.areLackingIn(network(Convolutions.PLAIN).graph())).isFalse();
        assertThat(Windows.areLackingIn(network(BY_WINDOW).graph())).isFalse();
        DeployedNetwork windowed = Windows.of(network(SPARSE), new WindowMean(8, 0), 1);
        assertThat(Windows.areLackingIn(windowed.graph())).isFalse();
    }

    @Test
    void oneWindowIsTheWholePicture() {
        DeployedNetwork network = network(SPARSE);
        DeployedNetwork windowed = Windows.of(network, new WindowMean(20, 0), 1);
        assertThat(run(windowed, picture(20, 17)))
                .containsExactly(run(network, picture(20, 17)), within(1e-9)); // kernels mixed, or results
    }

    /// Both ways of saying it: when the network is configured, and afterwards.
    @Test
    void windowsGiveWhatANetworkConfiguredWithThemGives() {
        DeployedNetwork configured = network(BY_WINDOW);
        DeployedNetwork windowed = Windows.of(network(SPARSE), new WindowMean(8, 0), 1);
        assertThat(run(windowed, picture(20, 17))).isEqualTo(run(configured, picture(20, 17)));
        assertThat(run(windowed, picture(20, 17))).isNotEqualTo(run(network(SPARSE), picture(20, 17)));
    }

    /// A pixel that changes, and how far the change is seen.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void eachWindowOrSquareOfThemChoosesByItsOwnPixelsAlone(int shared) {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node mean = g.add("mean", new Operation.GlobalMean(), image);
        Node beta = g.add("beta", new Operation.Softmax(2, 1), g.conv("route", mean, 2, 1));
        Node bank = g.parameter("bank", Shape.of(2 * 3, 3, 1, 1), new Initial.Normal(1));
        Node mixed = g.add("mixed", new MixedConvolve(Convolve.same(1), 2, 1, 0), image, bank, beta);
        DeployedNetwork network =
                Windows.of(Network.initial(g.build(mixed), 7).deployed(), new WindowMean(8, 0), shared);
        double[] result = run(network, picture(16, 32));
        Values other = picture(16, 32);
        other.array()[0] += 5; // in the first window
        double[] changed = run(network, other);
        for (int i = 0; i < result.length; i++) {
            boolean isInFirst = i / 32 % 16 < 8 * shared && i % 32 < 8 * shared;
            assertThat(changed[i] == result[i]).as("sample %d", i).isEqualTo(!isInFirst);
        }
    }

    /// Windows that are all alike choose alike, so that nothing is lost by sharing.
    @Test
    void windowsThatShareAKernelMixItWithTheMeanOfTheirChoices() {
        float[] tile = picture(8, 8).array();
        float[] tiled = new float[3 * 16 * 16];
        for (int i = 0; i < tiled.length; i++) {
            tiled[i] = tile[i / 256 * 64 + i / 16 % 8 * 8 + i % 8];
        }
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node mean = g.add("mean", new Operation.GlobalMean(), image);
        Node beta = g.add("beta", new Operation.Softmax(2, 1), g.conv("route", mean, 2, 1));
        Node bank = g.parameter("bank", Shape.of(2 * 3, 3, 1, 1), new Initial.Normal(1));
        Network network = Network.initial(
                g.build(g.add("mixed", new MixedConvolve(Convolve.same(1), 2, 1, 0), image, bank, beta)), 7);
        Values picture = new Values(Shape.of(1, 3, 16, 16), tiled);
        assertThat(run(Windows.of(network.deployed(), 8), picture))
                .containsExactly(run(Windows.of(network.deployed(), new WindowMean(8, 0), 1), picture), within(1e-9));
    }

    /// What training chose one of is never mixed.
    @Test
    void hardChoicesAreNotShared() {
        Graph graph =
                Windows.of(network(sparse(Constraint.HARD, Pooling.GLOBAL)), 8).graph();
        assertThat(graph.nodes()).noneMatch(node -> node.name().endsWith(".shared"));
        assertThat(graph.nodes())
                .filteredOn(node -> node.operation() instanceof MixedConvolve)
                .hasSize(4)
                .allMatch(node -> ((MixedConvolve) node.operation()).window() == 8);
        Graph soft = Windows.of(network(SPARSE), 8).graph();
        assertThat(soft.nodes()).anyMatch(node -> node.name().endsWith(".shared"));
    }

    @Test
    void windowsThatDoNotFitTheSamplesAreRefused() {
        GraphBuilder g = new GraphBuilder();
        Node half = g.conv("half", g.input("image", 3), 4, 3, new Convolve(2, 1, 1, 1));
        Node beta = g.add(
                "beta",
                new Operation.Softmax(2, 1),
                g.conv("route", g.add("mean", new Operation.GlobalMean(), half), 2, 1));
        Node bank = g.parameter("bank", Shape.of(2 * 12, 4, 3, 3), new Initial.Normal(1));
        Node mixed = g.add("mixed", new MixedConvolve(Convolve.same(3), 2, 1, 0), half, bank, beta);
        DeployedNetwork network =
                Network.initial(g.build(g.pixelShuffle(mixed, 2)), 1).deployed();
        assertThat(Arrays.asList(8, 16))
                .allSatisfy(side -> assertThat(Windows.of(network, new WindowMean(side, 0), 1))
                        .isNotNull());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Windows.of(network, new WindowMean(9, 0), 1))
                .withMessage("mean: windows of 9 pixels are no whole number of its samples");
    }
}
