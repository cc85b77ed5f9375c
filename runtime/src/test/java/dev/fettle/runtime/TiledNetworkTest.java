package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.runtime.engine.Engine;
import dev.fettle.runtime.engine.PreparedNetwork;
import dev.fettle.runtime.engine.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tiles of networks that no published architecture here has.
class TiledNetworkTest {
    private static final long AMPLE = 1L << 30;

    private static Planes run(Network network, long budget, Planes picture) {
        return run(network, Border.ZEROS, budget, picture);
    }

    private static Planes run(Network network, Border border, long budget, Planes picture) {
        try (Holdings holdings = new Holdings(new Workers(2), budget)) {
            return new TiledNetwork(PreparedNetwork.of(network.deployed(), border), holdings)
                    .run(picture, Watch.SILENT);
        }
    }

    private static long wholeBytes(Network network, int width, int height) {
        return bytes(network, Border.ZEROS, width, height);
    }

    private static long bytes(Network network, Border border, int width, int height) {
        try (Engine engine = Engine.of(network.deployed(), border, 2)) {
            return engine.bufferBytes(height, width);
        }
    }

    /// Down by 4 and up again, so that tiles must start on multiples of 4.
    private static Network hourglass() {
        GraphBuilder g = new GraphBuilder();
        Convolve halving = new Convolve(2, 1, 1, 1);
        Node x = g.conv("a", g.input("image", 3), 6, 3, halving);
        x = g.conv("c", g.relu(g.conv("b", x, 8, 3, halving)), 48, 3);
        Graph graph = g.build(g.pixelShuffle(g.pixelShuffle(x, 2), 2));
        return Network.initial(graph, 5);
    }

    @Test
    void tilesOfAStridedNetworkJoinExactly() {
        Network network = hourglass();
        for (int[] size : new int[][] {{960, 20}, {1000, 24}, {700, 60}}) {
            Planes picture = NoisyPlanes.of(size[0], size[1]);
            Planes whole = run(network, AMPLE, picture);
            for (int part = 2; part <= 3; part++) {
                int width = size[0] / part;
                long budget = wholeBytes(network, width, size[1]);
                Planes tiled = run(network, budget, picture);
                for (int c = 0; c < 3; c++) {
                    assertThat(tiled.channels()[c])
                            .as("%dx%d with memory for %d columns", size[0], size[1], width)
                            .isEqualTo(whole.channels()[c]);
                }
            }
        }
    }

