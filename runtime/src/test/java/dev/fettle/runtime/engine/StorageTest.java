package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Concatenations, slices and shifts that are no copies.
class StorageTest {
    private static final double TOLERANCE = 3e-5; // that of large tiles in EngineTest
    private static final int SEEDS = 100;

    @Test
    @Tag("slow") // a hundred networks, with and without vectors
    void viewsGiveTheSameBitsAsCopiesAndAgreeWithTheReference() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Network network = Network.initial(randomGraph(random), seed);
            int pictures = 1 + random.nextInt(4) / 3;
            Shape shape = Shape.of(pictures, network.graph().inputChannels(), 2 * (4 + random.nextInt(20)), 26);
            Values input = new Initial.Uniform(1).draw(shape, random);
            for (Lanes lanes : List.of(Engine.lanes(), new PlainLanes())) {
                Program program = Program.of(network.deployed(), Border.ZEROS, new Kernels(lanes, Algorithm.AUTOMATIC));
                String name = "seed %d, %s".formatted(seed, lanes.label());
                float[] copied = run(program, Set.copyOf(program.graph().nodes()), input, 1);
                for (int threads = 1; threads <= 3; threads += 2) {
                    float[] seen = run(program, Set.of(), input, threads);
                    assertThat(Arrays.mismatch(seen, copied))
                            .as("%s, %d threads: first sample that differs", name, threads)
                            .isEqualTo(-1);
                }
                assertThat(largestDifference(
                                copied, Reference.run(network, input).array()))
                        .as(name)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    static float[] run(Program program, Set<Node> apart, Values input, int threads) {
        Shape shape = input.shape();
        Schedule schedule = new Schedule(
                program, apart, size(shape.dimension(0), shape.height(), shape.width(), threads), Check.NONE);
        try (Workers workers = new Workers(threads)) {
            Plan plan = new Plan(schedule, workers, Check.NONE);
            Values result = Values.zeros(plan.outputShape());
            float[] noise = new float[input.array().length];
            Arrays.fill(noise, Float.NaN);
            plan.run(noise, result.array()); // what a run leaves behind must not matter to the next
            plan.run(input.array(), result.array());
            return result.array();
        }
    }

    static double largestDifference(float[] actual, double[] expected) {
        double largest = 0;
        double scale = 1;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            largest = difference <= largest ? largest : difference; // NaN gets through and fails
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return largest / scale;
    }

    /// Graphs of nodes that read each other at random, so that parts have several readers and places.
    static Graph randomGraph(Random random) {
        GraphBuilder g = new GraphBuilder();
        List<Node> nodes = new ArrayList<>();
        nodes.add(g.input("image", 1 + random.nextInt(18)));
        for (int i = 0; i < 14; i++) {
            Node x = nodes.get(Math.max(nodes.size() - 1 - random.nextInt(4), 0));
            nodes.add(randomNode(g, "node" + i, x, nodes, random));
        }
        List<Node> last = List.of(nodes.getLast(), nodes.get(random.nextInt(nodes.size())), nodes.get(9));
        return g.build(random.nextBoolean() ? nodes.getLast() : g.concat("last", last));
    }

    private static Node randomNode(GraphBuilder g, String name, Node x, List<Node> nodes, Random random) {
        int channels = g.channels(x);
        return switch (random.nextInt(13)) {
            case 0, 1 -> {
                int kernel = 1 + 2 * random.nextInt(3);
                int dilation = 1 + random.nextInt(2);
                Convolve same = new Convolve(1, kernel / 2 * dilation, dilation, 1);
                yield g.relu(g.conv(name, x, 1 + random.nextInt(40), kernel, same));
            }
            case 2 -> g.conv(name, x, channels, 3, new Convolve(1, 1, 1, channels));
            case 3 -> g.add(g.conv(name, x, channels, 3), x);
            case 4 ->
                g.pixelShuffle(g.conv(name, g.conv(name + ".down", x, 20, 2, new Convolve(2, 0, 1, 1)), 16, 1), 2);
            case 5 -> {
                int from = random.nextInt(channels);
                yield g.add(name, new Operation.Slice(from, from + 1 + random.nextInt(channels - from)), x);
            }
            case 6 -> g.add(name, new Operation.Shift(random.nextInt(7) - 3, random.nextInt(7) - 3), x);
            case 7 -> g.add(name, new Operation.Multiply(), x, g.add(name + ".mean", new Operation.GlobalMean(), x));
            case 8 -> {
                List<Integer> order =
                        new ArrayList<>(IntStream.range(0, channels).boxed().toList());
                Collections.shuffle(order, random);
                yield g.add(name, new Operation.Permutation(order), x);
            }
            case 9 -> g.pixelShuffle(g.conv(name, g.pixelUnshuffle(x, 2), 16, 3), 2);
            case 10 -> g.conv(name, g.pixelUnshuffle(g.add(name + ".large", new Operation.Bicubic(2), x), 2), 9, 1);
            case 11 -> {
                Node large = g.add(name + ".large", new Operation.Bicubic(3), x);
                yield g.conv(name, large, 7, 3, new Convolve(3, 0, 1, 1));
            }
            default -> {
                List<Node> parts = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    parts.add(random.nextInt(3) == 0 ? nodes.get(random.nextInt(nodes.size())) : x);
                }
                yield g.concat(name, parts);
            }
        };
    }

    private static List<String> kernels(Node last, GraphBuilder g, int height) {
        try (Engine engine = Engine.of(Network.initial(g.build(last), 1).deployed(), 1)) {
            return engine.plan(height, 40).measured().stream()
                    .map(Plan.Line::kernel)
                    .toList();
        }
    }

