package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Operation.Convolve;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {
    @Test
    void aShapeErrorNamesTheLayer() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 64);
        assertThatThrownBy(() -> g.in("body.3").conv("conv1", x, 64, 3, new Convolve(1, 1, 1, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("body.3.conv1: groups (3) must divide input channels (64) and output channels (64)");
        assertThatThrownBy(() -> g.pixelShuffle(x, 3))
                .hasMessageContaining("image.shuffle: pixel shuffle by 3 needs a multiple of 9");
        Node half = g.conv("half", x, 64, 3, new Convolve(2, 1, 1, 1));
        assertThatThrownBy(() -> g.add(x, half)).hasMessageContaining("[1×64×64×64] and [1×64×32×32] do not fit");
    }

    @Test
    void parametersHaveOneNameEach() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node first = g.conv("a", x, 3, 3);
        assertThatThrownBy(() -> g.conv("a", first, 3, 3))
                .hasMessageContaining("a.weight: a parameter of this name exists already");
    }

    @Test
    void batchNormWantsOneNumberPerChannel() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node three = g.parameter("three", Shape.of(3), new Initial.Fill(1));
        Node two = g.parameter("two", Shape.of(2), new Initial.Fill(1));
        assertThatThrownBy(() -> g.add("norm", Operation.BatchNorm.DEFAULTS, x, three, three, three, two))
                .hasMessage("norm: batch norm by [2] does not fit 3 channels");
        assertThatThrownBy(() -> g.add("short", Operation.BatchNorm.DEFAULTS, x, three, three))
                .hasMessage("short: BatchNorm cannot read 3 inputs");
        assertThatThrownBy(() -> new Operation.BatchNorm(0, 0.1)).hasMessageContaining("epsilon > 0");
        assertThatThrownBy(() -> new Operation.BatchNorm(1e-5, 1.5)).hasMessageContaining("momentum from 0 to 1");
    }

    @Test
    void statisticsAreKeptWithTheWeightsButNotCounted() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.batchNorm("norm", g.input("image", 3)));
        assertThat(graph.parameters())
                .extracting(Operation.Parameter::name)
                .containsExactly("norm.weight", "norm.bias", "norm.running_mean", "norm.running_var");
        assertThat(graph.parameterCount()).isEqualTo(6);
        Cost cost = Cost.of(graph, 8, 8);
        assertThat(cost.parameters()).isEqualTo(6);
        assertThat(cost.perNode().stream().mapToLong(Cost.NodeCost::parameters).sum())
                .isEqualTo(6);
        assertThat(cost.macs()).isZero();
    }

    @Test
    void aGraphNeedsExactlyOneInput() {
        GraphBuilder none = new GraphBuilder();
        Node alone = none.parameter("p", Shape.of(1, 1, 1, 1), new Initial.Fill(0));
        assertThatThrownBy(() -> none.build(alone)).hasMessageContaining("exactly one input");
    }

    @Test
    void whatTheOutputDoesNotNeedIsLeftOut() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        g.conv("unused", x, 8, 3);
        Graph graph = g.build(g.relu(x));
        assertThat(graph.nodes()).extracting(Node::name).containsExactly("image", "image.relu");
        assertThat(graph.parameters()).isEmpty();
    }

    @Test
    void lastReadersSayWhenAValueMayGo() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node a = g.relu(x);
        Node b = g.scale(a, 2);
        Graph graph = g.build(g.add(b, x));
        // image is read last by the sum (3), a by b (2), b by the sum, the sum by nobody: it is the output
        assertThat(graph.lastReaders()).containsExactly(3, 2, 3, 4);
    }

    @Test
    void aNetworkRefusesWeightsThatDoNotFit() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.convWithoutBias("c", g.input("image", 3), 4, 3, Convolve.same(3)));
        assertThatThrownBy(() -> new Network(graph, Weights.of(java.util.Map.of())))
                .hasMessageContaining("no parameter 'c.weight'");
        Values wrong = Values.zeros(Shape.of(4, 3, 1, 1));
        assertThatThrownBy(() -> new Network(graph, Weights.of(java.util.Map.of("c.weight", wrong))))
                .hasMessage("weights: 'c.weight' should be [4×3×3×3], is [4×3×1×1]");
        Values right = Values.zeros(Shape.of(4, 3, 3, 3));
        assertThatThrownBy(() -> new Network(graph, Weights.of(java.util.Map.of("c.weight", right, "d.weight", right))))
                .hasMessageContaining("[d.weight]");
    }

    @Test
    void theHaloIsHalfTheReceptiveField() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("a", g.input("image", 1), 4, 3);
        x = g.conv("b", x, 4, 5, new Convolve(1, 4, 2, 1));
        assertThat(Halo.of(g.build(x))).isEqualTo(new Halo(1 + 4, 1, false));
    }

    @Test
    void layersBehindAShuffleCountByItsFactor() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.pixelShuffle(g.conv("a", g.input("image", 1), 4, 3), 2);
        x = g.conv("c", g.conv("b", x, 4, 3), 1, 3); // two pixels after the shuffle: one before it
        assertThat(Halo.of(g.build(x))).isEqualTo(new Halo(2, 1, false));
    }

    @Test
    void stridesAlignTiles() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("a", g.input("image", 1), 4, 3, new Convolve(2, 1, 1, 1));
        x = g.conv("b", x, 16, 3, new Convolve(2, 1, 1, 1));
        x = g.pixelShuffle(g.pixelShuffle(x, 2), 2);
        // b reads rows -1 … of a, a reads rows 2·(-1) - 1 = -3 … of the image: 3 pixels, rounded up to the alignment
        assertThat(Halo.of(g.build(x))).isEqualTo(new Halo(4, 4, false));
    }

    @Test
    void poolingOverThePictureHasNoFiniteHalo() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node mean = g.add("mean", new Operation.GlobalMean(), x);
        assertThat(Halo.of(g.build(g.add("m", new Operation.Multiply(), x, mean)))
                        .global())
                .isTrue();
    }

    @Test
    void shiftsAndJoinsWidenTheHalo() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("a", g.input("image", 2), 4, 3);
        Node moved = g.add("s", new Operation.Shift(-1, 1), x);
        assertThat(Halo.of(g.build(g.concat("c", List.of(x, moved)))).pixels()).isEqualTo(2);
    }
}
