package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Configuration;
import dev.fettle.network.Fading;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Halo;
import dev.fettle.network.Initial;
import dev.fettle.network.LearntShifts;
import dev.fettle.network.Network;
import dev.fettle.network.Offset;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.Operation.Plain;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.ShiftChoice.Rule;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.convolution.Ghost.Cheap;
import dev.fettle.network.convolution.Ghost.Learning;
import dev.fettle.network.convolution.Ghost.Shifts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GhostTest {
    private static final int SIDE = 5;
    private static final Values PICTURE = new Initial.Uniform(1).draw(Shape.of(1, 2, SIDE, SIDE), new Random(1));

    private static final Ghost PER_CHANNEL =
            Ghost.DEFAULTS.with(new Learning(Shifts.CHANNEL, Rule.MAGNITUDE, true, Fading.DEFAULTS));

    /// One layer of 2 channels to some.
    private static Graph layer(Ghost ghost, int channels) {
        GraphBuilder g = new GraphBuilder();
        return g.build(ghost.apply(g, new Layer("conv", channels, 3), g.input("image", 2)));
    }

    /// With proxies that choose places in the kernel.
    private static Network network(Graph graph, int... places) {
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        Shape shape = Shape.of(places.length, 1, 3, 3);
        float[] proxies = new float[9 * places.length];
        for (int i = 0; i < places.length; i++) {
            proxies[9 * i + places[i]] = -0.5f;
        }
        weights.put("conv.shift", new Values(shape, proxies));
        return new Network(graph, Weights.of(weights));
    }

    private static double[] plane(double[] result, int channel) {
        return java.util.Arrays.copyOfRange(result, channel * SIDE * SIDE, (channel + 1) * SIDE * SIDE);
    }

    /// ghost[y, x] = intrinsic[y + i, x + j], zero outside (sec. 3.1).
    private static double[] shifted(double[] plane, int i, int j) {
        double[] moved = new double[plane.length];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                boolean isInside = y + i >= 0 && y + i < SIDE && x + j >= 0 && x + j < SIDE;
                moved[y * SIDE + x] = isInside ? plane[(y + i) * SIDE + x + j] : 0;
            }
        }
        return moved;
    }

    @Test
    void ghostsAreIntrinsicChannelsReadOnePlaceOnAsTheirProxySays() {
        for (int place = 0; place < 9; place++) {
            double[] result = Reference.run(network(layer(Ghost.DEFAULTS, 4), place), PICTURE)
                    .array();
            for (int ghost = 0; ghost < 2; ghost++) {
                assertThat(plane(result, 2 + ghost))
                        .as("place %d", place)
                        .isEqualTo(shifted(plane(result, ghost), place / 3 - 1, place % 3 - 1));
            }
        }
    }

    @Test
    void moreGhostsThanIntrinsicChannelsBeginAgainWithTheFirst() {
        Graph graph = layer(PER_CHANNEL.withRatio(0.6), 5); // 2 intrinsic, 3 ghosts
        double[] result = Reference.run(network(graph, 0, 4, 8), PICTURE).array();
        assertThat(plane(result, 2)).isEqualTo(shifted(plane(result, 0), -1, -1));
        assertThat(plane(result, 3)).isEqualTo(plane(result, 1));
        assertThat(plane(result, 4)).isEqualTo(shifted(plane(result, 0), 1, 1));
    }

    @ParameterizedTest
    @CsvSource({"64, 0.5, 32", "64, 0.25, 48", "10, 0.7, 3", "9, 0.5, 5", "64, 0, 64", "4, 0.99, 1"})
    void intrinsicChannelsAreRoundedUp(int channels, double ratio, int intrinsic) {
        assertThat(Ghost.DEFAULTS.withRatio(ratio).intrinsic(channels)).isEqualTo(intrinsic);
        Graph graph = layer(Ghost.DEFAULTS.withRatio(ratio), channels);
        long proxies = intrinsic == channels ? 0 : 9;
        assertThat(graph.parameterCount()).isEqualTo(intrinsic * 19L + proxies);
    }

    @Test
    void deployedALayerWithOneShiftIsAConvolutionJoinedWithItsShift() {
        Graph deployed = network(layer(Ghost.DEFAULTS, 4), 1).deployed().graph();
        assertThat(computed(deployed)).containsExactly("Convolve", "Shift", "Concat");
        assertThat(Halo.of(deployed).pixels()).isEqualTo(2); // the kernel and the shift
        assertThat(computed(network(layer(Ghost.DEFAULTS, 4), 4).deployed().graph()))
                .containsExactly("Convolve", "Concat"); // the centre costs nothing at all
    }

    private static List<String> computed(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> !node.inputs().isEmpty())
                .map(node -> node.operation().label())
                .toList();
    }

    /// What a shift is for (sec. 3.2): behind it, a layer that sees single samples takes differences of neighbours:
    /// twice the height of the finest stripes, nothing of even ground. Copies give neither.
    @ParameterizedTest
    @CsvSource({"5, 2, 0", "4, 0, 0"})
    void aPointwiseLayerBehindAShiftTakesDifferences(int place, double onStripes, double onEvenGround) {
        GraphBuilder g = new GraphBuilder();
        var pair = Ghost.DEFAULTS.apply(g, new Layer("conv", 2, 1), g.input("image", 1));
        Graph graph = g.build(g.conv("difference", pair, 1, 1));
        Map<String, Values> weights =
                new LinkedHashMap<>(network(graph, place).weights().byName());
        weights.put("conv.weight", new Values(Shape.of(1, 1, 1, 1), new float[] {1}));
        weights.put("difference.weight", new Values(Shape.of(1, 2, 1, 1), new float[] {1, -1}));
        weights.replaceAll((name, values) -> name.endsWith("bias") ? Values.zeros(values.shape()) : values);
        Network network = new Network(graph, Weights.of(weights));
        assertThat(inTheMiddle(network, 1, -1, 1, -1, 1)).isEqualTo(onStripes);
        assertThat(inTheMiddle(network, 1, 1, 1, 1, 1)).isEqualTo(onEvenGround);
    }

    private static double inTheMiddle(Network network, float... row) {
        return Reference.run(network, new Values(Shape.of(1, 1, 1, row.length), row))
                .array()[row.length / 2];
    }

    @Test
    void channelsThatAreShiftedAlikeStandTogetherAndNothingIsCopied() {
        GraphBuilder g = new GraphBuilder();
        var hidden = g.relu(PER_CHANNEL.apply(g, new Layer("conv", 8, 3), g.input("image", 2)));
        Graph graph = g.build(g.conv("next", hidden, 3, 3));
        Graph deployed = network(graph, 3, 5, 3, 5).deployed().graph();
        assertThat(deployed.nodes())
                .noneMatch(node -> node.operation() instanceof Permutation)
                .filteredOn(node -> node.operation() instanceof Shift)
                .extracting(node -> node.operation())
                .containsExactly(new Shift(0, 1), new Shift(0, -1));
        assertThat(deployed.nodes()).allMatch(node -> node.operation() instanceof Plain);
    }

    @Test
    void aStoredOrderMovesTheChannelsAndGoesIntoTheConvolutionBehind() {
        GraphBuilder g = new GraphBuilder();
        var hidden = g.relu(Ghost.DEFAULTS.inStoredOrder().apply(g, new Layer("conv", 4, 3), g.input("image", 2)));
        Network first = network(g.build(g.conv("next", hidden, 3, 3)), 3);
        Map<String, Values> weights = new LinkedHashMap<>(first.weights().byName());
        weights.put("conv.order", new Values(Shape.of(4), new float[] {2, 0, 3, 1}));
        Network moved = new Network(first.graph(), Weights.of(weights));
        Network deployed = moved.deployed().network();
        assertThat(deployed.graph().nodes()).noneMatch(node -> node.operation() instanceof Permutation);
        assertThat(Reference.run(deployed, PICTURE).array())
                .containsExactly(Reference.run(moved, PICTURE).array(), org.assertj.core.data.Offset.offset(1e-6))
                .isNotEqualTo(Reference.run(first, PICTURE).array());
        weights.put("conv.order", new Values(Shape.of(4), new float[] {2, 0, 3, 3}));
        assertThatThrownBy(() -> new Network(first.graph(), Weights.of(weights)).deployed())
                .hasMessage("permutation: each of 0 to 3 is needed once, got [2, 0, 3, 3]");
    }

    @Test
    void theCentreIsLeftOutOnRequest() {
        Learning learning = new Learning(Shifts.CHANNEL, Rule.SOFTMAX, false, Fading.DEFAULTS);
        Graph graph = layer(Ghost.DEFAULTS.with(learning), 4);
        Map<String, Values> weights =
                new LinkedHashMap<>(Weights.initial(graph, 1).byName());
        float[] proxies = {-1, -1, -1, -1, 5, -1, -1, -1, -0.5f, -9, -1, -1, -1, 5, -1, 0.1f, -1, -1};
        weights.put("conv.shift", new Values(Shape.of(2, 1, 3, 3), proxies));
        LearntShifts shifts = LearntShifts.of(graph, Weights.of(weights)).getFirst();
        assertThat(shifts.layer()).isEqualTo("conv");
        assertThat(shifts.offsets()).containsExactly(new Offset(-1, -1), new Offset(-1, 1));
    }

    @Test
    void depthwiseGhostsHaveAKernelEachAndCostMultiplyAdds() {
        Graph graph = layer(Ghost.DEFAULTS.with(Cheap.DEPTHWISE), 4);
        assertThat(graph.parameterCount()).isEqualTo(2 * (2 * 9 + 1) + 2 * 9);
        Network network = Network.initial(graph, 3);
        double[] result = Reference.run(network, PICTURE).array();
        float[] kernel = network.weights().get("conv.cheap.weight").array();
        double[] expected = new double[SIDE * SIDE];
        for (int place = 0; place < 9; place++) {
            double[] moved = shifted(plane(result, 1), place / 3 - 1, place % 3 - 1);
            for (int i = 0; i < moved.length; i++) {
                expected[i] += kernel[9 + place] * moved[i];
            }
        }
        assertThat(plane(result, 3)).containsExactly(expected, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void groupsMustDivideTheIntrinsicChannels() {
        GraphBuilder g = new GraphBuilder();
        Layer layer = new Layer("body.0", 8, 3).inGroups(4);
        assertThatThrownBy(() -> Ghost.DEFAULTS.withRatio(0.25).apply(g.in("b1"), layer, g.input("image", 4)))
                .hasMessage("b1.body.0: 6 intrinsic channels (of 8, ratio 0.25) do not divide into 4 groups");
    }

    @Test
    void anOffsetOfNothingLeavesPlainCopiesWithoutProxies() {
        Ghost copies = new Ghost(0.5, 0, Cheap.SHIFT, Learning.DEFAULTS);
        double[] result =
                Reference.run(Network.initial(layer(copies, 4), 1), PICTURE).array();
        assertThat(plane(result, 2)).isEqualTo(plane(result, 0));
        assertThat(layer(copies, 4).parameters()).noneMatch(p -> p.role() == Operation.Role.PROXY);
        assertThatThrownBy(() -> copies.with(new Learning(Shifts.LAYER, Rule.MAGNITUDE, false, Fading.DEFAULTS)))
                .hasMessage("ghost: offset 0 leaves the centre alone, which centre: false forbids");
    }

    @Test
    void settingsStandSideBySideInFiles() {
        String written =
                "{'type':'ghost','ratio':0.5,'offset':1,'cheap':'shift','ordered':false,'primary':{'type':'plain'},"
                        .concat("'shifts':'layer','rule':'magnitude','centre':true,'noise':{'from':1.0,'until':0.1}}")
                        .replace('\'', '"');
        assertThat(Convolutions.ALL.write(Ghost.DEFAULTS).toString()).isEqualTo(written);
        assertThat(Convolutions.ALL.read(
                        "convolution", Configuration.MAPPER.readTree("{\"type\": \"ghost\", \"shifts\": \"channel\"}")))
                .isEqualTo(PER_CHANNEL);
    }

    @Test
    void noiseFallsToAHundredthAndGoesOnFalling() {
        Fading fading = new Fading(2, 0.25);
        assertThat(fading.at(0)).isEqualTo(2);
        assertThat(fading.at(0.25)).isCloseTo(0.02, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(fading.at(0.5)).isCloseTo(0.0002, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void ghostsOfHeInitialisedLayersKeepTheDeviationOfTheWholeLayer() {
        GraphBuilder g = new GraphBuilder();
        Layer layer = new Layer("conv", 64, 3, new StoredFilters.He(false));
        Graph graph = g.build(Ghost.DEFAULTS.apply(g, layer, g.input("image", 64)));
        assertThat(graph.parameters().getFirst().initial()).isEqualTo(new Initial.Normal(Math.sqrt(2.0 / (9 * 64))));
        assertThat(new Edsr(2, 1, 8, 1, 1, Ghost.DEFAULTS).graph().parameters())
                .extracting(Operation.Parameter::name)
                .contains("body.0.body.0.shift", "body.0.body.2.shift");
    }
}
