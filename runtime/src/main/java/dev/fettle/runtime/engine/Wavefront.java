package dev.fettle.runtime.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The order in which the bands of all steps are made: like a wave that runs down the picture, so that a
/// band is read while it is still in the cache, and only the rows between the first writer and the last
/// reader are kept. A step that needs a whole map (a mean, weights computed from the picture) ends one
/// wave and begins the next.
///
/// The order is found by trying: the step that is furthest behind and whose rows are there makes a few
/// bands.
final class Wavefront {
    private final List<Step> steps;
    private final double fraction;
    private final int[] phaseOfStep;
    private final int[] firstPhase;
    private final int[] lastPhase;
    private final int[] done;
    private final int[] rows;
    private final int[] rings;
    private final int[] writers;
    private final List<List<Integer>> readers = new ArrayList<>();
    private final List<List<Read>> reads;
    private final List<Turn> turns = new ArrayList<>();

    private Wavefront(List<Step> steps, List<List<Read>> reads, int maps, double fraction) {
        this.steps = steps;
        this.reads = reads;
        this.fraction = fraction;
        phaseOfStep = new int[steps.size()];
        done = new int[steps.size()];
        firstPhase = new int[maps];
        lastPhase = new int[maps];
        rows = new int[maps];
        rings = new int[maps];
        writers = new int[maps];
        Arrays.fill(firstPhase, -1); // constants are always there
        Arrays.fill(rows, Integer.MAX_VALUE);
        for (int i = 0; i < maps; i++) {
            readers.add(new ArrayList<>());
        }
    }

    /// @param steps each behind those whose results it reads
    /// @param reads what each step reads, as results of other steps
    /// @param maps the number of results
    /// @param fraction of a step's bands that make a turn
    static Wavefront of(List<Step> steps, List<List<Read>> reads, int maps, double fraction) {
        Wavefront wave = new Wavefront(steps, reads, maps, fraction);
        wave.assignPhases();
        for (int phase = 0; phase < wave.phases(); phase++) {
            wave.run(phase);
        }
        return wave;
    }

    private void assignPhases() {
        for (int i = 0; i < steps.size(); i++) {
            for (Read read : reads.get(i)) {
                int ready = firstPhase[read.node()] + (read.isWhole() ? 1 : 0);
                phaseOfStep[i] = Math.max(phaseOfStep[i], ready);
                readers.get(read.node()).add(i);
            }
            int result = steps.get(i).result();
            if (result >= 0) {
                firstPhase[result] = phaseOfStep[i];
                lastPhase[result] = phaseOfStep[i];
                rows[result] = 0;
                writers[result] = i;
            }
            for (Read read : reads.get(i)) {
                lastPhase[read.node()] = Math.max(lastPhase[read.node()], phaseOfStep[i]);
            }
        }
    }

    private void run(int phase) {
        for (int next = furthestBehind(phase); next >= 0; next = furthestBehind(phase)) {
            Step step = steps.get(next);
            int to = makeable(next);
            turns.add(new Turn(next, done[next], to));
            if (step.result() >= 0) {
                int after = step.rowsAfter(to);
                int kept = Math.max(rings[step.result()], after - firstNeeded(step.result()));
                rings[step.result()] = kept;
                rows[step.result()] = after;
            }
            done[next] = to;
        }
        for (int i = 0; i < steps.size(); i++) {
            if (phaseOfStep[i] == phase && done[i] < steps.get(i).bands()) {
                throw new IllegalStateException("step " + steps.get(i).name() + " waits for ever");
            }
        }
    }

    /// The step that can make bands and has made the smallest part of its own; -1 if there is none.
    private int furthestBehind(int phase) {
        int best = -1;
        double least = 2;
        for (int i = 0; i < steps.size(); i++) {
            double part = (double) done[i] / steps.get(i).bands();
            if (phaseOfStep[i] == phase && part < least && makeable(i) > done[i]) {
                best = i;
                least = part;
            }
        }
        return best;
    }

    /// The band up to which a step can go on with the rows that are there, in one turn.
    private int makeable(int number) {
        Step step = steps.get(number);
        int most = Math.max((int) Math.ceil(fraction * step.bands()), 1);
        int to = Math.min(step.bands(), done[number] + most);
        for (Read read : reads.get(number)) {
            boolean isComplete = firstPhase[read.node()] < phaseOfStep[number];
            // the row of zeros comes with the first
            while (!isComplete && to > done[number] && Math.max(read.rows().to(to), 1) > available(read.node())) {
                to--;
            }
        }
        return to;
    }

    /// Rows of a map that can be read; all that lie outside it, too, once it is complete.
    private int available(int map) {
        return isComplete(map) ? Integer.MAX_VALUE : rows[map];
    }

    private boolean isComplete(int map) {
        return firstPhase[map] < 0
                || done[writers[map]] == steps.get(writers[map]).bands();
    }

    /// The first row of a map that somebody will still read.
    private int firstNeeded(int map) {
        int first = Integer.MAX_VALUE;
        for (int reader : readers.get(map)) {
            for (Read read : reads.get(reader)) {
                if (read.node() == map && done[reader] < steps.get(reader).bands()) {
                    first = Math.min(first, read.rows().from(done[reader]));
                }
            }
        }
        return Math.clamp(first, 0, rows[map]);
    }

    int phases() {
        return Arrays.stream(phaseOfStep).max().orElse(0) + 1;
    }

    List<Turn> turns() {
        return turns;
    }

    /// Rows of a map that must be kept: all if a later wave reads them.
    int ring(int map) {
        if (firstPhase[map] < 0) {
            return 0; // nobody writes it
        }
        boolean isOneWave = firstPhase[map] == lastPhase[map];
        return isOneWave && !readers.get(map).isEmpty() ? Math.max(rings[map], 1) : Integer.MAX_VALUE;
    }

    /// The wave in which a map is written; -1 for constants.
    int firstPhase(int map) {
        return firstPhase[map];
    }

    /// The wave in which it is read for the last time.
    int lastPhase(int map) {
        return lastPhase[map];
    }
}
