package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Border;
import dev.fettle.network.Graph;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Halo;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.DnCnn;
import dev.fettle.network.architecture.DnCnn.Normalisation;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Vdsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The edge repeated, against the double-precision reference on a picture that was extended beforehand.
class BorderTest {
    private static final double TOLERANCE = 3e-5; // see EngineTest
    private static final int SEEDS = 40;

    @Test
    @Tag("slow") // some dozen networks, with and without vectors
    void randomNetworksSeeTheEdgeRepeated() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Network network = Network.initial(StorageTest.randomGraph(random), seed);
            if (!Halo.of(network.graph()).global()) {
                int pictures = 1 + random.nextInt(4) / 3;
                Values input = noise(network, pictures, 2 * (1 + random.nextInt(9)), 2 * (1 + random.nextInt(20)));
                assertRepeats("seed " + seed, network, input, Engine.lanes());
                assertRepeats("seed " + seed, network, input, new PlainLanes());
            }
        }
    }

    @Test
    void publishedNetworksSeeTheEdgeRepeatedOnPicturesOfAnySize() {
        List<Architecture> architectures = List.of(
                new Edsr(2, 2, 24, 0.1, 1),
                new Edsr(3, 1, 16, 1, 255),
                new Edsr(4, 3, 16, 1, 1),
                new Vdsr(2, 4, 16, 1, true),
                new DnCnn(5, 16, 1, Normalisation.NONE, true),
                new Wdsr(1, 2, 16, 2, Wdsr.Block.B, Convolutions.PLAIN),
                new Wdsr(2, 2, 16, 2, Wdsr.Block.A, 2, Convolutions.PLAIN),
                new Wdsr(1, 3, 16, 1, Wdsr.Block.A, 4, Convolutions.PLAIN));
        for (Architecture architecture : architectures) {
            Network network = Network.initial(architecture.graph(), 3);
            int side = Halo.of(network.graph()).alignment();
            for (int[] size : new int[][] {{1, 1}, {1, 5}, {7, 2}, {3, 40}, {31, 19}}) {
                Values input = noise(network, 1, size[0] * side, size[1] * side);
                assertRepeats(architecture + " on " + input.shape(), network, input, Engine.lanes());
            }
        }
    }

    /// Behind them a kernel that sees further beyond the edge than the map varies there.
    @Test
    void resizedMapsSeeTheEdgeRepeated() {
        for (int factor = 2; factor <= 3; factor++) {
            assertRepeats(unshuffled(factor), factor);
            assertRepeats(enlarged(factor), factor);
        }
    }

    /// Windows that reach beyond the edge, and a kernel behind them that sees further.
    @Test
    void pooledMapsSeeTheEdgeRepeated() {
        for (Operation pooling : List.of(
                new Operation.MaxPool(3, 1, 1), new Operation.AveragePool(3, 1, 1), new Operation.MaxPool(5, 1, 2))) {
            assertRepeats(pooled(pooling, 9), 4);
        }
        assertRepeats(pooledAndBack(new Operation.MaxPool(3, 2, 1)), 5);
        assertRepeats(pooledAndBack(new Operation.AveragePool(2, 2, 0)), 5);
        assertRepeats(pooledAndBack(new Operation.AveragePool(3, 2, 1)), 5);
    }

    private static Graph pooled(Operation pooling, int kernel) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("before", g.input("image", 2), 5, 3);
        return g.build(g.conv("far", g.add("pool", pooling, g.relu(x)), 2, kernel));
    }

    private static Graph pooledAndBack(Operation pooling) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.add("pool", pooling, g.conv("before", g.input("image", 2), 5, 3));
        return g.build(g.pixelShuffle(g.conv("far", x, 8, 7), 2));
    }

    private static void assertRepeats(Graph graph, int seed) {
        Network network = Network.initial(graph, seed);
        assertRepeats(graph.nodes().toString(), network, noise(network, 1, 6, 12), Engine.lanes());
    }

    private static Graph unshuffled(int factor) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("far", g.pixelUnshuffle(g.input("image", 1), factor), factor * factor, 17);
        return g.build(g.pixelShuffle(x, factor));
    }

    private static Graph enlarged(int factor) {
        GraphBuilder g = new GraphBuilder();
        return g.build(g.conv("far", g.add("large", new Operation.Bicubic(factor), g.input("image", 1)), 1, 41));
    }

    private static void assertRepeats(String name, Network network, Values input, Lanes lanes) {
        Program program = program(network, lanes);
        double[] expected = ofExtended(network, input);
        float[] alone = StorageTest.run(program, Set.of(), input, 1);
        assertThat(StorageTest.largestDifference(alone, expected)).as(name).isLessThan(TOLERANCE);
        float[] together = StorageTest.run(program, Set.of(), input, 3);
        assertThat(Arrays.mismatch(together, alone)).as("%s, 3 threads", name).isEqualTo(-1);
        float[] copied = StorageTest.run(program, Set.copyOf(program.graph().nodes()), input, 1);
        assertThat(Arrays.mismatch(copied, alone)).as("%s, copied", name).isEqualTo(-1);
    }

    private static Program program(Network network, Lanes lanes) {
        return Program.of(network.deployed(), Extents::exact, new Kernels(lanes, Algorithm.AUTOMATIC));
    }

    private static Values noise(Network network, int pictures, int height, int width) {
        Shape shape = Shape.of(pictures, network.graph().inputChannels(), height, width);
        return new Initial.Uniform(1).draw(shape, new Random(height * 1000L + width));
    }

    /// What the network makes of the picture when it is extended as far as it sees, cut again.
    private static double[] ofExtended(Network network, Values input) {
        int halo = Halo.of(network.graph()).pixels();
        Reference.Array made = Reference.run(network, extended(input, halo, mirrored(network)));
        Shape whole = made.shape();
        int top = halo * whole.height() / (input.shape().height() + 2 * halo);
        int left = halo * whole.width() / (input.shape().width() + 2 * halo);
        int height = whole.height() - 2 * top;
        int width = whole.width() - 2 * left;
        double[] kept = new double[whole.dimension(0) * whole.channels() * height * width];
        for (int i = 0; i < kept.length; i++) {
            int row = i / width / height * whole.height() + top + i / width % height;
            kept[i] = made.array()[row * whole.width() + left + i % width];
        }
        return kept;
    }

    /// 12 pixels of the result, and 4 of the picture at least.
    private static int mirrored(Network network) {
        Shape of48 = Reference.run(
                        network, Values.zeros(Shape.of(1, network.graph().inputChannels(), 48, 48)))
                .shape();
        return Math.max(12 * 48 / of48.height(), 4);
    }

    private static Values extended(Values input, int by, int mirrored) {
        Shape shape = input.shape();
        int height = shape.height() + 2 * by;
        int width = shape.width() + 2 * by;
        Values extended = Values.zeros(Shape.of(shape.dimension(0), shape.channels(), height, width));
        for (int i = 0; i < extended.array().length; i++) {
            int plane = i / width / height;
            int y = seen(i / width % height - by, shape.height(), mirrored);
            int x = seen(i % width - by, shape.width(), mirrored);
            extended.array()[i] = input.array()[(plane * shape.height() + y) * shape.width() + x];
        }
        return extended;
    }

    /// … 3 3 2 1 0 | 0 1 2 3 with 4 mirrored ones; of two pixels 0 0 1 1 0 | 0 1 | 1 0 0 1 1.
    private static int seen(int position, int size, int mirrored) {
        int seen = Math.clamp(position, -mirrored, size - 1 + mirrored);
        while (seen < 0 || seen >= size) {
            seen = seen < 0 ? -1 - seen : 2 * size - 1 - seen;
        }
        return seen;
    }

    /// A factor that follows from the mean is the picture's, not that of the extended one.
    @Test
    void meansAreTakenOverThePictureAlone() {
        Network convolution = convolution(false);
        Network multiplied = new Network(convolution(true).graph(), convolution.weights());
        Values input = noise(convolution, 1, 9, 14);
        double[] expected = ofExtended(convolution, input);
        int area = 9 * 14;
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            for (int i = 0; i < area; i++) {
                sum += input.array()[channel * area + i];
            }
            for (int i = 0; i < area; i++) {
                expected[channel * area + i] *= sum / area;
            }
        }
        float[] made = StorageTest.run(program(multiplied, Engine.lanes()), Set.of(), input, 2);
        assertThat(StorageTest.largestDifference(made, expected)).isLessThan(TOLERANCE);
    }

    private static Network convolution(boolean isMultiplied) {
        GraphBuilder g = new GraphBuilder();
        Node image = g.input("image", 3);
        Node x = g.conv("b", g.relu(g.conv("a", image, 16, 3)), 3, 3);
        Node mean = g.add("mean", new Operation.GlobalMean(), image);
        Graph graph = g.build(isMultiplied ? g.add("product", new Operation.Multiply(), x, mean) : x);
        return Network.initial(graph, 5);
    }

    /// Needed: 8, 7, … 0; varying: 5, 6, … 13.
    @Test
    void eachLayerIsComputedAsFarAsItIsNeededOrVaries() {
        Graph graph = chain();
        List<Stage> stages = Fusion.stages(graph, Border.REPEAT);
        Extents exact = Extents.exact(graph, stages);
        assertThat(exact.mirrored()).isEqualTo(4); // 12 of the result would be 3
        assertThat(exact.of(graph.input())).isEqualTo(4);
        assertThat(stages.stream().map(exact::of)).containsExactly(5, 6, 6, 5, 4, 3, 2, 1, 0);
        Extents usual = Extents.of(graph, stages, Border.REPEAT);
        assertThat(stages.stream().map(usual::of)).containsExactly(5, 5, 5, 5, 4, 3, 2, 1, 0);
        Extents zeros = Extents.of(graph, stages, Border.ZEROS);
        assertThat(graph.nodes().stream().map(zeros::of)).containsOnly(0);
    }

    /// Nine layers and a shuffle.
    private static Graph chain() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.input("image", 1);
        for (int i = 0; i < 9; i++) {
            x = g.conv("conv" + i, x, 16, 3);
        }
        return g.build(g.pixelShuffle(x, 4));
    }
}
