package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.GraphBuilder;
import dev.fettle.network.Network;
import dev.fettle.network.Node;
import dev.fettle.network.Operation.GlobalMean;
import dev.fettle.network.Operation.Multiply;
import dev.fettle.network.Operation.Shift;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Networks that nobody has written down: one thread and many have the same bits.
@Timeout(600) // rather than wait for ever
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

    private static float[] picture(int width, int height, Random random) {
        float[] picture = new float[3 * width * height];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = random.nextFloat();
        }
        return picture;
    }

    private static void assertEqual(long seed, int[] threads) {
        Random random = new Random(seed);
        Network network = network(random);
        Border border = random.nextBoolean() ? Border.ZEROS : Border.REPEAT;
        int width = 1 + random.nextInt(90);
        int height = 1 + random.nextInt(60);
        float[] picture = picture(width, height, random);
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

    /// As by so many threads, of which any may be late: jobs that have been taken are run in any order. What
    /// real threads do once in a million runs is seen here.
    private static float[] shuffled(Schedule schedule, int threads, float[] picture, Random random) {
        Layout in = schedule.input();
        Layout out = schedule.onlyOutput();
        float[] result = new float[out.planes() * out.height() * out.width()];
        Raster to = Raster.dense(result, out.planes(), out.height(), out.width());
        Transfer transfer = new Transfer();
        transfer.set(Raster.dense(picture, in.planes(), in.height(), in.width()), List.of(Plan.Target.whole(to, out)));
        List<Workspace> workspaces = schedule.allocate(transfer, Check.NONE);
        Board board = new Board(schedule.order(), threads);
        List<int[]> going = new ArrayList<>(); // share, thread
        List<Integer> idle = new ArrayList<>(IntStream.range(0, threads).boxed().toList());
        while (!board.isDone()) {
            if (!idle.isEmpty() && random.nextInt(3) > 0) {
                Collections.shuffle(idle, random);
                int thread = idle.removeLast();
                int share = board.take(thread);
                if (share >= 0) {
                    going.add(new int[] {share, thread});
                    continue;
                }
                idle.add(thread);
            }
            if (!going.isEmpty()) {
                int[] next = going.remove(random.nextInt(going.size()));
                board.run(next[0], workspaces.get(next[1]));
                idle.add(next[1]);
            }
        }
        return result;
    }

    private static void assertEqualInAnyOrder(Program program, int height, int width, long seed) {
        Random random = new Random(seed);
        float[] picture = picture(width, height, random);
        Schedules.Size alone = new Schedules.Size(1, height, width, 1, Pace.LEAST);
        float[] expected = shuffled(Schedule.of(program, alone, Check.NONE), 1, picture, random);
        for (int threads : new int[] {2, 5, 30}) {
            for (Pace pace : Pace.of(threads)) {
                Schedules.Size size = new Schedules.Size(1, height, width, threads, pace);
                assertThat(shuffled(Schedule.of(program, size, Check.NONE), threads, picture, random))
                        .as("seed %d, %s", seed, size)
                        .isEqualTo(expected);
            }
        }
    }

    private static Program program(Network network, Border border) {
        return Program.of(
                network.deployed().forFirstResult(), border, new Kernels(Engine.lanes(), Algorithm.AUTOMATIC));
    }

    @Test
    @Tag("slow") // code that is not compiled yet
    void jobsInAnyOrderHaveTheBitsOfOneThread() {
        for (long seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            Border border = random.nextBoolean() ? Border.ZEROS : Border.REPEAT;
            Program program = program(network(random), border);
            assertEqualInAnyOrder(program, 1 + random.nextInt(60), 1 + random.nextInt(40), seed);
        }
    }

    /// The shift reads the map before it from the third row on.
    @Test
    void rowsThatNobodyReadsAreNotWrittenOverLaterOnes() {
        GraphBuilder g = new GraphBuilder();
        Node x = g.conv("first", g.conv("head", g.input("image", 3), 24, 3), 24, 3);
        Node moved = g.add("moved", new Shift(-1, 0), x);
        Node both = g.concat("both", List.of(moved, g.conv("last", moved, 24, 3)));
        Program program = program(Network.initial(g.build(g.conv("tail", both, 3, 3)), 1), Border.REPEAT);
        for (long seed = 0; seed < 5; seed++) {
            assertEqualInAnyOrder(program, 30, 20, seed);
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
