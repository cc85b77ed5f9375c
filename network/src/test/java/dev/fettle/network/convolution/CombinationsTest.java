package dev.fettle.network.convolution;

import static dev.fettle.network.convolution.GroupableTest.assertAlike;
import static dev.fettle.network.convolution.GroupableTest.gated;
import static dev.fettle.network.convolution.GroupableTest.permutations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.ChannelPlan;
import dev.fettle.network.Configuration;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.LearntGroups;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Slim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Two methods that make networks lighter, in one. That each combination computes the same once deployed, in
/// ONNX Runtime and in the engine is a matter of the contract cases.
class CombinationsTest {
    private static final Ghost BOTH = Ghost.DEFAULTS.over(Groupable.DEFAULTS);

    private static Values picture(int channels) {
        return new Initial.Uniform(1).draw(Shape.of(1, channels, 6, 7), new Random(5));
    }

    private static Slim slim(Edsr base, Map<String, Integer> widths) {
        return new Slim(base, new LinkedHashMap<>(widths));
    }

    @Test
    void namesAreThoseOfBothMethods() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(BOTH.apply(g, new Layer("conv", 16, 3), g.input("image", 8)));
        assertThat(graph.parameters())
                .extracting(Operation.Parameter::name)
                .containsExactlyInAnyOrder("conv.conv.weight", "conv.conv.bias", "conv.gate", "conv.shift");
    }

    @Test
    void groupsAndShiftsAreToldByLayer() {
        Graph graph = new Edsr(2, 1, 16, 1, 1, BOTH).graph();
        Network network = gated(graph, "011");
        assertThat(LearntGroups.of(graph, network.weights()))
                .extracting(LearntGroups::line)
                .containsExactly("body.0.body.0: 2 groups (011)", "body.0.body.2: 2 groups (011)");
        assertThat(LearntShifts.of(graph, network.weights()))
                .extracting(LearntShifts::layer)
                .containsExactly("body.0.body.0", "body.0.body.2");
    }

    /// Half of the filters are ghosts, and those that are left read one n-th of the channels.
    @ParameterizedTest
    @CsvSource({"111, 2", "011, 4", "010, 8"})
    void whatTwoMethodsLeaveIsMultiplied(String gates, int part) {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(BOTH.apply(g, new Layer("conv", 16, 3), g.input("image", 16)));
        assertThat(Cost.Decided.of(gated(graph, gates)).macsPerOutputPixel()).isEqualTo(16.0 * 16 * 9 / part);
    }

    /// Their order goes through the ghosts to what reads them.
    @ParameterizedTest
    @ValueSource(strings = {"101", "100", "110", "010"})
    void groupsUnderGhostsLeaveNoPermutationBetweenConvolutions(String gates) {
        GraphBuilder g = new GraphBuilder();
        Node before = g.conv("before", g.input("image", 3), 16, 1);
        Node parted = g.relu(BOTH.apply(g, new Layer("conv", 16, 3), before));
        Network network = gated(g.build(g.conv("behind", parted, 5, 3)), gates);
        assertThat(permutations(network.deployed())).isZero();
        assertAlike(network, network.deployed(), picture(3));
    }

    /// A sum reads its parts in any order, so that one permutation, behind the join, is all there is.
    @Test
    void beforeASumThePermutationStandsBehindTheGhosts() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("before", g.input("image", 3), 16, 1);
        Node parted = BOTH.apply(g, new Layer("conv", 16, 3), x);
        Network network = gated(g.build(g.conv("behind", g.add(parted, x), 5, 3)), "101");
        Graph deployed = network.deployed().graph();
        Node sum = deployed.nodes().stream()
                .filter(node -> node.operation() instanceof Operation.Add)
                .findFirst()
                .orElseThrow();
        assertThat(sum.inputs().getFirst().operation()).isInstanceOf(Operation.Permutation.class);
        assertThat(sum.inputs().getFirst().input().operation()).isInstanceOf(Operation.Concat.class);
        assertAlike(network, network.deployed(), picture(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sparse", "groupable", "grouped", "condconv", "dynamic", "squeeze-excite"})
    void ghostsStandOverEveryOtherConvolution(String primary) {
        Convolution read = Convolutions.ALL.read(
                "convolution",
                Configuration.MAPPER.readTree(
                        "{\"type\": \"ghost\", \"primary\": {\"type\": \"%s\"}}".formatted(primary)));
        Network network = Network.initial(new Edsr(2, 1, 32, 1, 1, read).graph(), 4);
        assertAlike(network, network.deployed(), picture(3));
        assertThat(Convolutions.ALL.read("convolution", Convolutions.ALL.write(read)))
                .isEqualTo(read);
    }

    @Test
    void whatCannotBeCombinedIsRefusedByName() {
        assertThatThrownBy(() -> BOTH.over(BOTH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ghost: its primary convolution is ghost itself; one ghost with a larger ratio has as many "
                        + "copies");
        Sparse.Choice shared = new Sparse.Choice(
                Sparse.Constraint.SOFTMAX, Temperature.DEFAULTS, Sparse.Selection.SHARED, Sparse.Form.MERGED);
        assertThatThrownBy(() -> Ghost.DEFAULTS.over(Sparse.DEFAULTS.with(shared)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ghost: a primary convolution sparse with selection 'shared' needs both layers of a block, "
                        + "and ghosts are made in each on its own; take selection 'independent'");
        assertThatThrownBy(() -> new Edsr(2, 1, 10, 1, 1, BOTH).graph())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("body.0.body.0: gates part channels by halves, so both 10 going in and 5 coming out must "
                        + "be even; give the network an even number of channels, or the layer a plain convolution");
        assertThatThrownBy(() -> new Edsr(2, 1, 8, 1, 1, Ghost.DEFAULTS.over(Sparse.DEFAULTS)).graph())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("body.0.body.0: cardinals (16) must divide the 4 channels");
    }

    /// The same numbers as of a plain network of those widths, and as many gates as 2 divides both sides of a
    /// layer.
    @Test
    void slimNetworksHaveGatesForTheChannelsThatTheyHave() {
        Map<String, Integer> widths = Map.of("body.0.body.0", 6, "body.1.body.0", 8);
        Graph gates = slim(new Edsr(2, 2, 16, 1, 1, Groupable.DEFAULTS), widths).graph();
        assertThat(LearntGroups.layers(gates))
                .extracting(LearntGroups.Gated::gateCount)
                .containsExactly(1, 1, 3, 3);
        Graph plain = slim(new Edsr(2, 2, 16, 1, 1), widths).graph();
        assertThat(gates.parameterCount()).isEqualTo(plain.parameterCount() + 8);
        Network open = gated(gates, "111");
        assertThat(Cost.Decided.of(open))
                .isEqualTo(new Cost.Decided(plain.parameterCount(), Cost.macsPerOutputPixelOfAllResults(plain)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1010", "0101", "0011"})
    void slimNetworksComputeTheSameOnceTheirGatesAreDecided(String gates) {
        Edsr base = new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS);
        Network network =
                gated(slim(base, Map.of("body.0.body.0", 8, "head.0", 12)).graph(), gates);
        assertAlike(network, network.deployed(), picture(3));
    }

    @Test
    void gatesNeedEvenWidths() {
        Edsr base = new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS);
        assertThatThrownBy(() -> slim(base, Map.of("body.0.body.0", 7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channels: gates part group 'body.0.body.0' by halves, so its width must be even, got 7");
        assertThatThrownBy(() -> slim(base, Map.of("body.0.body.0", 18)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channels: group 'body.0.body.0' has 16 channels, its width cannot be 18");
    }

    @Test
    void noneAreCutOutOfWeightsWithGates() {
        Edsr base = new Edsr(2, 1, 16, 1, 1, Groupable.DEFAULTS);
        ChannelPlan plan = new ChannelPlan(new LinkedHashMap<>(Map.of("body.0.body.0", List.of(0, 1, 2, 3))));
        assertThatThrownBy(() -> Slim.cut(base, Weights.initial(base.graph(), 1), plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channels: 'body.0.body.0' names no group; the channels of that layer are parted by gates "
                        + "and cannot be cut; prune the dense network, or train a slim one with gates from nothing");
    }
}
