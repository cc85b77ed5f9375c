package dev.fettle.runtime.engine;

import java.util.List;

/// Rows that maps keep beyond those that one thread needs, so that several threads seldom wait: what one turn writes
/// must not take the place of rows that a turn still reads which another thread has begun with.
///
/// @param turns by which the first step of a wave may be further ahead of the last
record Slack(List<Step> steps, Wavefront wave, int turns) {
    /// Rows of a map that are kept.
    int ring(int map) {
        int least = wave.ring(map);
        if (least == 0 || least == Integer.MAX_VALUE) {
            return least;
        }
        Step writer = steps.get(wave.writer(map));
        int first = writer.rowsAfter(writer.turnBands());
        int rows = Math.max(first, writer.rowsAfter(2 * writer.turnBands()) - first);
        return least + rows * Math.min(turns, distance(map));
    }

    /// Steps from the one that writes a map to the last that reads it.
    private int distance(int map) {
        return wave.readers(map).stream()
                .mapToInt(reader -> reader - wave.writer(map))
                .max()
                .orElse(0);
    }
}