    /// Ghosts whose shifts are folded into the next convolution, whose tiles are no squares.
    private static Network folded(int[]... shifts) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("head", g.input("image", 3), 16, 3);
        for (int i = 0; i < shifts.length; i++) {
            Node moved = g.add("moved" + i, new Operation.Shift(shifts[i][0], shifts[i][1]), x);
            x = g.relu(g.conv("body" + i, g.concat("both" + i, List.of(x, moved)), 16, 3));
        }
        return Network.initial(g.build(g.conv("tail", x, 3, 3)), 5);
    }

    @Test
    void tilesOfFoldedConvolutionsJoinExactly() {
        for (Network network : List.of(
                folded(new int[] {0, 1}, new int[] {0, 1}, new int[] {0, -1}),
                folded(new int[] {1, 0}, new int[] {-1, 0}),
                folded(new int[] {0, 1}, new int[] {1, 0}, new int[] {-1, -1}, new int[] {1, -1}))) {
            for (Border border : Border.values()) {
                assertTilesJoinExactly(network, border);
            }
        }
    }

    private static void assertTilesJoinExactly(Network network, Border border) {
        Planes picture = NoisyPlanes.of(700, 40);
        Planes whole = run(network, border, AMPLE, picture);
        for (int part = 2; part <= 3; part++) {
            Planes tiled = run(network, border, bytes(network, border, 700 / part, 40), picture);
            for (int c = 0; c < 3; c++) {
                assertThat(tiled.channels()[c])
                        .as("%s, memory for 1/%d of the columns", border, part)
                        .isEqualTo(whole.channels()[c]);
            }
        }
    }

    /// Dense connections, a slice and shifts: maps that are views of others, wherever a tile begins.
    private static Network joined() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("a", g.input("image", 3), 24, 3);
        Node y = g.relu(g.conv("b", x, 16, 3));
        Node z = g.relu(g.conv("c", g.concat("xy", List.of(x, y)), 16, 3));
        Node all = g.concat("xyz", List.of(x, y, z));
        Node part = g.add("part", new Operation.Slice(8, 40), all);
        Node moved = g.conv("d", g.add("moved", new Operation.Shift(-2, 1), part), 24, 1);
        return Network.initial(g.build(g.conv("e", g.add(moved, x), 3, 3)), 5);
    }

    @Test
    void tilesOfViewsJoinExactly() {
        for (int[] size : new int[][] {{400, 20}, {333, 31}}) {
            Planes picture = NoisyPlanes.of(size[0], size[1]);
            Planes whole = run(joined(), AMPLE, picture);
            long budget = wholeBytes(joined(), size[0], size[1]);
            for (int part = 2; part <= 4; part++) {
                Planes tiled = run(joined(), budget * 4 / (part + 3), picture);
                assertThat(tiled.channels())
                        .as("%dx%d in 4/%d of the memory", size[0], size[1], part + 3)
                        .isDeepEqualTo(whole.channels());
            }
        }
    }

    /// Halved, permuted where no convolution can absorb it, and enlarged by factors that are no powers of two.
    private static Network resized() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 3);
        Node half = g.relu(g.conv("a", g.pixelUnshuffle(x, 2), 24, 3));
        Node dealt = g.add("dealt", Operation.Permutation.shuffle(24, 6), g.add(half, half));
        Node same = g.add("doubled", new Operation.Bicubic(2), g.add(dealt, half));
        Node large = g.add("tripled", new Operation.Bicubic(3), g.conv("b", same, 3, 3));
        return Network.initial(g.build(g.add(large, g.add("picture", new Operation.Bicubic(3), x))), 5);
    }

    @Test
    void tilesOfResizedMapsJoinExactlyWhateverTheBorder() {
        assertTilesJoin(resized());
    }

    /// Halved by windows that lie over one another, and by others, and enlarged again.
    @Test
    void tilesOfPooledMapsJoinExactlyWhateverTheBorder() {
        GraphBuilder g = new GraphBuilder();
        Node half = g.add("half", new Operation.MaxPool(3, 2, 1), g.relu(g.conv("a", g.input("image", 3), 20, 3)));
        Node quarter = g.add("quarter", new Operation.AveragePool(2, 2, 0), g.conv("b", half, 16, 3));
        Node same = g.add("same", new Operation.AveragePool(3, 1, 1), quarter);
        Graph graph = g.build(g.pixelShuffle(g.conv("c", same, 48, 3), 4));
        assertTilesJoin(Network.initial(graph, 5));
    }

    private static void assertTilesJoin(Network network) {
        for (Border border : Border.values()) {
            for (int[] size : new int[][] {{800, 20}, {668, 28}}) {
                Planes picture = NoisyPlanes.of(size[0], size[1]);
                Planes whole = run(network, border, AMPLE, picture);
                long budget = bytes(network, border, size[0], size[1]);
                for (int part = 2; part <= 4; part++) {
                    assertThat(run(network, border, budget * 2 / (part + 1), picture)
                                    .channels())
                            .as("%s, %dx%d in 2/%d of the memory", border, size[0], size[1], part + 1)
                            .isDeepEqualTo(whole.channels());
                }
            }
        }
    }

    private static Network deep() {
        return Network.initial(new Edsr(2, 3, 16, 1, 1).graph(), 5);
    }

    /// The order of work takes an eighth of the budget at most; tall pictures are cut into rows, too.
    @Test
    void tilesAboveOneAnotherJoinExactly() {
        for (Network network : List.of(hourglass(), joined(), resized(), deep())) {
            for (Border border : Border.values()) {
                for (int[] size : new int[][] {{4, 5000}, {60, 3200}}) {
                    Planes picture = NoisyPlanes.of(size[0], size[1]);
                    long budget = bytes(network, border, size[0], size[1]);
                    try (Holdings holdings = new Holdings(new Workers(2), budget)) {
                        TiledNetwork tiled = new TiledNetwork(PreparedNetwork.of(network.deployed(), border), holdings);
                        PictureNetwork.Runs runs = tiled.runs(size[0], size[1], Check.NONE);
                        assertThat(runs.height()).as("%s", runs).isLessThan(size[1]);
                        assertThat(runs.bufferBytes()).as("%s", runs).isLessThanOrEqualTo(budget);
                        assertThat(tiled.run(picture, Watch.SILENT).channels())
                                .as("%s, %s", border, runs)
                                .isDeepEqualTo(
                                        run(network, border, AMPLE, picture).channels());
                    }
                }
            }
        }
    }

    @Test
    void aNetworkWithoutPaddingIsNotTiled() {
        GraphBuilder g = new GraphBuilder();
        Graph graph = g.build(g.conv("a", g.input("image", 3), 8, 5, new Convolve(1, 0, 1, 1)));
        Network network = Network.initial(graph, 5);
        assertThat(run(network, AMPLE, NoisyPlanes.of(40, 40)).width()).isEqualTo(36);
        long budget = wholeBytes(network, 400, 40) * 2 / 3;
        assertThatThrownBy(() -> run(network, budget, NoisyPlanes.of(400, 40))).hasMessageContaining("cannot be tiled");
    }
}
