package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.image.Image;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Sparse;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many callers on few restorers of one model.
class StressTest {
    private static final int CALLERS = 32;
    private static final int RESTORERS = 4;
    private static final int POOL_SIZE = 24;

    private enum End {
        DONE,
        CANCELLED,
        LATE,
        CLOSED
    }

    private record Task(Image picture, Image expected) {}

    /// What is restored, and how.
    ///
    /// @param sizes width and height
    private record Load(PreparedModel model, RestoreOptions options, List<int[]> sizes) {
        static Load denoise() {
            RestoreOptions options = RestoreOptions.DEFAULTS.withThreads(3).withMemoryBytes(40L << 20);
            List<int[]> sizes =
                    List.of(size(48, 48), size(64, 40), size(40, 64), size(1, 1), size(130, 20), size(97, 61));
            return new Load(PreparedModel.open("denoise"), options, sizes);
        }

        /// NSR on pictures of less and of more than four windows, and memory for the plans of few of them.
        static Load windows(WindowScheme scheme) {
            Wdsr wdsr = new Wdsr(2, 1, 8, 1, Wdsr.Block.A, Sparse.DEFAULTS.withGroups(4, 2));
            ModelCard.Usage usage = new ModelCard.Usage("sr", 1, ModelCard.Colour.RGB, POOL_SIZE);
            ModelCard.Provenance made = new ModelCard.Provenance("", 1, "", List.of());
            ModelCard card = new ModelCard("sparse", usage, new ModelCard.Training("none", List.of(), made), List.of());
            ModelFile file = new ModelFile(wdsr, Weights.initial(wdsr.graph(), 1), card);
            RestoreOptions options = RestoreOptions.DEFAULTS
                    .withThreads(3)
                    .withMemoryBytes(6L << 20)
                    .withWindows(scheme);
            List<int[]> sizes = List.of(size(48, 48), size(95, 200), size(96, 96), size(131, 97), size(100, 180));
            return new Load(PreparedModel.of(file), options, sizes);
        }

        private static int[] size(int... size) {
            return size;
        }

        List<Task> tasks() {
            try (Restorer quiet = model.restorer(options.withThreads(1))) {
                return sizes.stream()
                        .map(size -> SharedModelTest.noise(size[0], size[1], size[0]))
                        .map(picture -> new Task(picture, quiet.restore(picture)))
                        .toList();
            }
        }

        List<Restorer> restorers(ExecutorService helpers) {
            return IntStream.range(0, RESTORERS)
                    .mapToObj(i -> i % 2 == 0 ? model.restorer(options) : model.restorer(options, helpers))
                    .toList();
        }
    }

    /// One caller until the time is over, or its restorer is closed.
    private record Caller(List<Restorer> restorers, List<Task> tasks, ScheduledExecutorService clock, Random random) {
        Map<End, Integer> call(Deadline end) {
            Map<End, Integer> ends = new EnumMap<>(End.class);
            while (!end.isOver() && !ends.containsKey(End.CLOSED)) {
                ends.merge(once(), 1, Integer::sum);
            }
            return ends;
        }

        private End once() {
            Restorer restorer = restorers.get(random.nextInt(restorers.size()));
            Task task = tasks.get(random.nextInt(tasks.size()));
            try {
                Image restored = restorer.restore(task.picture(), control());
                assertThat(restored.hasSamplesOf(task.expected()))
                        .as("%s", task.picture())
                        .isTrue();
                return End.DONE;
            } catch (RestorationCancelledException e) {
                return End.CANCELLED;
            } catch (DeadlineExceededException e) {
                return End.LATE;
            } catch (RestorerClosedException e) {
                return End.CLOSED;
            }
        }

        private RestoreControl control() {
            return switch (random.nextInt(4)) {
                case 0 -> RestoreControl.NONE.withTimeout(Duration.ofMillis(random.nextInt(100)));
                case 1 -> {
                    Cancellation cancellation = new Cancellation();
                    var _ = clock.schedule(cancellation::cancel, random.nextInt(100), TimeUnit.MILLISECONDS);
                    yield RestoreControl.NONE.withCancellation(cancellation);
                }
                default -> RestoreControl.NONE;
            };
        }
    }

    /// @param isClosedMeanwhile whether the restorers are closed after half the time
    private static Map<End, Integer> run(
            List<Restorer> restorers, List<Task> tasks, Duration time, boolean isClosedMeanwhile) throws Exception {
        Map<End, Integer> ends = new EnumMap<>(End.class);
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            Deadline end = Deadline.in(time);
            List<Future<Map<End, Integer>>> running = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Caller caller = new Caller(restorers, tasks, clock, new Random(i));
                running.add(callers.submit(() -> caller.call(end)));
            }
            if (isClosedMeanwhile) {
                TimeUnit.NANOSECONDS.sleep(time.toNanos() / 2);
                restorers.forEach(Restorer::close);
            }
            for (Future<Map<End, Integer>> caller : running) {
                caller.get().forEach((what, count) -> ends.merge(what, count, Integer::sum));
            }
        }
        return ends;
    }

    private static void stress(Load load, Duration time, boolean isClosedMeanwhile) throws Exception {
        Set<Thread> before = Set.copyOf(Threads.alive("fettle-"));
        List<WeakReference<Restorer>> gone = used(load, time, isClosedMeanwhile);
        assertThat(Threads.left("fettle-", before)).isEmpty();
        for (int tries = 0; tries < 100 && !isGone(gone); tries++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(isGone(gone)).as("no buffer is left").isTrue();
    }

    private static List<WeakReference<Restorer>> used(Load load, Duration time, boolean isClosedMeanwhile)
            throws Exception {
        List<WeakReference<Restorer>> used = new ArrayList<>();
        try (ExecutorService helpers =
                Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory())) {
            List<Restorer> restorers = load.restorers(helpers);
            Map<End, Integer> ends = run(restorers, load.tasks(), time, isClosedMeanwhile);
            System.out.println(time + ": " + ends);
            assertThat(ends).containsKeys(End.DONE, End.CANCELLED, End.LATE);
            assertThat(ends.containsKey(End.CLOSED)).isEqualTo(isClosedMeanwhile);
            for (Restorer restorer : restorers) {
                restorer.close();
                assertThat(restorer.heldBytes()).isZero();
                used.add(new WeakReference<>(restorer));
            }
        }
        return used;
    }

    private static boolean isGone(List<WeakReference<Restorer>> restorers) {
        return restorers.stream().allMatch(restorer -> restorer.get() == null);
    }

    @Test
    @Tag("slow") // two seconds of load
    void callersForTwoSeconds() throws Exception {
        stress(Load.denoise(), Duration.ofSeconds(2), false);
    }

    @Test
    @Tag("slow") // a second of load
    void closingWhileAllCall() throws Exception {
        stress(Load.denoise(), Duration.ofSeconds(1), true);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("slow") // three seconds of load
    void modelsThatChooseTheirKernelsByWindows(WindowScheme scheme) throws Exception {
        Load load = Load.windows(scheme);
        stress(load, Duration.ofSeconds(2), false);
        stress(load, Duration.ofSeconds(1), true);
    }

    @Test
    @Tag("long") // a minute of load
    void callersForAMinute() throws Exception {
        stress(Load.denoise(), Duration.ofMinutes(1), false);
    }
}
