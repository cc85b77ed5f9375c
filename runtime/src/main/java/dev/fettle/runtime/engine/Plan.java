package dev.fettle.runtime.engine;

import dev.fettle.network.Shape;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A network made ready for pictures of one size: its steps and the memory that they work in. Allocates
/// nothing to speak of while it runs. Not thread-safe, and no two plans of one engine may run at the same
/// time.
public final class Plan {
    /// Told how far a run is, on the caller's thread. What it throws ends the run and reaches the
    /// caller unchanged.
    @FunctionalInterface
    public interface Progress {
        /// @param done of the total; the unit is of no meaning
        void at(int done, int total);
    }

    /// What a step of the plan is and costs.
    ///
    /// @param node the name of the network's node
    /// @param kernel how it is computed
    /// @param height of its result
    /// @param macs multiply-adds of a direct computation
    /// @param bytes memory of its result as the plan keeps it
    /// @param millis time of one run; 0 if the plan was not measured
    public record Line(
            String node, String kernel, int height, int width, int channels, long macs, long bytes, double millis) {}

    private final Schedule schedule;
    private final Workers workers;
    private final List<Workspace> workspaces;
    private final Transfer transfer = new Transfer();
    private final long bufferBytes;

    Plan(Schedule schedule, Workers workers) {
        this.schedule = schedule;
        this.workers = workers;
        workspaces = schedule.allocate(transfer);
        bufferBytes = schedule.bufferBytes();
    }

    /// Memory of feature maps and of the threads' scratch arrays; the packed weights, which all plans of
    /// an engine share, come on top.
    public long bufferBytes() {
        return bufferBytes;
    }

    /// Where a result goes.
    ///
    /// @param raster as many planes as the result has channels, of the size of what is kept
    /// @param keep the part of the result that is kept
    public record Target(Raster raster, Crop keep) {
        private static Target whole(float[] array, Layout layout) {
            return new Target(dense(array, layout), new Crop(0, 0, layout.width(), layout.height()));
        }

        private void requireFits(String name, Layout result) {
            boolean isInside = keep.left() >= 0
                    && keep.top() >= 0
                    && keep.left() + keep.width() <= result.width()
                    && keep.top() + keep.height() <= result.height();
            if (!isInside || !raster.holds(planes(result), keep.height(), keep.width())) {
                throw new IllegalArgumentException("%s: %s of %dx%d does not fit the planes"
                        .formatted(name, keep, result.width(), result.height()));
            }
        }
    }

    private static int planes(Layout layout) {
        return layout.pictures() * layout.channels();
    }

    private static Raster dense(float[] array, Layout layout) {
        return Raster.dense(array, planes(layout), layout.height(), layout.width());
    }

    private static int samples(Layout layout) {
        return planes(layout) * layout.height() * layout.width();
    }

    private static Shape shape(Layout layout) {
        return Shape.of(layout.pictures(), layout.channels(), layout.height(), layout.width());
    }

    /// (1, C', H', W') of the first result.
    public Shape outputShape() {
        return shape(schedule.outputs().firstEntry().getValue());
    }

    /// Of all results that the engine computes, by their names, in order.
    public SequencedMap<String, Shape> outputShapes() {
        SequencedMap<String, Shape> shapes = new LinkedHashMap<>();
        schedule.outputs().forEach((name, layout) -> shapes.put(name, shape(layout)));
        return shapes;
    }

    /// Runs the network.
    ///
    /// @param from C·H·W values, planar
    /// @param to C'·H'·W' values, planar; overwritten
    /// @throws IllegalArgumentException if an array has another length, or the engine computes several results
    public void run(float[] from, float[] to) {
        Layout in = schedule.input();
        Layout out = onlyOutput();
        requireLength("input", from, in);
        requireLength("output", to, out);
        run(dense(from, in), List.of(Target.whole(to, out)), (done, total) -> {});
    }

