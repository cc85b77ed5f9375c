package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Check;
import dev.fettle.network.Border;
import dev.fettle.network.Network;
import dev.fettle.network.architecture.Edsr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static Program program(Edsr network, Border border) {
        Kernels kernels = new Kernels(Engine.lanes(), Algorithm.AUTOMATIC);
        return Program.of(Network.initial(network.graph(), 1).deployed().forFirstResult(), border, kernels);
    }

    private static Schedule schedule(Program program, int height, int width, int threads) {
        return Schedule.of(
                program,
                new Schedules.Size(1, height, width, threads, Pace.of(threads).getFirst()),
                Check.NONE);
    }

    /// Jobs take as long as they have multiply-adds.
    private static double efficiency(Schedule schedule, int threads) {
        double[] work = schedule.steps().stream().mapToDouble(Step::macs).toArray();
        double all = 0;
        for (double one : work) {
            all += one;
        }
        return all / threads / Simulation.millis(schedule.order(), work, threads);
    }

    @Test
    void nobodyWaitsForEver() {
        Random random = new Random(1);
        for (Border border : Border.values()) {
            Program program = program(new Edsr(2, 3, 16, 1, 1), border);
            for (int i = 0; i < 60; i++) {
                int threads = 1 + random.nextInt(64);
                List<Pace> paces = Pace.of(threads);
                Pace pace =
                        i % 4 == 0 ? new Pace(1 + random.nextInt(2000), 4, threads, 0) : paces.get(i % paces.size());
                Schedules.Size size =
                        new Schedules.Size(1, 3 + random.nextInt(200), 3 + random.nextInt(200), threads, pace);
                Schedule schedule = Schedule.of(program, size, Check.NONE);
                assertThat(efficiency(schedule, threads)).as("%s", size).isBetween(0.0, 1.0001);
            }
        }
    }

    /// Whoever finishes first, and in whatever order: all jobs are handed out once.
    @Test
    void everyJobIsTakenOnce() {
        Order order = schedule(program(new Edsr(2, 2, 16, 1, 1), Border.REPEAT), 90, 130, 5)
                .order();
        Random random = new Random(2);
        Board board = new Board(order, 5);
        List<Integer> going = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        while (!board.isDone()) {
            int share = board.take(random.nextInt(5));
            if (share >= 0) {
                going.add(share);
                taken.add(share);
            }
            if (share < 0 || random.nextBoolean()) {
                Collections.shuffle(going, random);
                board.finish(going.removeLast());
            }
        }
        int shares = 0;
        for (int turn = 0; turn < order.count(); turn++) {
            shares += Board.shares(order, turn);
        }
        assertThat(taken).doesNotHaveDuplicates().hasSize(shares);
        assertThat(board.take(0)).isEqualTo(Workers.Tasks.END);
    }

    @Test
    void aThreadBeginsWithItsOwnColumns() {
        Order order = schedule(program(new Edsr(2, 1, 16, 1, 1), Border.ZEROS), 12, 4000, 1)
                .order();
        int load = 0;
        Board board = new Board(order, 4);
        int shares = Board.shares(order, load);
        assertThat(shares).isGreaterThanOrEqualTo(4);
        assertThat(board.take(0)).isZero();
        assertThat(board.take(3)).isEqualTo(shares - 1);
        assertThat(board.take(3)).as("from the right").isEqualTo(shares - 2);
    }

    @Test
    void manyThreadsAreBusyWithTheMemoryOfTwo() {
        Program edsr = program(new Edsr(4, 16, 64, 1, 1), Border.ZEROS);
        long two = schedule(edsr, 720, 1280, 2).bufferBytes();
        Schedule sixteen = schedule(edsr, 720, 1280, 16);
        Schedule many = schedule(edsr, 720, 1280, 64);
        assertThat(sixteen.bufferBytes()).isLessThan(two * 5 / 4);
        assertThat(many.bufferBytes()).isLessThan(two * 3 / 2);
        assertThat(efficiency(sixteen, 16)).isGreaterThan(0.9);
        assertThat(efficiency(many, 64)).isGreaterThan(0.8);
    }
}
