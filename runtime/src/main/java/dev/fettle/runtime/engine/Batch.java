package dev.fettle.runtime.engine;

import java.util.List;

/// Several pictures of one size in one run. Not thread-safe, and no two of one engine may run at
/// the same time.
public final class Batch {
    private final Plan plan;

    Batch(Plan plan) {
        this.plan = plan;
    }

    /// Memory of feature maps and scratch arrays; the packed weights come on top.
    public long bufferBytes() {
        return plan.bufferBytes();
    }

    /// Runs the network on each picture.
    ///
    /// @param from rectangles of the size that the batch is for
    /// @param to as many places for whole results
    /// @param progress told of all pictures together
    /// @throws IllegalArgumentException if these are not as many, or a rectangle does not lie
    /// inside its planes
    public void run(List<Raster> from, List<Raster> to, Plan.Progress progress) {
        if (from.size() != to.size()) {
            throw new IllegalArgumentException(
                    "%d pictures need as many places for results, got %d".formatted(from.size(), to.size()));
        }
        Crop whole =
                new Crop(0, 0, plan.outputShape().width(), plan.outputShape().height());
        for (int i = 0; i < from.size(); i++) {
            int before = i;
            plan.run(
                    from.get(i),
                    to.get(i),
                    whole,
                    (done, total) -> progress.at(before * total + done, from.size() * total));
        }
    }
}
