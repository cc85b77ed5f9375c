package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.MixedConvolve;
import dev.fettle.network.Operation.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationsTest {
    private static final Values PICTURE = new Initial.Uniform(1).draw(Shape.of(1, 6, 5, 4), new Random(1));

    private static Node shuffled(GraphBuilder g, Node x) {
        return g.add("shuffled", Permutation.shuffle(g.channels(x), 2), x);
    }

    private static Network network(BiFunction<GraphBuilder, Node, Node> body) {
        GraphBuilder g = new GraphBuilder();
        return Network.initial(g.build(body.apply(g, g.input("image", 6))), 1);
    }

    private static long permutations(DeployedNetwork network) {
        return network.graph().nodes().stream()
                .filter(node -> node.operation() instanceof Permutation)
                .count();
    }

    /// Zhang et al., CVPR 2018: channels as (groups, n), transposed, flattened.
    @Test
    void aShuffleDealsChannelsOut() {
        assertThat(Permutation.shuffle(6, 2).order()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(Permutation.shuffle(6, 3).order()).containsExactly(0, 2, 4, 1, 3, 5);
        assertThat(Permutation.shuffle(6, 2).after(Permutation.shuffle(6, 3)).isIdentity())
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Permutation.shuffle(6, 4))
                .withMessage("channel shuffle: groups (4) must divide the channels (6)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Permutation(List.of(0, 2, 2)))
                .withMessage("permutation: each of 0 to 2 is needed once, got [0, 2, 2]");
    }

    @Test
    void theConvolutionBeforeWritesItsFiltersInAnotherOrderToTheSameBits() {
        Network network = network((g, x) -> shuffled(g, g.relu(g.conv("a", x, 8, 3))));
        DeployedNetwork deployed = network.deployed();
        assertThat(permutations(deployed)).isZero();
        assertThat(Reference.run(deployed.network(), PICTURE).array())
                .isEqualTo(Reference.run(network, PICTURE).array());
    }

    /// By each channel's own slope, whichever way the permutation goes.
    @Test
    void slopesGoWithTheirChannels() {
        Network before = network((g, x) -> shuffled(g, g.relu(bent(g, "bent", g.conv("a", x, 8, 3)))));
        Network behind = network((g, x) -> {
            Node shuffled = bent(g, "bent", shuffled(g, x));
            return g.add(g.conv("a", bent(g, "again", shuffled), 6, 3), g.conv("b", shuffled, 6, 1));
        });
        Network joined = network((g, x) -> {
            Node bent = bent(g, "bent", shuffled(g, x));
            return g.conv("a", bent(g, "both", g.concat("join", List.of(bent, x))), 6, 3);
        });
        for (Network network : List.of(before, behind, joined)) {
            DeployedNetwork deployed = network.deployed();
            assertThat(permutations(deployed)).isZero();
            double[] expected = Reference.run(network, PICTURE).array();
            double[] actual = Reference.run(deployed.network(), PICTURE).array();
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-12));
            }
        }
    }

    private static Node bent(GraphBuilder g, String name, Node x) {
        Node slopes = g.parameter(name + ".weight", Shape.of(g.channels(x)), new Initial.Uniform(2));
        return g.add(name, new Operation.PRelu(), x, slopes);
    }

    @Test
    void elseAllThatReadItTakeTheirChannelsInTheOldOrder() {
        Network network = network((g, x) -> {
            Node shuffled = g.relu(shuffled(g, x));
            Node mean = g.add("mean", new Operation.GlobalMean(), shuffled);
            return g.add(g.conv("a", shuffled, 6, 3), g.conv("b", mean, 6, 1));
        });
        assertThat(permutations(network.deployed())).isZero();
    }

    /// A sum wants both its inputs in one order, a result is what it is, and groups keep to themselves.
    @Test
    void whatNothingCanAbsorbStays() {
        assertThat(permutations(network((g, x) -> shuffled(g, x)).deployed())).isOne();
        assertThat(permutations(network((g, x) -> g.add(shuffled(g, x), x)).deployed()))
                .isOne();
        Convolve groups = new Convolve(1, 1, 1, 2);
        assertThat(permutations(network((g, x) -> {
                            Node first = g.conv("first", x, 6, 3, groups);
                            return g.conv("second", shuffled(g, first), 6, 3, groups);
                        })
                        .deployed()))
                .isOne();
    }

    @Test
    void aConvolutionWhoseResultHasANameIsLeftAlone() {
        GraphBuilder g = new GraphBuilder();
        Node features = g.conv("a", g.input("image", 6), 6, 3);
        Map<String, Node> results = new LinkedHashMap<>();
        results.put("picture", shuffled(g, features));
        results.put("features", features);
        DeployedNetwork deployed =
                Network.initial(g.build(new LinkedHashMap<>(results)), 1).deployed();
        assertThat(permutations(deployed)).isOne();
    }

    /// Two convolutions share one weight, and only one of them reads shuffled channels.
    @Test
    void weightsThatOthersReadStay() {
        Network network = network((g, x) -> {
            Node weight = g.parameter("shared", Shape.of(6, 6, 3, 3), new Initial.Normal(1));
            Node first = g.add("first", Convolve.same(3), shuffled(g, x), weight);
            return g.add("second", Convolve.same(3), first, weight);
        });
        DeployedNetwork deployed = network.deployed();
        assertThat(permutations(deployed)).isZero();
        double[] expected = Reference.run(network, PICTURE).array();
        double[] actual = Reference.run(deployed.network(), PICTURE).array();
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-9));
        }
    }

    /// Kernels of a bank, each of two groups of filters: within their own groups channels may change place.
    @Test
    void banksInGroupsReadTheirChannelsInTheOldOrder() {
        Network network = network((g, x) -> {
            Node beta = g.add("beta", new Operation.Softmax(3, 1), g.conv("route", mean(g, x), 3, 1));
            Node bank = g.parameter("bank", Shape.of(3 * 4, 3, 3, 3), new Initial.Normal(1));
            Node permuted = g.add("permuted", new Permutation(List.of(2, 0, 1, 5, 3, 4)), x);
            MixedConvolve mixed = new MixedConvolve(new Convolve(1, 1, 1, 2), 3, 1, 0);
            return g.add("mixed", mixed, permuted, bank, beta);
        });
        DeployedNetwork deployed = network.deployed();
        assertThat(permutations(deployed)).isZero();
        assertThat(Reference.run(deployed.network(), PICTURE).array())
                .containsExactly(Reference.run(network, PICTURE).array(), within(1e-9));
    }

    /// One channel is read through two joins, the one within the other, and would have to stand in two
    /// places at once.
    @Test
    void whatTwoJoinsReadOneWithinTheOtherComputesTheSame() {
        Network network = network((g, x) -> {
            Node permuted = g.add("permuted", new Permutation(List.of(2, 0, 1, 5, 3, 4)), g.relu(x));
            Node inner = g.concat("inner", List.of(permuted, x));
            return g.conv("behind", g.concat("outer", List.of(inner, permuted)), 4, 3);
        });
        assertThat(Reference.run(network.deployed().network(), PICTURE).array())
                .containsExactly(Reference.run(network, PICTURE).array(), within(1e-6));
    }

    /// Joins, sums, channels shuffled into pixels, filters of one channel: whatever reads a permutation,
    /// and however often.
    @Test
    void graphsDrawnAtRandomComputeTheSame() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Network network = network((g, x) -> drawn(g, x, random));
            double[] expected = Reference.run(network, PICTURE).array();
            double[] actual =
                    Reference.run(network.deployed().network(), PICTURE).array();
            double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            double difference = IntStream.range(0, expected.length)
                    .mapToDouble(i -> Math.abs(expected[i] - actual[i]))
                    .max()
                    .orElseThrow();
            // weights that are computed are rounded to float, 6e-8 each, eight layers at the most
            assertThat(difference / largest).as("seed %d", seed).isLessThan(1e-5);
        }
    }

    /// Eight nodes that read those before them.
    private static Node drawn(GraphBuilder g, Node image, Random random) {
        List<Node> nodes = new ArrayList<>(List.of(image));
        for (int i = 0; i < 8; i++) {
            Node one = nodes.get(random.nextInt(nodes.size()));
            Node other = nodes.get(random.nextInt(nodes.size()));
            nodes.add(drawn(g, "n" + i, one, other, random));
        }
        Node all = g.concat("all", nodes.subList(nodes.size() - 3, nodes.size()));
        return g.conv("last", all, 4, 1);
    }

    private static Node drawn(GraphBuilder g, String name, Node one, Node other, Random random) {
        Node joined = random.nextBoolean() ? one : g.concat(name + ".join", List.of(one, other));
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> g.add(name, permutation(g.channels(joined), random), joined);
            case 3 -> g.conv(name, joined, 6, 3);
            case 4 -> g.conv(name, one, g.channels(one), 3, new Convolve(1, 1, 1, g.channels(one)));
            case 5 -> g.channels(one) == g.channels(other) ? g.add(one, other) : g.relu(one);
            case 6 -> g.add(name, new Operation.Scale(0.5), joined);
            case 7 -> g.add(name, new Operation.Slice(1, g.channels(joined)), joined);
            default -> g.concat(name, List.of(joined, one));
        };
    }

    private static Permutation permutation(int channels, Random random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, channels).boxed().toList());
        Collections.shuffle(order, random);
        return new Permutation(order);
    }

    private static Node mean(GraphBuilder g, Node x) {
        return g.add("mean", new Operation.GlobalMean(), x);
    }
}
