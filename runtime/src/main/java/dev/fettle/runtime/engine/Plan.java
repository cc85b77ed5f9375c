package dev.fettle.runtime.engine;

import dev.fettle.network.Shape;
import java.util.ArrayList;
import java.util.List;

/// A network made ready for pictures of one size: its steps and the memory that they work in. Allocates
/// nothing to speak of while it runs. Not thread-safe, and no two plans of one engine may run at the same
/// time.
public final class Plan {
    /// Told how far a run is, on the caller's thread. What it throws ends the run and reaches the caller
    /// if it is a {@link java.util.concurrent.CancellationException}.
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

    /// (1, C', H', W')
    public Shape outputShape() {
        Layout layout = schedule.output();
        return Shape.of(layout.pictures(), layout.channels(), layout.height(), layout.width());
    }

    /// Runs the network.
    ///
    /// @param from C·H·W values, planar
    /// @param to C'·H'·W' values, planar; overwritten
    /// @throws IllegalArgumentException if an array has another length
    public void run(float[] from, float[] to) {
        Layout in = schedule.input();
        Layout out = schedule.output();
        requireLength("input", from, in);
        requireLength("output", to, out);
        run(
                Raster.dense(from, in.pictures() * in.channels(), in.height(), in.width()),
                Raster.dense(to, out.pictures() * out.channels(), out.height(), out.width()),
                new Crop(0, 0, out.width(), out.height()),
                (done, total) -> {});
    }

    private static void requireLength(String what, float[] array, Layout layout) {
        int length = samples(layout);
        if (array.length != length) {
            throw new IllegalArgumentException(what + ": " + length + " values are expected, got " + array.length);
        }
    }

    private static int samples(Layout layout) {
        return layout.pictures() * layout.channels() * layout.height() * layout.width();
    }

    /// Runs the network on a part of a picture and keeps a part of the result.
    ///
    /// @throws IllegalArgumentException if a rectangle does not lie inside its planes, or the crop
    /// outside the result
    /// @throws java.util.concurrent.CancellationException if progress throws it
    public void run(Raster from, Raster to, Crop keep, Progress progress) {
        Layout in = schedule.input();
        Layout out = schedule.output();
        if (!from.holds(in.pictures() * in.channels(), in.height(), in.width())) {
            throw new IllegalArgumentException("input: the picture's planes do not hold %d channels of %dx%d"
                    .formatted(in.pictures() * in.channels(), in.width(), in.height()));
        }
        boolean isInside = keep.left() >= 0
                && keep.top() >= 0
                && keep.left() + keep.width() <= out.width()
                && keep.top() + keep.height() <= out.height();
        if (!isInside || !to.holds(out.pictures() * out.channels(), keep.height(), keep.width())) {
            throw new IllegalArgumentException(
                    "output: %s of %dx%d does not fit the planes".formatted(keep, out.width(), out.height()));
        }
        transfer.set(from, to, keep);
        try {
            workers.run(new Turns(progress));
        } finally {
            transfer.clear(); // the plan waits for the next picture, and must not keep this one
        }
    }

    /// Runs the network once on zeros and tells what each step has cost. Measured as the time between the
    /// ends of its turns and of those before.
    public List<Line> measured() {
        Layout in = schedule.input();
        Layout out = schedule.output();
        float[] zeros = new float[samples(in)];
        float[] result = new float[samples(out)];
        long[] nanos = new long[schedule.steps().size()];
        long[] last = {System.nanoTime()};
        run(
                Raster.dense(zeros, in.pictures() * in.channels(), in.height(), in.width()),
                Raster.dense(result, out.pictures() * out.channels(), out.height(), out.width()),
                new Crop(0, 0, out.width(), out.height()),
                (done, total) -> {
                    long now = System.nanoTime();
                    nanos[schedule.turns().get(done - 1).step()] += now - last[0];
                    last[0] = now;
                });
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < nanos.length; i++) {
            lines.add(schedule.line(i, 1e-6 * nanos[i]));
        }
        return lines;
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
