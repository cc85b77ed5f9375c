package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Shift;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Networks that nobody has written down: one thread and many have the same bits.
class AnyThreadsTest {
    private static Network network(Random random) {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("head", g.input("image", 3), channels(random), 3);
        int blocks = 3 + random.nextInt(4);
        for (int i = 0; i < blocks; i++) {
            Node next = g.relu(g.conv("conv" + i, x, channels(random), 1 + 2 * random.nextInt(3)));
            x = switch (random.nextInt(5)) {
                case 0 -> g.concat("both" + i, List.of(x, next));
                case 1 -> g.add(next, g.conv("skip" + i, x, g.channels(next), 1));
                case 2 -> g.add("moved" + i, new Shift(random.nextInt(3) - 1, random.nextInt(3) - 1), next);
                case 3 -> g.add("scaled" + i, new Multiply(), next, g.add("mean" + i, new GlobalMean(), next));
                default -> next;
            };
        }
        int scale = 1 + random.nextInt(3);
        Node tail = g.conv("tail", x, 3 * scale * scale, 3);
        return Network.initial(g.build(scale == 1 ? tail : g.pixelShuffle(tail, scale)), random.nextLong());
    }

    private static int channels(Random random) {
        return 4 + random.nextInt(30);
    }

    private static void assertEqual(long seed, int[] threads) {
        Random random = new Random(seed);
        Network network = network(random);
        Border border = random.nextBoolean() ? Border.ZEROS : Border.REPEAT;
        int width = 1 + random.nextInt(90);
        int height = 1 + random.nextInt(60);
        float[] picture = new float[3 * width * height];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = random.nextFloat();
        }
        PreparedNetwork prepared = PreparedNetwork.of(network.deployed(), border);
        float[] alone = result(prepared, 1, height, width, picture);
        for (int count : threads) {
            assertThat(result(prepared, count, height, width, picture))
                    .as("seed %d, %dx%d, %s, %d threads", seed, width, height, border, count)
                    .isEqualTo(alone);
        }
    }

    private static float[] result(PreparedNetwork network, int threads, int height, int width, float[] picture) {
        try (Engine engine = network.engine(threads)) {
            Plan plan = engine.plan(height, width);
            float[] result = new float[Math.toIntExact(plan.outputShape().size())];
            plan.run(picture, result);
            return result;
        }
    }

    @Test
    void fewThreadsHaveTheBitsOfOne() {
        for (long seed = 0; seed < 12; seed++) {
            assertEqual(seed, new int[] {2, 3, 7});
        }
    }

    @Test
    @Tag("long") // a thousand runs, most with more threads than processors
    void anyNumberOfThreadsHasTheBitsOfOne() {
        for (long seed = 0; seed < 30; seed++) {
            assertEqual(seed, IntStream.rangeClosed(2, 64).toArray());
        }
    }
}
