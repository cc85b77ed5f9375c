package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Operation.Convolve;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
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
        assertThatThrownBy(() -> g.add(x, half)).hasMessageContaining("[1×64×192×192] and [1×64×96×96] do not fit");
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
        assertThatThrownBy(() -> g.add("norm", TrainingOnly.BatchNorm.DEFAULTS, x, three, three, three, two))
                .hasMessage("norm: batch norm by [2] does not fit 3 channels");
        assertThatThrownBy(() -> g.add("short", TrainingOnly.BatchNorm.DEFAULTS, x, three, three))
                .hasMessage("short: BatchNorm cannot read 3 inputs");
        assertThatThrownBy(() -> new TrainingOnly.BatchNorm(0, 0.1)).hasMessageContaining("epsilon > 0");
        assertThatThrownBy(() -> new TrainingOnly.BatchNorm(1e-5, 1.5)).hasMessageContaining("momentum from 0 to 1");
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
        assertThatThrownBy(() -> new Network(graph, Weights.of(Map.of())))
                .hasMessageContaining("no parameter 'c.weight'");
        Values wrong = Values.zeros(Shape.of(4, 3, 1, 1));
        assertThatThrownBy(() -> new Network(graph, Weights.of(Map.of("c.weight", wrong))))
                .hasMessage("weights: 'c.weight' should be [4×3×3×3], is [4×3×1×1]");
        Values right = Values.zeros(Shape.of(4, 3, 3, 3));
        assertThatThrownBy(() -> new Network(graph, Weights.of(Map.of("c.weight", right, "d.weight", right))))
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

    /// A shared body with two heads, as CARN has for its scales.
    private static Graph twoHeads() {
        GraphBuilder g = new GraphBuilder();
        Node body = g.relu(g.conv("body", g.input("image", 3), 4, 3));
        SequencedMap<String, Node> results = new LinkedHashMap<>();
        results.put("x2", g.pixelShuffle(g.conv("up2", body, 12, 3), 2));
        results.put("x3", g.pixelShuffle(g.conv("up3", body, 27, 5), 3));
        return g.build(results);
    }

    @Test
    void resultsHaveNamesAndTheFirstIsTheOutput() {
        Graph graph = twoHeads();
        assertThat(graph.outputs().sequencedKeySet()).containsExactly("x2", "x3");
        assertThat(graph.output()).isSameAs(graph.output("x2"));
        assertThat(graph.parameters()).hasSize(6);
        assertThatThrownBy(() -> graph.output("x4")).hasMessage("the network has no result 'x4'; there are: x2, x3");
    }

    @Test
    void noResultIsReleasedOrPruned() {
        Graph graph = twoHeads();
        assertThat(graph.outputs().values())
                .allMatch(result ->
                        graph.lastReaders()[result.index()] == graph.nodes().size());
        DeployedNetwork deployed = Network.initial(graph, 1).deployed();
        assertThat(deployed.graph().outputs().sequencedKeySet()).containsExactly("x2", "x3");
        Values picture = new Initial.Uniform(1).draw(Shape.of(1, 3, 5, 4), new Random(1));
        Network network = Network.initial(graph, 1);
        assertThat(Reference.results(network, picture).values())
                .extracting(Reference.Array::shape)
                .containsExactly(Shape.of(1, 3, 10, 8), Shape.of(1, 3, 15, 12));
        Network third = Network.of(graph.endingIn("x3"), network.weights());
        assertThat(third.weights().byName()).containsOnlyKeys("body.weight", "body.bias", "up3.weight", "up3.bias");
        assertThat(Reference.run(third, picture).array())
                .isEqualTo(Reference.results(network, picture).get("x3").array());
    }

    /// Only the way to the first result has a halo and costs anything; the file holds the weights of all.
    @Test
    void costAndHaloAreThoseOfTheFirstResult() {
        Graph graph = twoHeads();
        assertThat(Halo.of(graph).pixels()).isEqualTo(2);
        assertThat(Halo.of(graph.endingIn("x3")).pixels()).isEqualTo(3);
        assertThat(Cost.of(graph, 8, 8).macs()).isEqualTo(64 * (4 * 27 + 12 * 36));
        assertThat(Cost.of(graph, 8, 8).parameters()).isEqualTo(graph.parameterCount());
    }

    @Test
    void aResultIsAPictureWithAScaleOrAVector() {
        Graph graph = twoHeads();
        assertThat(Ending.of(graph, graph.output("x3"))).isEqualTo(new Ending.Picture(3, 3));
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("half", g.input("image", 3), 4, 3, new Convolve(2, 1, 1, 1));
        assertThat(Ending.of(g.build(x))).isEqualTo(new Ending.Picture(4, 0.5));
        Graph classes = g.build(g.conv("classes", g.add("mean", new Operation.GlobalMean(), x), 10, 1));
        assertThat(Ending.of(classes)).isEqualTo(new Ending.Vector(10));
        assertThatThrownBy(() -> Halo.of(classes))
                .hasMessage("the network ends in a vector of 10 values, not in a picture");
        assertThat(Halo.alignment(classes)).isEqualTo(2);
    }

    @Test
    void aGraphNeedsResultsThatDependOnItsInput() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node fixed = g.constant("fixed", Values.zeros(Shape.of(1, 3, 1, 1)));
        SequencedMap<String, Node> results = new LinkedHashMap<>(Map.of("picture", x));
        results.putLast("fixed", fixed);
        assertThatThrownBy(() -> g.build(results)).hasMessage("graph: result 'fixed' does not depend on the input");
        assertThatThrownBy(() -> g.build(new LinkedHashMap<>())).hasMessage("graph: at least one result is needed");
    }

    /// A network that enlarges first, then halves and doubles: aligned at its own scale, not at the picture's.
    @Test
    void stridesThatEnlargementsUndoNeedNoAlignment() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.pixelShuffle(g.conv("enlarge", g.input("image", 1), 16, 3), 4);
        x = g.conv("a", x, 4, 3, new Convolve(2, 1, 1, 1));
        x = g.conv("b", x, 16, 3, new Convolve(2, 1, 1, 1));
        Halo halo = Halo.of(g.build(g.pixelShuffle(g.pixelShuffle(x, 2), 2)));
        // as in stridesAlignTiles, 3 rows of what is four times as dense, and 1 of the picture
        assertThat(halo).isEqualTo(new Halo(2, 1, false));
    }

    /// Squares of four samples at twice the picture's density begin at every second pixel.
    @Test
    void squaresAreCountedInSamplesOfTheirOwnMap() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.pixelShuffle(g.conv("a", g.input("image", 1), 4, 1), 2);
        Graph graph = g.build(g.conv("b", x, 1, 3));
        assertThat(Halo.of(graph, _ -> new Halo.Squares(4, 0)).alignment()).isEqualTo(4);
        assertThat(Halo.of(graph, node -> new Halo.Squares(node.name().equals("b") ? 4 : 1, 0))
                        .alignment())
                .isEqualTo(2);
    }

    @Test
    void aWeightThatNodesShareCostsOnce() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 2);
        Node weight = g.parameter("shared", Shape.of(2, 2, 3, 3), new Initial.Normal(1));
        Node first = g.add("first", Convolve.same(3), x, weight);
        Cost cost = Cost.of(g.build(g.add("second", Convolve.same(3), first, weight)), 8, 8);
        assertThat(cost.parameters()).isEqualTo(36);
        assertThat(cost.perNode()).extracting(Cost.NodeCost::parameters).containsExactly(0L, 36L, 0L);
        assertThat(cost.macs()).isEqualTo(2 * 64 * 36);
    }
}