    private static void requireLength(String what, float[] array, Layout layout) {
        int length = samples(layout);
        if (array.length != length) {
            throw new IllegalArgumentException(what + ": " + length + " values are expected, got " + array.length);
        }
    }

    private Layout onlyOutput() {
        requireTargets(1);
        return schedule.outputs().firstEntry().getValue();
    }

    private void requireTargets(int count) {
        if (count != schedule.outputs().size()) {
            throw new IllegalArgumentException("the plan has %d results (%s), got %d places for them"
                    .formatted(
                            schedule.outputs().size(),
                            String.join(", ", schedule.outputs().keySet()),
                            count));
        }
    }

    /// Runs the network on a part of a picture and keeps a part of its only result.
    ///
    /// @throws IllegalArgumentException if a rectangle does not lie inside its planes, or the crop
    /// outside the result, or the engine computes several results
    public void run(Raster from, Raster to, Crop keep, Progress progress) {
        run(from, List.of(new Target(to, keep)), progress);
    }

    /// Runs the network on a part of a picture and keeps a part of each of its results.
    ///
    /// @param to as many as the engine computes results, in their order
    /// @throws IllegalArgumentException if these are more or less, a rectangle does not lie inside its planes, or a
    /// crop outside its result
    public void run(Raster from, List<Target> to, Progress progress) {
        Layout in = schedule.input();
        if (!from.holds(planes(in), in.height(), in.width())) {
            throw new IllegalArgumentException("input: the picture's planes do not hold %d channels of %dx%d"
                    .formatted(planes(in), in.width(), in.height()));
        }
        requireTargets(to.size());
        Iterator<Target> targets = to.iterator();
        schedule.outputs().forEach((name, layout) -> targets.next().requireFits(name, layout));
        transfer.set(from, to);
        Told told = new Told(progress);
        try {
            workers.run(new Turns(told));
        } catch (RuntimeException e) {
            throw told.thrownOr(e);
        } finally {
            transfer.clear(); // the plan waits for the next picture, and must not keep this one
        }
    }

    /// Keeps what progress throws apart from what fails in the engine.
    private static final class Told implements Progress {
        private final Progress progress;
        private @Nullable RuntimeException thrown;

        Told(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void at(int done, int total) {
            try {
                progress.at(done, total);
            } catch (RuntimeException e) {
                thrown = e;
                throw e;
            }
        }

        RuntimeException thrownOr(RuntimeException other) {
            return thrown == null ? other : thrown;
        }
    }

    /// Runs the network once on zeros and tells what each step has cost. Measured as the time between the
    /// ends of its turns and of those before.
    public List<Line> measured() {
        Layout in = schedule.input();
        List<Target> targets = schedule.outputs().values().stream()
                .map(out -> Target.whole(new float[samples(out)], out))
                .toList();
        long[] nanos = new long[schedule.steps().size()];
        long[] last = {System.nanoTime()};
        run(dense(new float[samples(in)], in), targets, (done, total) -> {
            long now = System.nanoTime();
            nanos[schedule.turns().get(done - 1).step()] += now - last[0];
            last[0] = now;
        });
        return IntStream.range(0, nanos.length)
                .mapToObj(step -> schedule.steps().get(step).line(1e-6 * nanos[step]))
                .toList();
    }

    /// All turns of the schedule.
    private final class Turns implements Workers.Rounds {
        private final Progress progress;

        Turns(Progress progress) {
            this.progress = progress;
        }

        @Override
        public int count() {
            return schedule.turns().size();
        }

        @Override
        public int jobs(int round) {
            Turn turn = schedule.turns().get(round);
            return schedule.steps().get(turn.step()).jobs(turn.from(), turn.to());
        }

        @Override
        public void run(int round, int job, int thread) {
            Turn turn = schedule.turns().get(round);
            schedule.steps().get(turn.step()).run(job, turn.from(), turn.to(), workspaces.get(thread));
        }

        @Override
        public void finished(int round) {
            progress.at(round + 1, count());
        }
    }
}
