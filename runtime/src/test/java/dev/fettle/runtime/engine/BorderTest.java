package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Border;
import dev.fettle.network.Halo;
import dev.fettle.network.Initial;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Reference;
import dev.fettle.network.Shape;
import dev.fettle.network.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The edge repeated for ever, against the double-precision reference on a picture that was extended beforehand.
class BorderTest {
    private static final double TOLERANCE = 3e-5; // see EngineTest
    private static final int SEEDS = 150;

    @Test
    @Tag("slow") // some hundred networks, with and without vectors
    void randomNetworksSeeTheEdgeRepeated() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Network network = Network.initial(StorageTest.randomGraph(random), seed);
            if (!Halo.of(network.graph()).global()) {
                int pictures = 1 + random.nextInt(4) / 3;
                int height = 2 * (1 + random.nextInt(20));
                Values input = random(network, pictures, height, 2 * (1 + random.nextInt(20)), seed);
                for (Lanes lanes : List.of(Engine.lanes(), new PlainLanes())) {
                    assertRepeats(
                            "seed %d, %s, %s".formatted(seed, lanes.label(), input.shape()), network, input, lanes);
                }
            }
        }
    }

    private static void assertRepeats(String name, Network network, Values input, Lanes lanes) {
        Program program = Program.of(network, Border.REPEAT, new Kernels(lanes, Algorithm.AUTOMATIC));
        double[] expected = ofExtended(network, input);
        float[] alone = StorageTest.run(program, Set.of(), input, 1);
        assertThat(StorageTest.largestDifference(alone, expected)).as(name).isLessThan(TOLERANCE);
        assertThat(Arrays.mismatch(StorageTest.run(program, Set.of(), input, 3), alone))
                .as(name)
                .isEqualTo(-1);
        Set<Node> all = Set.copyOf(program.graph().nodes());
        assertThat(Arrays.mismatch(StorageTest.run(program, all, input, 1), alone))
                .as(name)
                .isEqualTo(-1);
    }

    private static Values random(Network network, int pictures, int height, int width, long seed) {
        Shape shape = Shape.of(pictures, network.graph().inputChannels(), height, width);
        return new Initial.Uniform(1).draw(shape, new Random(seed));
    }

    /// What the network makes of the picture, of which the outermost pixels are repeated as often as it sees.
    private static double[] ofExtended(Network network, Values input) {
        int halo = Halo.of(network.graph()).pixels();
        Shape shape = input.shape();
        Reference.Array made = Reference.run(network, extended(input, halo));
        int down = made.shape().height();
        int left = made.shape().width();
        int ratioTop = halo * down / (shape.height() + 2 * halo);
        int ratioLeft = halo * left / (shape.width() + 2 * halo);
        Shape whole = made.shape();
        int height = down - 2 * ratioTop;
        int width = left - 2 * ratioLeft;
        double[] kept = new double[whole.dimension(0) * whole.channels() * height * width];
        int to = 0;
        for (int plane = 0; plane < whole.dimension(0) * whole.channels(); plane++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    kept[to++] = made.array()[(plane * down + ratioTop + y) * left + ratioLeft + x];
                }
            }
        }
        return kept;
    }

    private static Values extended(Values input, int by) {
        Shape shape = input.shape();
        int height = shape.height() + 2 * by;
        int width = shape.width() + 2 * by;
        Values extended = Values.zeros(Shape.of(shape.dimension(0), shape.channels(), height, width));
        for (int i = 0; i < extended.array().length; i++) {
            int plane = i / width / height;
            int y = Math.clamp(i / width % height - by, 0, shape.height() - 1);
            int x = Math.clamp(i % width - by, 0, shape.width() - 1);
            extended.array()[i] = input.array()[(plane * shape.height() + y) * shape.width() + x];
        }
        return extended;
    }
}
