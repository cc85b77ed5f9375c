package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Channels;
import dev.fettle.network.Cost;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Role;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Carn;
import dev.fettle.network.architecture.Edsr;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupableTest {
    private static final int CHANNELS = 16;
    private static final Values PICTURE = new Initial.Uniform(1).draw(Shape.of(1, CHANNELS, 6, 7), new Random(1));

    private static Graph layer(Groupable groupable, int in, int out) {
        GraphBuilder g = new GraphBuilder();
        return g.build(groupable.apply(g, new Layer("conv", out, 3), g.input("image", in)));
    }

    /// With gates of all layers by digits, 1 for open.
    static Network gated(Graph graph, String digits) {
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        for (Operation.Parameter parameter : graph.parameters()) {
            if (parameter.role() == Role.GATE) {
                float[] gates = new float[(int) parameter.shape().size()];
                for (int i = 0; i < gates.length; i++) {
                    gates[i] = digits.charAt(i) == '1' ? 0.3f : -0.3f;
                }
                weights.put(parameter.name(), new Values(parameter.shape(), gates));
            }
        }
        return new Network(graph, Weights.of(weights));
    }

    private static List<Convolve> convolutions(DeployedNetwork network) {
        return network.graph().nodes().stream()
                .map(Node::operation)
                .filter(Convolve.class::isInstance)
                .map(Convolve.class::cast)
                .toList();
    }

    static long permutations(DeployedNetwork network) {
        return network.graph().nodes().stream()
                .filter(node -> node.operation() instanceof Permutation)
                .count();
    }

    static void assertAlike(Network network, DeployedNetwork deployed, Values picture) {
        double[] trained = Reference.run(network, picture).array();
        double[] run = Reference.run(deployed.network(), picture).array();
        double largest = Arrays.stream(trained).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < trained.length; i++) {
            assertThat(run[i]).isCloseTo(trained[i], within(1e-6 * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111", "0000", "0011", "0101", "1010", "1100", "0110", "1000", "0001"})
    void deployedItIsAConvolutionInGroupsThatComputesTheSame(String gates) {
        Network network = gated(layer(Groupable.DEFAULTS, CHANNELS, CHANNELS), gates);
        DeployedNetwork deployed = network.deployed();
        long closed = gates.chars().filter(gate -> gate == '0').count();
        assertThat(convolutions(deployed)).singleElement().returns(1 << closed, Convolve::groups);
        assertThat(permutations(deployed)).isEqualTo(gates.contains("10") ? 2 : 0);
        assertAlike(network, deployed, PICTURE);
    }

    @Test
    void keysAreThoseOfThePublishedCode() {
        Graph graph = layer(Groupable.DEFAULTS, 8, 16);
        assertThat(graph.parameters().stream().map(Operation.Parameter::name))
                .containsExactlyInAnyOrder("conv.conv.weight", "conv.conv.bias", "conv.gate");
        assertThat(graph.parameters().stream()
                        .filter(parameter -> parameter.role() == Role.GATE)
                        .map(Operation.Parameter::shape))
                .containsExactly(Shape.of(3));
    }

    @Test
    void gatesBeginAtEitherSideOfZero() {
        Weights weights = Weights.initial(layer(Groupable.DEFAULTS, 64, 64), 3);
        for (float gate : weights.get("conv.gate").array()) {
            assertThat(Math.abs(gate)).isEqualTo(1e-8f);
        }
        assertThat(weights.get("conv.gate").array()).contains(1e-8f, -1e-8f);
    }

    @Test
    void gatesMayAllBeginOpen() {
        Graph graph = layer(new Groupable(false, true, 0.3), 8, 8);
        assertThat(Weights.initial(graph, 3).get("conv.gate").array()).containsExactly(0.3f, 0.3f, 0.3f);
        assertThatThrownBy(() -> new Groupable(false, true, -0.1))
                .hasMessage("groupable: open must be from 0 (gates begin by chance) to 1, got -0.1");
    }

    /// Between two 1×1 convolutions, as in a bottleneck of ResNeXt, both permutations are gone.
    @Test
    void permutationsGoIntoTheConvolutionsBesideIt() {
        GraphBuilder g = new GraphBuilder();
        Node before = g.relu(g.conv("before", g.input("image", 3), CHANNELS, 1));
        Node parted = g.relu(Groupable.DEFAULTS.apply(g, new Layer("conv", CHANNELS, 3), before));
        Network network = gated(g.build(g.conv("behind", parted, 5, 1)), "0110");
        DeployedNetwork deployed = network.deployed();
        assertThat(permutations(deployed)).isZero();
        assertAlike(network, deployed, new Initial.Uniform(1).draw(Shape.of(1, 3, 6, 7), new Random(2)));
    }

    /// What one layer puts back the next need not put in order again.
    @Test
    void layersOfTheSameGroupsKeepTheOrderBetweenThem() {
        GraphBuilder g = new GraphBuilder();
        Node before = g.conv("before", g.input("image", 3), CHANNELS, 1);
        Node first = g.relu(Groupable.DEFAULTS.apply(g, new Layer("a", CHANNELS, 3), before));
        Node second = g.relu(Groupable.DEFAULTS.apply(g, new Layer("b", CHANNELS, 3), first));
        Network network = gated(g.build(g.conv("behind", second, 5, 1)), "1010");
        DeployedNetwork deployed = network.deployed();
        assertThat(permutations(deployed)).isZero();
        assertAlike(network, deployed, new Initial.Uniform(1).draw(Shape.of(1, 3, 6, 7), new Random(2)));
    }

    /// Weights begin for all inputs of a filter; without batch norm a layer of many groups would all but
    /// end the signal.
    @ParameterizedTest
    @ValueSource(strings = {"111111", "011111", "010101", "100001", "000001", "000000"})
    void theDeviationOfItsOutputDoesNotDependOnItsGates(String gates) {
        Values picture = new Initial.Normal(1).draw(Shape.of(1, 64, 12, 12), new Random(4));
        double dense = deviation(gated(layer(Groupable.DEFAULTS, 64, 64), "111111"), picture);
        double parted = deviation(gated(layer(Groupable.DEFAULTS, 64, 64), gates), picture);
        assertThat(parted).isCloseTo(dense, within(0.1 * dense));
        double unscaled = deviation(gated(layer(Groupable.PUBLISHED, 64, 64), gates), picture);
        long groups = 1L << gates.chars().filter(gate -> gate == '0').count();
        assertThat(unscaled * Math.sqrt((double) groups))
                .isCloseTo(dense, within(0.25 * dense)); // its bias is not parted
    }

    private static double deviation(Network network, Values picture) {
        double[] result = Reference.run(network, picture).array();
        return Math.sqrt(
                Arrays.stream(result).map(value -> value * value).average().orElseThrow());
    }

    @Test
    void inAPlaceOfGroupsItLearnsItsOwn() {
        Carn mobile = new Carn(List.of(2), 16, 4, Carn.Block.EFFICIENT, Groupable.DEFAULTS);
        List<LearntGroups.Gated> layers = LearntGroups.layers(mobile.graph());
        assertThat(layers).isNotEmpty().allMatch(layer -> layer.filters().channels() == 16);
    }

    /// Convolutions that share their filters, in CARN-M's blocks, each have their own permutations.
    @ParameterizedTest
    @ValueSource(strings = {"0110", "1010", "0000", "1111"})
    void sharedBlocksComputeTheSameOnceDeployed(String gates) {
        Network network =
                gated(new Carn(List.of(2, 3), 16, 4, Carn.Block.EFFICIENT, Groupable.DEFAULTS).graph(), gates);
        assertAlike(network, network.deployed(), new Initial.Uniform(1).draw(Shape.of(1, 3, 5, 6), new Random(3)));
    }

    /// As if the layers had been described in as many groups.
    @ParameterizedTest
    @CsvSource({"0110, 4", "1111, 1", "0000, 16"})
    void decidedGatesCostWhatAsManyFixedGroupsCost(String gates, int groups) {
        Network network = gated(new Edsr(2, 2, 16, 1, 1, Groupable.DEFAULTS).graph(), gates);
        Graph grouped = new Edsr(2, 2, 16, 1, 1, new Grouped(groups, false)).graph();
        assertThat(Cost.Decided.of(network))
                .isEqualTo(new Cost.Decided(grouped.parameterCount(), Cost.macsPerOutputPixelOfAllResults(grouped)));
    }

    /// Filters of a shared block count once, its multiply-adds for every use.
    @Test
    void decidedGatesOfSharedBlocksCostWhatTheirFixedGroupsCost() {
        Network network = gated(new Carn(List.of(2), 16, 4, Carn.Block.EFFICIENT, Groupable.DEFAULTS).graph(), "0110");
        Graph grouped = new Carn(List.of(2), 16, 4, Carn.Block.EFFICIENT, Convolutions.PLAIN).graph();
        assertThat(Cost.Decided.of(network))
                .isEqualTo(new Cost.Decided(grouped.parameterCount(), Cost.macsPerOutputPixelOfAllResults(grouped)));
    }

    @Test
    void aNetworkTellsItsGroupsByLayer() {
        Network network = gated(new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS).graph(), "0110");
        assertThat(LearntGroups.of(network.graph(), network.weights()))
                .extracting(LearntGroups::line)
                .containsExactly("body.0.body.0: 4 groups (0110)", "body.0.body.2: 4 groups (0110)");
    }

    @Test
    void whatGatesPartCannotBePruned() {
        Graph graph = new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS).graph();
        assertThat(Channels.of(graph).groups()).doesNotContainKeys("head.0", "body.0.body.0");
    }

    @Test
    void oddNumbersOfChannelsAreRefusedByName() {
        assertThatThrownBy(() -> layer(Groupable.DEFAULTS, 5, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv: gates part channels by halves, so both 5 going in and 10 coming out must be even; "
                        + "give the network an even number of channels, or the layer a plain convolution");
    }
}
