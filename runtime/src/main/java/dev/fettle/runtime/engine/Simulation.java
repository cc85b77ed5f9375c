package dev.fettle.runtime.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A run of a schedule on as many threads as one likes, each on a processor of its own, in time that is counted and not
/// measured: threads take jobs from the same {@link Board} as in a real run, and each job takes the time that it took
/// when it was measured on one thread. What threads do to each other by sharing caches and memory is left out.
final class Simulation {
    /// A job that is going on.
    private record Going(double end, int thread, int share) {}

    private final Order order;
    private final double[] shareMillis;
    private final Board board;
    private final PriorityQueue<Going> going = new PriorityQueue<>(Comparator.comparingDouble(Going::end));
    private Deque<Integer> idle = new ArrayDeque<>();
    private double now;

    private Simulation(Order order, double[] stepMillis, int threads) {
        this.order = order;
        shareMillis = new double[stepMillis.length];
        int[] shares = new int[stepMillis.length];
        for (int turn = 0; turn < order.count(); turn++) {
            shares[order.turn(turn).step()] += Board.shares(order, turn);
        }
        for (int step = 0; step < shares.length; step++) {
            shareMillis[step] = stepMillis[step] / shares[step];
        }
        board = new Board(order, threads);
        IntStream.range(0, threads).forEach(idle::add);
    }

    /// The time of a run whose steps were measured on one thread. What was not measured, since it is copied only here,
    /// takes none.
    static double millis(Schedule schedule, int threads, List<Plan.Line> measured) {
        Map<String, Double> times = measured.stream()
                .collect(Collectors.toMap(line -> key(line.node(), line.kernel()), Plan.Line::millis, Double::sum));
        double[] millis = schedule.steps().stream()
                .mapToDouble(step -> times.getOrDefault(key(step.name(), step.label()), 0.0))
                .toArray();
        return millis(schedule.order(), millis, threads);
    }

    private static String key(String node, String kernel) {
        return node + " " + kernel;
    }

    /// The time of a run.
    ///
    /// @param stepMillis of each step on one thread
    static double millis(Order order, double[] stepMillis, int threads) {
        return new Simulation(order, stepMillis, threads).run();
    }

    private double run() {
        hand();
        while (!going.isEmpty()) {
            Going next = going.poll();
            now = next.end();
            board.finish(next.share());
            idle.add(next.thread());
            hand();
        }
        if (!board.isDone()) {
            throw new IllegalStateException("the schedule waits for ever");
        }
        return now;
    }

    /// Gives all threads that wait something to do, as far as there is something.
    private void hand() {
        Deque<Integer> waiting = new ArrayDeque<>();
        while (!idle.isEmpty()) {
            int thread = idle.poll();
            int share = board.take(thread);
            if (share < 0) {
                waiting.add(thread);
            } else {
                going.add(new Going(now + shareMillis[Board.turn(share, order).step()], thread, share));
            }
        }
        idle = waiting;
    }
}
