package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Several pictures of one size in one run: each is run by one thread from beginning to end, so that no thread
/// waits for another. Small pictures have too few rows and columns to be shared. Not thread-safe, and no two of
/// one engine may run at the same time.
public final class Batch {
    private final Schedule schedule;
    private final Workers workers;
    private final List<Line> lines;

    /// One thread, and the memory that its pictures are run in.
    private static final class Line {
        private final Transfer transfer = new Transfer();
        private final Workspace workspace;

        /// Turns of its picture that are done; all of them before the first.
        private int done;

        Line(Schedule schedule, Check check) {
            workspace = schedule.allocate(transfer, check).getFirst();
        }
    }

    /// @param schedule for one thread
    /// @param lines pictures that are run side by side, at most as many as there are threads
    Batch(Schedule schedule, Workers workers, int lines, Check check) {
        this.schedule = schedule;
        this.workers = workers;
        this.lines =
                Stream.generate(() -> new Line(schedule, check)).limit(lines).toList();
    }

    /// Memory of feature maps and scratch arrays; the packed weights come on top.
    public long bufferBytes() {
        return lines.size() * schedule.bufferBytes();
    }

    /// Runs the network on each picture.
    ///
    /// @param from rectangles of the size that the batch is for
    /// @param to as many places for whole results
    /// @param progress told of all pictures together
    /// @throws IllegalArgumentException if these are not as many, or a rectangle does not lie inside its planes
    public void run(List<Raster> from, List<Raster> to, Plan.Progress progress) {
        if (from.size() != to.size()) {
            throw new IllegalArgumentException(
                    "%d pictures need as many places for results, got %d".formatted(from.size(), to.size()));
        }
        List<List<Plan.Target>> targets = to.stream()
                .map(raster -> List.of(Plan.Target.whole(raster, schedule.onlyOutput())))
                .toList();
        for (int i = 0; i < from.size(); i++) {
            schedule.requireFits(from.get(i), targets.get(i));
        }
        try {
            workers.run(new Pictures(from, targets, progress));
        } finally {
            lines.forEach(line -> line.transfer.clear()); // they wait for the next pictures, and must not keep these
        }
    }

    /// One run: a job is a turn of a picture.
    private final class Pictures implements Workers.Tasks {
        private final List<Raster> from;
        private final List<List<Plan.Target>> to;
        private final Plan.Progress progress;
        private final int turns = schedule.order().count();
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();

        Pictures(List<Raster> from, List<List<Plan.Target>> to, Plan.Progress progress) {
            this.from = from;
            this.to = to;
            this.progress = progress;
            lines.forEach(line -> line.done = turns);
        }

        @Override
        public int take(int thread) {
            if (thread >= lines.size()) {
                return END;
            }
            Line line = lines.get(thread);
            if (line.done == turns && !takePicture(line)) {
                return thread == 0 && done.get() < all() ? NONE : END;
            }
            return line.done;
        }

        private boolean takePicture(Line line) {
            int picture = taken.getAndIncrement();
            if (picture >= from.size()) {
                taken.set(from.size()); // the caller asks again and again
                return false;
            }
            line.transfer.set(from.get(picture), to.get(picture));
            line.done = 0;
            return true;
        }

        @Override
        public void run(int number, int thread) {
            Line line = lines.get(thread);
            Turn turn = schedule.order().turn(number);
            for (int job = 0; job < schedule.order().jobs(number); job++) {
                schedule.order().step(number).run(job, turn.from(), turn.to(), line.workspace);
            }
            line.done = number + 1;
            done.getAndIncrement();
        }

        private int all() {
            return Math.multiplyExact(turns, from.size());
        }

        @Override
        public void tick() {
            progress.at(done.get(), all());
        }
    }
}
