package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Shift;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Convolutions of channels and the same channels, shifted, are computed from the channels alone.
class FoldTest {
    private static final double TOLERANCE = 3e-5; // that of large tiles in EngineTest; seen: 4e-6

    private static final int[][] SHIFTS = {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}};

    private static Network layer(int channels, int filters, int[] shift) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", channels);
        Node both = g.concat("both", List.of(x, g.add("moved", new Shift(shift[0], shift[1]), x)));
        Graph graph = g.build(g.conv("layer", both, filters, 3, new Convolve(1, 1, 1, 1)));
        return Network.initial(graph, 1);
    }

    /// Of which each of two layers is one of channels and the same channels, shifted.
    private static Network pair(int channels, int[] shift) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", channels);
        for (String name : List.of("first", "second")) {
            Node moved = g.add(name + ".moved", new Shift(shift[0], shift[1]), x);
            Node both = g.concat(name + ".both", List.of(x, moved));
            x = g.conv(name, both, channels, 3, new Convolve(1, 1, 1, 1));
        }
        return Network.initial(g.build(x), 1);
    }

    private static Program program(Network network, Border border) {
        return program(network, border, Algorithm.AUTOMATIC);
    }

    private static Program program(Network network, Border border, Algorithm algorithm) {
        return Program.of(network.deployed(), border, new Kernels(Engine.lanes(), algorithm));
    }

    @Test
    void agreesWithWhatIsNotFoldedWhateverIsBeyondTheEdge() {
        for (Border border : Border.values()) {
            for (int[] size : new int[][] {{12, 10}, {23, 31}, {1, 17}, {17, 1}, {1, 1}}) {
                for (int[] shift : SHIFTS) {
                    Network network = pair(32, shift);
                    Values input = new Initial.Uniform(1).draw(Shape.of(1, 32, size[0], size[1]), new Random(1));
                    double[] direct =
                            doubles(StorageTest.run(program(network, border, Algorithm.DIRECT), Set.of(), input, 1));
                    float[] folded = StorageTest.run(program(network, border), Set.of(), input, 1);
                    assertThat(StorageTest.largestDifference(folded, direct))
                            .as("%s, %s, shift by %s", border, Arrays.toString(size), Arrays.toString(shift))
                            .isLessThan(TOLERANCE);
                }
            }
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    /// Pictures of whole tiles, of cut off ones, and of a single row or column; more filters than are taken at once.
    @Test
    void agreesWithTheDefinitionAtEveryEdge() {
        for (int[] size : new int[][] {{12, 10}, {23, 31}, {1, 17}, {17, 1}, {1, 1}, {6, 5}, {5, 6}, {7, 6}}) {
            for (int filters : new int[] {16, 32, 48, 208}) {
                for (int[] shift : SHIFTS) {
                    Network network = layer(32, filters, shift);
                    Values input = new Initial.Uniform(1).draw(Shape.of(2, 32, size[0], size[1]), new Random(1));
                    double[] expected = Reference.run(network, input).array();
                    float[] folded = StorageTest.run(program(network, Border.ZEROS), Set.of(), input, 1);
                    assertThat(StorageTest.largestDifference(folded, expected))
                            .as("%s, %d filters, shift by %s", Arrays.toString(size), filters, Arrays.toString(shift))
                            .isLessThan(TOLERANCE);
                    float[] together = StorageTest.run(program(network, Border.ZEROS), Set.of(), input, 3);
                    assertThat(together).as("three threads").isEqualTo(folded);
                }
            }
        }
    }

    @Test
    void tilesAreLowerOrNarrowerWhereTapsAreMore() {
        assumeThat(Engine.lanes().tileTransform(6)).isPresent();
        assertThat(label(new int[] {0, 1})).isEqualTo("winograd 6×5");
        assertThat(label(new int[] {-1, 0})).isEqualTo("winograd 5×6");
        assertThat(label(new int[] {1, -1})).isEqualTo("winograd 5×5");
        assertThat(label(new int[] {0, 2})).isEqualTo("winograd 6×6");
    }

    private static String label(int[] shift) {
        Schedules.Size size = new Schedules.Size(1, 48, 48, 1, Pace.of(1).getFirst());
        return Schedule.of(program(layer(32, 32, shift), Border.ZEROS), size, Check.NONE).steps().stream()
                .filter(ConvolutionStep.class::isInstance)
                .map(Step::label)
                .findFirst()
                .orElseThrow();
    }
}
