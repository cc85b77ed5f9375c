package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Add;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The mean over the whole picture is taken in two steps.
class MeanOfRunsTest {
    private static final double TOLERANCE = 3e-5; // that of large tiles in EngineTest

    private static Node attended(GraphBuilder g, String name, Node x) {
        Node mean = g.add(name + ".mean", new GlobalMean(), x);
        Node weights = g.add(name + ".weights", new Sigmoid(), g.conv(name + ".fully", mean, g.channels(x), 1));
        return g.add(name + ".product", new Multiply(), x, weights);
    }

    /// Two means one behind the other, then two side by side, of which the second is of more channels, and the mean of
    /// a mean.
    private static Network network(int channels) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.input("image", 3), channels, 3);
        x = g.add("one", new Add(), attended(g, "a", g.conv("inner", x, channels, 3)), x);
        x = attended(g, "b", x);
        Node left = attended(g, "c", g.conv("left", x, channels, 3));
        Node right = attended(g, "d", g.conv("right", x, 3 * channels, 3));
        Node narrow = g.conv("narrow", right, channels, 1);
        Node mean = g.add("e", new GlobalMean(), g.add("f", new GlobalMean(), narrow));
        Node sum = g.add("two", new Add(), left, narrow);
        return Network.initial(g.build(g.add("three", new Multiply(), sum, mean)), 1);
    }

    private static Program program(Network network, Border border) {
        return Program.of(network.deployed(), border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
    }

    /// Of rows of one run, of several, and of a few pixels; of several pictures; however many threads.
    @Test
    void meansAgreeWithTheDefinitionWhereverTheyStand() {
        for (int channels : new int[] {1, 16, 24, 70}) {
            Network network = network(channels);
            for (int[] size : new int[][] {{1, 40, 130}, {1, 90, 20}, {2, 9, 64}, {3, 1, 1}}) {
                Values input = new Initial.Uniform(1).draw(Shape.of(size[0], 3, size[1], size[2]), new Random(1));
                String name = "%d channels, %s".formatted(channels, Arrays.toString(size));
                double[] expected = Reference.run(network, input).array();
                for (Border border : Border.values()) {
                    float[] result = StorageTest.run(program(network, border), Set.of(), input, 1);
                    for (int threads = 2; threads <= 4; threads++) {
                        assertThat(StorageTest.run(program(network, border), Set.of(), input, threads))
                                .as("%s, %s, %d threads", name, border, threads)
                                .isEqualTo(result);
                    }
                    if (border == Border.ZEROS) {
                        assertThat(StorageTest.largestDifference(result, expected))
                                .as(name)
                                .isLessThan(TOLERANCE);
                    }
                }
            }
        }
    }

    /// Sums in floats of at most 64 pixels, and of these in doubles.
    @Test
    void manyEqualSamplesHaveTheirMean() {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Network network = Network.initial(g.build(g.add("mean", new GlobalMean(), image)), 1);
        Values input = Values.zeros(Shape.of(1, 3, 1000, 1000));
        Arrays.fill(input.array(), 0.1f);
        float[] mean = StorageTest.run(program(network, Border.ZEROS), Set.of(), input, 2);
        assertThat(StorageTest.largestDifference(mean, new double[] {0.1f, 0.1f, 0.1f}))
                .isLessThan(1e-6);
    }

    /// They take the array of the one before, where that has been read.
    @Test
    void meansBehindOneAnotherShareMemory() {
        Schedules.Size size = new Schedules.Size(1, 48, 128, 1, Pace.of(1).getFirst());
        Schedule schedule = Schedule.of(program(network(16), Border.ZEROS), size, Check.NONE);
        List<Integer> arrays = schedule.steps().stream()
                .filter(RunSumsStep.class::isInstance)
                .map(step -> ((RunSumsStep) step).sums().array())
                .toList();
        assertThat(arrays).hasSize(6);
        assertThat(arrays.get(1)).isEqualTo(arrays.get(0));
        assertThat(arrays.stream().distinct().count()).isBetween(2L, 3L); // c and d do not wait for one another
    }
}
