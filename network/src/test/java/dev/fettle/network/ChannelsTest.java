package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Permutation;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Slim;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.contract.OperationCases;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.convolution.SqueezeExcite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelsTest {
    private static Map<String, Integer> widths(Channels channels) {
        Map<String, Integer> widths = new LinkedHashMap<>();
        channels.groups().forEach((name, group) -> widths.put(name, group.width()));
        return widths;
    }

    private static Map<String, Integer> widths(Graph graph) {
        return widths(Channels.of(graph));
    }

    /// The residual stream is one group through all sums; the hidden channels of each block, and those that are
    /// shuffled (each made of four filters), are groups of their own.
    @Test
    void theGroupsOfEdsr() {
        Channels channels = Channels.of(new Edsr(2, 2, 8, 1, 1).graph());
        assertThat(channels).hasToString("""
                        head.0: 8 channels in head.0, body.0.body.0, body.0.body.2, body.1.body.0, body.1.body.2, body.2, tail.0.0
                        body.0.body.0: 8 channels in body.0.body.0, body.0.body.2
                        body.1.body.0: 8 channels in body.1.body.0, body.1.body.2
                        tail.0.0: 8 channels in tail.0.0, tail.1""");
    }

    /// A filter of each of four kernels goes with a channel, and the i-th of both cardinal groups together.
    @Test
    void kernelsAndTheirCardinalGroupsAreCutTogether() {
        Graph graph = new Edsr(2, 1, 8, 1, 1, Sparse.DEFAULTS.withGroups(4, 2)).graph();
        assertThat(widths(graph)).containsEntry("body.0.body.0", 4).doesNotContainKey("body.0.body.0.mlp.0");
        Graph narrow = Channels.of(graph).narrowed(Map.of("body.0.body.0", 3));
        assertThat(parameter(narrow, "body.0.body.0.weight")).isEqualTo(Shape.of(4 * 6, 8, 3, 3));
        assertThat(parameter(narrow, "body.0.body.2.weight")).isEqualTo(Shape.of(4 * 8, 6, 3, 3));
    }

    @Test
    void whatCountsAsOneIsPrinted() {
        Graph graph = new Edsr(2, 1, 8, 1, 1, Sparse.DEFAULTS.withGroups(4, 2)).graph();
        assertThat(Channels.of(graph).toString())
                .contains("body.0.body.0: 4 times 2 channels in body.0.body.0, body.0.body.2.mlp.0, body.0.body.2")
                .contains("tail.0.0: 8 channels in tail.0.0, tail.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Channels.of(graph).narrowed(Map.of("body.0.body.0", 5)))
                .withMessage("channels: group 'body.0.body.0' has 4 times 2 channels, its width cannot be 5");
    }

    private static Shape parameter(Graph graph, String name) {
        return graph.parameters().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow()
                .shape();
    }

    /// The gate has a channel for each that it weighs; what is squeezed between is free.
    @Test
    void attentionGoesWithWhatItWeighs() {
        Graph graph = new Edsr(2, 1, 32, 1, 1, new SqueezeExcite(4)).graph();
        Channels channels = Channels.of(graph);
        assertThat(channels.group("body.0.body.0").layers())
                .containsExactly("body.0.body.0", "body.0.body.0.gate.0", "body.0.body.0.gate.2", "body.0.body.2");
        assertThat(channels.group("body.0.body.0.gate.0").width()).isEqualTo(8);
    }

    /// Concat of 4 and 6 channels, a slice of the last 7, a shuffle by 2 of those it leaves.
    @Test
    void concatenationsAndSlicesKeepTrackOfEveryChannel() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node joined = g.concat("joined", List.of(g.conv("a", x, 4, 3), g.conv("b", x, 6, 3)));
        Node part = g.add("part", new Operation.Slice(3, 10), joined);
        Graph graph = g.build(g.conv("last", part, 3, 3));
        assertThat(widths(graph)).containsExactly(Map.entry("a", 3), Map.entry("a.2", 1), Map.entry("b", 6));
        Graph narrow = Channels.of(graph).narrowed(Map.of("b", 2));
        assertThat(narrow.nodes().stream().map(Node::operation)).contains(new Operation.Slice(3, 6));
        assertThat(parameter(narrow, "last.weight")).isEqualTo(Shape.of(3, 3, 3, 3));
    }

    /// Groups of 2×4 stay equal: the i-th of both go. Depthwise, a channel goes with its filter.
    @Test
    void groupsStayEqualAndDepthwiseChannelsGoOneByOne() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 8, 3);
        Node grouped = g.conv("grouped", x, 8, 3, new Convolve(1, 1, 1, 2));
        Node depthwise = g.conv("depthwise", g.conv("middle", grouped, 6, 1), 6, 3, new Convolve(1, 1, 1, 6));
        Graph graph = g.build(g.conv("last", depthwise, 3, 1));
        assertThat(widths(graph))
                .containsExactly(Map.entry("first", 4), Map.entry("grouped", 4), Map.entry("middle", 6));
        Graph narrow = Channels.of(graph).narrowed(Map.of("first", 3, "grouped", 1, "middle", 5));
        assertThat(parameter(narrow, "grouped.weight")).isEqualTo(Shape.of(2, 3, 3, 3));
        assertThat(parameter(narrow, "depthwise.weight")).isEqualTo(Shape.of(5, 1, 3, 3));
        assertThat(narrow.nodes().stream().map(Node::operation))
                .contains(new Convolve(1, 1, 1, 2), new Convolve(1, 1, 1, 5));
    }

    @Test
    void aWeightThatNodesShareTiesTheirChannels() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 4, 3);
        Node weight = g.parameter("shared", Shape.of(4, 4, 3, 3), new Initial.Normal(1));
        Node once = g.add("once", Convolve.same(3), x, weight);
        Node twice = g.add("twice", Convolve.same(3), once, weight);
        assertThat(widths(g.build(g.conv("last", twice, 3, 3)))).containsExactly(Map.entry("first", 4));
    }

    /// A sum of channels and of the same channels, permuted: those of a cycle go together, and only cycles of the same
    /// kind are alike.
    @Test
    void permutationsThatMeetWhatTheyPermuteTieCycles() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 8, 3);
        Node permuted = g.add("permuted", new Permutation(List.of(1, 2, 0, 5, 3, 4, 7, 6)), x);
        Graph graph = g.build(g.conv("last", g.add(permuted, x), 3, 3));
        assertThat(widths(graph))
                .containsExactly(Map.entry("first", 1), Map.entry("first.2", 1), Map.entry("first.3", 1));
    }

    @Test
    void whatCannotBeCutIsRefusedByName() {
        Channels channels = Channels.of(new Edsr(2, 1, 8, 1, 1).graph());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channels.narrowed(Map.of("head.1", 4)))
                .withMessage("channels: unknown group 'head.1'; did you mean 'head.0'? known: head.0, body.0.body.0, "
                        + "tail.0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slim(new Edsr(2, 1, 8, 1, 1), new LinkedHashMap<>(Map.of("head.0", 9))))
                .withMessage("channels: group 'head.0' has 8 channels, its width cannot be 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> channels.narrowed(Map.of("head.0", 0)))
                .withMessageContaining("its width cannot be 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChannelPlan(new LinkedHashMap<>(Map.of("head.0", List.of(2, 1)))))
                .withMessage("channels: the positions of group 'head.0' must ascend, got [2, 1]");
    }

    @Test
    void layersWhoseChannelsAreNoGroupAreRefusedByName() {
        Ghost ordered = Ghost.DEFAULTS.inStoredOrder();
        Architecture network = new Vdsr(2, 3, 4, 1, true, ordered);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slim(network, new LinkedHashMap<>(Map.of("residual_layer.0.conv", 2))))
                .withMessage("channels: 'residual_layer.0.conv' names no group; the channels of that layer cannot be "
                        + "cut: they are those of a result, or in an order that comes with the weights");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Channels.of(new Edsr(2, 1, 8, 1, 1).graph()).group("body.0.body.2"))
                .withMessage("channels: 'body.0.body.2' names no group; the channels of that layer are in 'head.0'");
    }

    /// A file must not make its reader build towers of networks, or number billions of channels.
    @Test
    void basesThatAreSlimOrHugeAreRefused() {
        Slim slim = new Slim(new Edsr(2, 1, 8, 1, 1), new LinkedHashMap<>(Map.of("head.0", 4)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slim(slim, new LinkedHashMap<>()))
                .withMessage("slim: the base is slim itself; name its base, and all widths together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Slim(new Edsr(2, 200, 4096, 1, 1), new LinkedHashMap<>(Map.of("head.0", 4))))
                .withMessage("channels: the network has more than 500,000 places of channels");
    }

    /// As deep as JSON may be, with many names at the bottom: read in time and memory that grow with the text alone.
    @Test
    @Timeout(20)
    void towersOfSlimNetworksAreRefusedAtOnce() {
        String widths = IntStream.range(0, 60_000)
                .mapToObj(i -> "\"k%d\":1".formatted(i))
                .collect(Collectors.joining(","));
        String base = "{\"type\":\"slim\",\"base\":";
        String tower = base.repeat(400) + "{\"type\":\"slim\",\"widths\":{" + widths + "}}" + "}".repeat(400);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Architectures.read(Configuration.MAPPER.readTree(tower)))
                .withMessageContaining("unknown group 'k0'");
    }

    static List<OperationCases.Case> cases() {
        return OperationCases.all(3);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anEmptyPlanChangesNoBit(OperationCases.Case theCase) {
        Channels channels = Channels.of(theCase.network().graph());
        Weights left = ChannelPlan.EMPTY.applied(channels, theCase.network().weights());
        Network same = new Network(channels.narrowed(Map.of()), left);
        assertThat(Reference.run(same, theCase.input()).array())
                .isEqualTo(Reference.run(theCase.network(), theCase.input()).array());
    }

    /// Sums of the same products, and of zeros: equal to the last bit.
    @ParameterizedTest
    @MethodSource("cases")
    void channelsWhoseFiltersAndReadersAreZeroTakeNothingAlong(OperationCases.Case theCase) {
        requireNothingTakenAlong(theCase.network(), theCase.input());
    }

    private static void requireNothingTakenAlong(Network network, Values input) {
        Channels channels = Channels.of(network.graph());
        for (long seed = 0; seed < 3; seed++) {
            ChannelPlan plan = randomPlan(channels, new Random(seed));
            Weights zeroed = zeroed(network, channels, plan);
            Network cut = new Network(channels.narrowed(plan.widths()), plan.applied(channels, zeroed));
            double[] expected =
                    Reference.run(new Network(network.graph(), zeroed), input).array();
            double[] actual = Reference.run(cut, input).array();
            assertThat(actual).as("seed %d, %s", seed, plan).isEqualTo(positiveZeros(expected));
        }
    }

    /// Filters whose channels are joined, put in order, sliced and mixed from other filters: each of them is cut with
    /// the filter that it becomes.
    @Test
    void weightsThatAreComputedAreCutWithTheirFilters() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 6, 3);
        Node wide = g.concat("wide", List.of(normal(g, "left", 5, 3), normal(g, "right", 5, 4)));
        Node ordered = g.add("ordered", new Permutation(List.of(6, 5, 4, 3, 2, 1, 0)), wide);
        Node part = g.add("part", new Operation.Slice(0, 6), ordered);
        Node mixed = g.add("mixed", new Convolve(1, 0, 1, 1), part, normal(g, "mixing", 6, 6, 1));
        Graph graph = g.build(g.conv("last", g.add("computed", Convolve.same(3), x, mixed), 3, 3));
        Channels channels = Channels.of(graph);
        assertThat(channels.group("computed").width()).isEqualTo(5);
        assertThat(parameter(channels.narrowed(Map.of("computed", 2)), "left")).isEqualTo(Shape.of(2, 3, 3, 3));
        requireNothingTakenAlong(Network.initial(graph, 1), picture());
    }

    /// Of the channels in groups, 0 with 2 and 1 with 3, the slice takes the second of one pair and the first of the
    /// other: they are not alike.
    @Test
    void slicesAcrossGroupsTellChannelsApart() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 4, 3);
        Node grouped = g.conv("grouped", x, 4, 3, new Convolve(1, 1, 1, 2));
        Node part = g.add("part", new Operation.Slice(1, 3), grouped);
        Graph graph = g.build(g.conv("last", g.concat("both", List.of(grouped, part)), 3, 3));
        assertThat(widths(graph))
                .containsExactly(Map.entry("first", 2), Map.entry("grouped", 1), Map.entry("grouped.2", 1));
        requireNothingTakenAlong(Network.initial(graph, 1), picture());
    }

    @Test
    void whatIsJoinedTwiceIsCutTwice() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), 4, 3);
        Graph graph = g.build(g.conv("last", g.concat("twice", List.of(x, x)), 3, 3));
        assertThat(parameter(Channels.of(graph).narrowed(Map.of("first", 3)), "last.weight"))
                .isEqualTo(Shape.of(3, 6, 3, 3));
        requireNothingTakenAlong(Network.initial(graph, 1), picture());
    }

    private static Node normal(GraphBuilder g, String name, int filters, int channels) {
        return normal(g, name, filters, channels, 3);
    }

    private static Node normal(GraphBuilder g, String name, int filters, int channels, int kernel) {
        return g.parameter(name, Shape.of(filters, channels, kernel, kernel), new Initial.Normal(1));
    }

    private static Values picture() {
        return new Initial.Uniform(1).draw(Shape.of(1, 3, 6, 5), new Random(1));
    }

    private static double[] positiveZeros(double[] values) {
        return Arrays.stream(values).map(v -> v + 0.0).toArray();
    }

    private static ChannelPlan randomPlan(Channels channels, Random random) {
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        channels.groups().forEach((name, group) -> {
            List<Integer> stay = new ArrayList<>(IntStream.range(0, group.width())
                    .filter(_ -> random.nextInt(3) > 0)
                    .boxed()
                    .toList());
            if (!stay.isEmpty()) {
                kept.put(name, stay);
            }
        });
        return new ChannelPlan(kept);
    }

    /// The weights with zeros wherever a channel lies that the plan cuts.
    private static Weights zeroed(Network network, Channels channels, ChannelPlan plan) {
        Map<String, Values> zeroed = new LinkedHashMap<>(network.weights().byName());
        plan.kept().forEach((name, positions) -> {
            Channels.Group group = channels.group(name);
            for (int i = 0; i < group.width(); i++) {
                if (!positions.contains(i)) {
                    channels.places(group.channels().get(i)).indices().forEach((axis, indices) -> {
                        if (axis.node().operation() instanceof Operation.Parameter parameter
                                && !isDirection(network.graph(), axis)) {
                            indices.forEach(index -> zeroed.compute(
                                    parameter.name(), (_, values) -> without(values, axis.axis(), index)));
                        }
                    });
                }
            }
        });
        return Weights.of(zeroed);
    }

    /// Filters of length 0 have no direction; their gain of 0 makes zeros of them.
    private static boolean isDirection(Graph graph, Channels.Axis axis) {
        return axis.axis() == 0
                && graph.readers(axis.node()).stream()
                        .anyMatch(reader -> reader.operation() instanceof TrainingOnly.WeightNorm
                                && reader.inputs().getFirst() == axis.node());
    }

    private static Values without(Values values, int axis, int index) {
        float[] array = values.array().clone();
        int[] sizes = values.shape().toArray();
        int inner = array.length;
        for (int i = 0; i <= axis; i++) {
            inner /= sizes[i];
        }
        for (int i = 0; i < array.length; i++) {
            if (i / inner % sizes[axis] == index) {
                array[i] = 0;
            }
        }
        return new Values(values.shape(), array);
    }

    @Test
    void aSlimNetworkIsAnArchitectureAsAnyOther() {
        Architecture base = new Wdsr(2, 2, 8, 2, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(2, 2));
        Weights weights = Weights.initial(base.graph(), 1);
        SequencedMap<String, List<Integer>> kept = new LinkedHashMap<>();
        kept.put("body.0", List.of(1, 2, 3));
        kept.put("body.1.body.0", List.of(0, 7));
        Slim.Cut cut = Slim.cut(base, weights, new ChannelPlan(kept));
        assertThat(new Network(cut.architecture().graph(), cut.weights())
                        .graph()
                        .parameterCount())
                .isLessThan(base.graph().parameterCount());
        Slim.Cut again = Slim.cut(
                cut.architecture(),
                cut.weights(),
                new ChannelPlan(new LinkedHashMap<>(Map.of("body.1.body.0", List.of(1)))));
        assertThat(again.architecture().base()).isEqualTo(base);
        assertThat(again.architecture().widths())
                .containsEntry("body.1.body.0", 1)
                .containsEntry("body.0", 3);
        new Network(again.architecture().graph(), again.weights());
    }
}
