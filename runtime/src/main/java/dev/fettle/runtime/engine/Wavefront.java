package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The order in which one thread makes the bands of all steps: like a wave that runs down the picture, so that a
/// band is read while it is still in the cache, and only the rows between the first writer and the last
/// reader are kept. A step that needs a whole map (a mean, weights computed from the picture) ends one
/// wave and begins the next.
///
/// The order is found by trying: the step that is furthest behind and whose rows are there makes its next turn.
/// Several threads keep to it as far as they can ({@link Board}).
final class Wavefront {
    private final List<Step> steps;
    private final int[] phaseOfStep;
    private final int[] firstPhase;
    private final int[] lastPhase;
    private final int[] done;
    private final int[] makeable;
    private final int[] rows;
    private final int[] rings;
    private final int[] writers;
    private final List<List<Integer>> readers = new ArrayList<>();
    private final List<List<Read>> reads;
    private final List<Turn> turns = new ArrayList<>();
    private final Check check;

    private Wavefront(List<Step> steps, List<List<Read>> reads, int maps, Check check) {
        this.steps = steps;
        this.reads = reads;
        this.check = check;
        phaseOfStep = new int[steps.size()];
        done = new int[steps.size()];
        makeable = new int[steps.size()];
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
    /// @param check asked before each turn
    static Wavefront of(List<Step> steps, List<List<Read>> reads, int maps, Check check) {
        Wavefront wave = new Wavefront(steps, reads, maps, check);
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
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            if (phaseOfStep[i] == phase) {
                own.add(i);
                makeable[i] = findMakeable(i);
            }
        }
        for (int next = furthestBehind(own); next >= 0; next = furthestBehind(own)) {
            check.goOn();
            make(next);
        }
        for (int i : own) {
            if (done[i] < steps.get(i).bands()) {
                throw new IllegalStateException("step " + steps.get(i).name() + " waits for ever");
            }
        }
    }

    private void make(int number) {
        Step step = steps.get(number);
        int to = makeable[number];
        turns.add(new Turn(number, done[number], to));
        int result = step.result();
        if (result >= 0) {
            rings[result] = Math.max(rings[result], step.rowsTouched(to) - firstNeeded(result));
            rows[result] = step.rowsAfter(to);
        }
        done[number] = to;
        makeable[number] = findMakeable(number);
        if (result >= 0) {
            for (int reader : readers.get(result)) {
                if (phaseOfStep[reader] == phaseOfStep[number]) {
                    makeable[reader] = findMakeable(reader);
                }
            }
        }
    }

    /// The step that can make bands and has made the smallest part of its own; -1 if there is none.
    private int furthestBehind(List<Integer> candidates) {
        int best = -1;
        double least = 2;
        for (int i : candidates) {
            if (makeable[i] > done[i]) {
                double part = (double) done[i] / steps.get(i).bands();
                if (part < least) {
                    best = i;
                    least = part;
                }
            }
        }
        return best;
    }

    /// The band up to which a step can go on with the rows that are there, in one turn.
    private int findMakeable(int number) {
        Step step = steps.get(number);
        int to = Math.min(step.bands(), done[number] + step.turnBands());
        for (Read read : reads.get(number)) {
            boolean isComplete = firstPhase[read.node()] < phaseOfStep[number];
            while (!isComplete && to > done[number] && needed(read, to) > available(read.node())) {
                to--;
            }
        }
        return to;
    }

    /// Rows of a map that are read by the bands before one; the row of zeros comes with the first.
    static int needed(Read read, int to) {
        return Math.max(read.rows().to(to), 1);
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

    int phaseOfStep(int step) {
        return phaseOfStep[step];
    }

    List<Turn> turns() {
        return turns;
    }

    /// What a step reads, as results of other steps.
    List<Read> reads(int step) {
        return reads.get(step);
    }

    /// Rows of a map that must be kept: all if a later wave reads them.
    int ring(int map) {
        if (firstPhase[map] < 0) {
            return 0; // nobody writes it
        }
        boolean isOneWave = firstPhase[map] == lastPhase[map];
        return isOneWave && !readers.get(map).isEmpty() ? Math.max(rings[map], 1) : Integer.MAX_VALUE;
    }

    /// The step that writes a map, which must not be a constant.
    int writer(int map) {
        return writers[map];
    }

    /// The steps that read a map.
    List<Integer> readers(int map) {
        return readers.get(map);
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