    /// Layers that each read all before them, as in RDN (Zhang et al., CVPR 2018).
    private static Node dense(GraphBuilder g, String name, Node x, boolean isNested) {
        List<Node> all = new ArrayList<>(List.of(x));
        Node joined = x;
        for (int i = 0; i < 6; i++) {
            Node layer = g.relu(g.conv(name + i, joined, 32, 3));
            all.add(layer);
            joined = g.concat(name + i + ".joined", isNested ? List.of(joined, layer) : all);
        }
        return g.add(g.conv(name + ".fusion", joined, 64, 1), x);
    }

    @Test
    void aDenseBlockCopiesNothingHoweverItIsWritten() {
        for (boolean isNested : new boolean[] {false, true}) {
            GraphBuilder g = new GraphBuilder();
            Node x = g.conv("head", g.input("image", 3), 64, 3);
            assertThat(kernels(dense(g, "block", x, isNested), g, 40)).doesNotContain("Concat");
        }
    }

    @Test
    void permutationsCostAStepOnlyWhereNeitherConvolutionsNorSumsTakeThem() {
        GraphBuilder g = new GraphBuilder();
        Operation shuffle = Operation.Permutation.shuffle(24, 4);
        Node behind = g.add("behind", shuffle, g.relu(g.conv("a", g.input("image", 3), 24, 3)));
        Node sum = g.add(behind, behind);
        Node before = g.conv("b", g.add("before", shuffle, sum), 24, 3);
        assertThat(kernels(before, g, 40)).doesNotContain("Permutation");
        Node product = g.add("product", new Operation.Multiply(), before, sum);
        assertThat(kernels(g.add(g.add("summed", shuffle, product), sum), g, 40))
                .doesNotContain("Permutation");
        Node gated = g.add("gated", new Operation.Multiply(), g.add("alone", shuffle, product), sum);
        assertThat(kernels(gated, g, 40)).containsOnlyOnce("Permutation");
    }

    @Test
    void aDenseBlockTakesLessMemoryThanItsCopies() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("head", g.input("image", 3), 64, 3);
        Network network = Network.initial(g.build(dense(g, "block", x, false)), 1);
        Program program =
                Program.of(network.deployed(), Border.ZEROS, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
        long copies = new Schedule(program, Set.copyOf(program.graph().nodes()), size(1, 300, 300, 1), Check.NONE)
                .bufferBytes();
        assertThat(Schedule.of(program, size(1, 300, 300, 1), Check.NONE).bufferBytes())
                .isLessThan(copies * 2 / 3);
    }

    /// The head is read again behind the third block: the first block's map would have to wait for it.
    @Test
    void aPartThatIsKeptMuchLongerThanTheOthersHasAMapOfItsOwn() {
        GraphBuilder g = new GraphBuilder();
        Node head = g.conv("head", g.input("image", 3), 64, 3);
        Node x = head;
        for (int i = 0; i < 3; i++) {
            x = dense(g, "block" + i, x, true);
        }
        Network network = Network.initial(g.build(g.add(g.conv("last", x, 64, 3), head)), 1);
        Program program =
                Program.of(network.deployed(), Border.ZEROS, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
        long inPlace = new Schedule(program, Set.of(), size(1, 900, 300, 1), Check.NONE).bufferBytes();
        assertThat(Schedule.of(program, size(1, 900, 300, 1), Check.NONE).bufferBytes())
                .isLessThan(inPlace * 7 / 8);
        List<String> copied = new ArrayList<>();
        Schedule.of(program, size(1, 900, 300, 1), Check.NONE).steps().stream()
                .filter(step -> step.label().equals("Concat"))
                .forEach(step -> copied.add(step.name()));
        assertThat(copied).containsExactly("block00.joined");
    }

    @Test
    void slicesAndShiftsAreReadWhereTheyLie() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("a", g.input("image", 3), 40, 3);
        Node part = g.add("part", new Operation.Slice(5, 35), x);
        Node y = g.conv("b", g.add("moved", new Operation.Shift(2, -16), part), 40, 1);
        assertThat(kernels(g.conv("c", g.add("down", new Operation.Shift(-1, 0), y), 40, 3), g, 20))
                .doesNotContain("Slice", "Shift");
    }

    @Test
    void aShiftIsCopiedWhereItsEdgeOrItsSizeMatters() {
        for (int right : new int[] {1, 17}) {
            GraphBuilder g = new GraphBuilder();
            Node shifted = g.add("shift", new Operation.Shift(0, right), g.conv("a", g.input("image", 3), 20, 3));
            Node y = g.conv("b", shifted, 20, right == 1 ? 3 : 1);
            assertThat(kernels(y, g, 20)).contains("Shift");
        }
    }

    @Test
    void runningWithViewsAllocatesNothing() {
        GraphBuilder g = new GraphBuilder();
        Node x = dense(g, "block", g.conv("head", g.input("image", 3), 64, 3), true);
        Node shifted = g.add("shift", new Operation.Shift(1, 1), x);
        Network network = Network.initial(g.build(g.concat("last", List.of(shifted, x, shifted))), 1);
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Engine engine = Engine.of(network.deployed(), 1)) {
            Plan plan = engine.plan(24, 24);
            float[] from = new float[3 * 24 * 24];
            float[] to = new float[192 * 24 * 24];
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 200; i++) { // vectors are objects until the code is compiled
                long before = bean.getCurrentThreadAllocatedBytes();
                plan.run(from, to);
                least = Math.min(least, bean.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).isLessThan(10_000);
        }
    }

    private static Schedules.Size size(int pictures, int height, int width, int threads) {
        return new Schedules.Size(
                pictures, height, width, threads, Pace.of(threads).getFirst());
    }
}
