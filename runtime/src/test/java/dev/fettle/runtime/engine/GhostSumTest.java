package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.LeakyRelu;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A convolution adds its result and the shifted copy of it to a residual.
class GhostSumTest {
    private static final double TOLERANCE = 3e-5; // that of large tiles in EngineTest

    private static final int[][] SHIFTS = {{0, 0}, {1, 0}, {-1, 1}, {0, -1}, {-2, 3}, {7, -7}};

    /// @param side of the kernel
    private static Network block(int filters, int side, int[] shift) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 2 * filters);
        Node own = g.relu(g.conv("own", x, filters, side));
        Node copy = shift[0] == 0 && shift[1] == 0 ? own : g.add("copy", new Shift(shift[0], shift[1]), own);
        Node sum = g.add(g.concat("both", List.of(own, copy)), x);
        return Network.initial(g.build(g.conv("last", g.add("bent", new LeakyRelu(0.25), sum), 3, 1)), 1);
    }

    private static Program program(Network network, Border border) {
        return Program.of(network.deployed(), border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
    }

    /// Of pictures of several strips, and smaller than a tile or than the shift.
    @Test
    void agreesWithTheDefinitionAtEveryEdge() {
        for (int[] size : new int[][] {{31, 85}, {23, 12}, {1, 9}, {9, 1}, {6, 6}}) {
            for (int filters : new int[] {5, 16, 48}) {
                for (int[] shift : SHIFTS) {
                    for (int side : new int[] {1, 3}) {
                        assertAgrees(block(filters, side, shift), filters, size, Arrays.toString(shift));
                    }
                }
            }
        }
    }

    private static void assertAgrees(Network network, int filters, int[] size, String shift) {
        Values input = new Initial.Uniform(1).draw(Shape.of(2, 2 * filters, size[0], size[1]), new Random(1));
        double[] expected = Reference.run(network, input).array();
        String name = "%d filters, %s, shift by %s".formatted(filters, Arrays.toString(size), shift);
        for (Border border : Border.values()) {
            float[] result = StorageTest.run(program(network, border), Set.of(), input, 1);
            if (border == Border.ZEROS) {
                assertThat(StorageTest.largestDifference(result, expected))
                        .as(name)
                        .isLessThan(TOLERANCE);
            }
            assertThat(StorageTest.run(program(network, border), Set.of(), input, 3))
                    .as("%s, %s, three threads", name, border)
                    .isEqualTo(result);
        }
    }

    /// As a wave, whose rings keep only the latest rows, whatever the direction of the shift.
    @Test
    void ringsKeepTheRowsThatGhostsTake() {
        for (int[] shift : SHIFTS) {
            Network network = block(16, 3, shift);
            Values input = new Initial.Uniform(1).draw(Shape.of(1, 32, 200, 30), new Random(1));
            double[] expected = Reference.run(network, input).array();
            for (int threads = 1; threads <= 4; threads++) {
                assertThat(StorageTest.largestDifference(
                                StorageTest.run(program(network, Border.ZEROS), Set.of(), input, threads), expected))
                        .as("shift by %s, %d threads", Arrays.toString(shift), threads)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @Test
    void theSumIsNoStepOfItsOwn() {
        for (int[] shift : SHIFTS) {
            assertThat(labels(block(16, 3, shift), Border.ZEROS)).doesNotContain("Add", "LeakyReLU", "Concat", "Shift");
        }
    }

    private static List<String> labels(Network network, Border border) {
        Schedules.Size size = new Schedules.Size(1, 48, 48, 1, Pace.of(1).getFirst());
        return Schedule.of(program(network, border), size, Check.NONE).steps().stream()
                .map(Step::label)
                .toList();
    }
}
