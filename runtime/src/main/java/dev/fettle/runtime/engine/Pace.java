package dev.fettle.runtime.engine;

import java.util.List;
import java.util.stream.Stream;

/// How high the turns of a schedule are, and how far threads may be apart in it: more of either takes memory, and lets
/// threads find weights in their caches and wait less for one another. What is computed is the same.
///
/// @param turnCells cells of a convolution that a turn has at least: a layer's weights are fetched once for each turn,
/// for 64 channels a megabyte
/// @param mostBands rows of cells of a job
/// @param parts the number of threads: a row of cells is cut into as many at least, a layer into twice as many, where
/// there are cells enough
/// @param ahead turns by which the first step of a wave may be further ahead of the last than it must ({@link Slack})
record Pace(int turnCells, int mostBands, int parts, int ahead) {
    private static final int MOST_BANDS = 4;

    /// What takes the least memory.
    static final Pace LEAST = new Pace(1, 1, 1, 0);

    /// Paces for a number of threads, the most comfortable first. Measured with EDSR-baseline: turns of 100 cells
    /// are as fast as higher ones, lower ones up to 1.4 × as slow; predicted: one turn ahead keeps 64 threads busy.
    static List<Pace> of(int threads) {
        Pace comfortable = new Pace(100, MOST_BANDS, threads, Math.min(threads - 1, 1));
        Pace tighter = new Pace(1, MOST_BANDS, threads, Math.min(threads - 1, 1));
        return Stream.of(comfortable, tighter, new Pace(1, MOST_BANDS, threads, 0), LEAST)
                .distinct()
                .toList();
    }
}
