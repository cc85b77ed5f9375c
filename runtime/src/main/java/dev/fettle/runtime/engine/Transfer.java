package dev.fettle.runtime.engine;

import java.util.List;

/// What one run of a plan reads and writes; set before the threads start, empty between runs.
final class Transfer {
    private static final Raster NOTHING = new Raster(new float[0][], new int[0], 0);

    private Raster from = NOTHING;
    private List<Plan.Target> targets = List.of();

    void set(Raster picture, List<Plan.Target> results) {
        from = picture;
        targets = results;
    }

    void clear() {
        set(NOTHING, List.of());
    }

    Raster from() {
        return from;
    }

    /// Where a result goes.
    Plan.Target target(int result) {
        return targets.get(result);
    }
}
