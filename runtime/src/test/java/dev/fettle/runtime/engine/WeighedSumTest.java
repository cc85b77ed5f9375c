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
import dev.fettle.network.Operation.Scale;
import dev.fettle.network.Operation.Sigmoid;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Attention's product and the sum behind it are one step.
class WeighedSumTest {
    private static final double TOLERANCE = 3e-5; // that of large tiles in EngineTest

    /// @param isApart whether something stands between product and sum that changes nothing
    private static Network block(int channels, boolean isFirst, boolean isApart) {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node skip = g.conv("skip", image, channels, 3);
        Node x = g.conv("x", g.relu(g.conv("inner", skip, channels, 3)), channels, 3);
        Node pooled = g.add("pool", new GlobalMean(), x);
        Node weights = g.add("weights", new Sigmoid(), g.conv("fully", pooled, channels, 1));
        Node product = g.add("product", new Multiply(), x, weights);
        Node between = isApart ? g.add("between", new Scale(1), product) : product;
        Node sum = isFirst ? g.add("sum", new Add(), between, skip) : g.add("sum", new Add(), skip, between);
        return Network.initial(g.build(g.conv("last", sum, 3, 3)), 1);
    }

    private static Program program(Network network, Border border) {
        return Program.of(network.deployed(), border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
    }

    /// Of widths that fill vectors, nearly, and not at all; of several pictures; however many threads.
    @Test
    void isTheSameToTheLastBitAsProductAndSumByThemselves() {
        for (int channels : new int[] {3, 16, 20, 36, 64}) {
            for (int[] size : new int[][] {{31, 85}, {9, 1}, {70, 12}}) {
                for (boolean isFirst : new boolean[] {true, false}) {
                    Network network = block(channels, isFirst, false);
                    Network apart = block(channels, isFirst, true);
                    Values input = new Initial.Uniform(1).draw(Shape.of(2, 3, size[0], size[1]), new Random(1));
                    String name = "%d channels, %s".formatted(channels, Arrays.toString(size));
                    for (Border border : Border.values()) {
                        float[] expected = StorageTest.run(program(apart, border), Set.of(), input, 1);
                        for (int threads = 1; threads <= 3; threads++) {
                            assertThat(StorageTest.run(program(network, border), Set.of(), input, threads))
                                    .as("%s, %s, %d threads", name, border, threads)
                                    .isEqualTo(expected);
                        }
                    }
                    double[] defined = Reference.run(network, input).array();
                    assertThat(StorageTest.largestDifference(
                                    StorageTest.run(program(network, Border.ZEROS), Set.of(), input, 2), defined))
                            .as(name)
                            .isLessThan(TOLERANCE);
                }
            }
        }
    }

    @Test
    void productAndSumAreOneStep() {
        assertThat(labels(block(16, true, false))).contains("Multiply, Add").doesNotContain("Multiply", "Add");
        assertThat(labels(block(16, false, false))).contains("Multiply, Add").doesNotContain("Multiply", "Add");
        assertThat(labels(block(16, true, true))).contains("Multiply", "Add").doesNotContain("Multiply, Add");
    }

    private static List<String> labels(Network network) {
        Schedules.Size size = new Schedules.Size(1, 48, 48, 1, Pace.of(1).getFirst());
        return Schedule.of(program(network, Border.ZEROS), size, Check.NONE).steps().stream()
                .map(Step::label)
                .toList();
    }
}
