package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import dev.fettle.network.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// A network made ready for pictures of one size: its steps and the memory that they work in. Allocates
/// nothing to speak of while it runs. Not thread-safe, and no two plans of one engine may run at the same
/// time.
public final class Plan {
    /// Told how far a run is, on the caller's thread: after each of its jobs, and at least every 10 ms while it
    /// waits for other threads. What it throws ends the run and reaches the caller unchanged.
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
            String node, String kernel, int height, int width, int channels, long macs, long bytes, double millis) {
        public Line taking(double time) {
            return new Line(node, kernel, height, width, channels, macs, bytes, time);
        }
    }

    private final Schedule schedule;
    private final Workers workers;
    private final List<Workspace> workspaces;
    private final Transfer transfer = new Transfer();
    private final long bufferBytes;

    Plan(Schedule schedule, Workers workers, Check check) {
        this.schedule = schedule;
        this.workers = workers;
        workspaces = schedule.allocate(transfer, check);
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
        /// All of a result.
        static Target whole(Raster raster, Layout layout) {
            return new Target(raster, new Crop(0, 0, layout.width(), layout.height()));
        }

        void requireFits(String name, Layout result) {
            boolean isInside = keep.left() >= 0
                    && keep.top() >= 0
                    && keep.left() + keep.width() <= result.width()
                    && keep.top() + keep.height() <= result.height();
            if (!isInside || !raster.holds(result.planes(), keep.height(), keep.width())) {
                throw new IllegalArgumentException("%s: %s of %dx%d does not fit the planes"
                        .formatted(name, keep, result.width(), result.height()));
            }
        }
    }

    private static Raster dense(float[] array, Layout layout) {
        return Raster.dense(array, layout.planes(), layout.height(), layout.width());
    }

    private static int samples(Layout layout) {
        return layout.planes() * layout.height() * layout.width();
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
        Layout out = schedule.onlyOutput();
        requireLength("input", from, in);
        requireLength("output", to, out);
        run(dense(from, in), List.of(Target.whole(dense(to, out), out)), (done, total) -> {});
    }

    private static void requireLength(String what, float[] array, Layout layout) {
        int length = samples(layout);
        if (array.length != length) {
            throw new IllegalArgumentException(what + ": " + length + " values are expected, got " + array.length);
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
        schedule.requireFits(from, to);
        transfer.set(from, to);
        run(new Going(progress));
    }

    private void run(Going going) {
        try {
            workers.run(going);
        } finally {
            transfer.clear(); // the plan waits for the next picture, and must not keep this one
        }
    }

    /// Runs the network once on zeros and tells what each step has cost: the time of all threads together, divided by
    /// their number.
    public List<Line> measured() {
        Layout in = schedule.input();
        List<Target> targets = schedule.outputs().values().stream()
                .map(out -> Target.whole(dense(new float[samples(out)], out), out))
                .toList();
        transfer.set(dense(new float[samples(in)], in), targets);
        Timed timed = new Timed();
        run(timed);
        return IntStream.range(0, schedule.steps().size())
                .mapToObj(step -> schedule.steps().get(step).line(1e-6 * timed.nanos(step) / workers.threads()))
                .toList();
    }

    /// One run.
    private class Going implements Workers.Tasks {
        private final Board board = new Board(schedule.order(), workers.threads());
        private final Progress progress;
        private int told;

        Going(Progress progress) {
            this.progress = progress;
        }

        @Override
        public int take(int thread) {
            int share = board.take(thread);
            return share == END ? end(thread) : share;
        }

        /// The caller waits for what others have taken.
        private int end(int thread) {
            return thread == 0 && !board.isDone() ? NONE : END;
        }

        @Override
        public void run(int share, int thread) {
            board.run(share, workspaces.get(thread));
        }

        @Override
        public void tick() {
            told = Math.max(board.done(), told);
            progress.at(told, schedule.order().count());
        }
    }

    /// One run whose time is taken.
    private final class Timed extends Going {
        private final AtomicLongArray nanos =
                new AtomicLongArray(schedule.steps().size());

        Timed() {
            super((done, total) -> {});
        }

        @Override
        public void run(int share, int thread) {
            long before = System.nanoTime();
            super.run(share, thread);
            nanos.getAndAdd(Board.turn(share, schedule.order()).step(), System.nanoTime() - before);
        }

        long nanos(int step) {
            return nanos.get(step);
        }
    }
}
