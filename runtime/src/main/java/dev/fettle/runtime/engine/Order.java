package dev.fettle.runtime.engine;

import dev.fettle.image.Check;
import java.util.ArrayList;
import java.util.List;

/// The turns of a schedule in the order in which one thread takes them, and what each of them waits for. Immutable and
/// thread-safe; what has been done of a run is on its {@link Board}.
///
/// A turn waits for the rows that it reads, and for those who still read the rows that its own take the place of in a
/// map that keeps only its latest ones. The turns of a step are complete one after the other, and waiting for one
/// means waiting for those before it. The order of one thread is an order in which nobody waits for ever: its first
/// turn that is not done waits for none but turns before it.
final class Order {
    /// A turn with its reference, a number in each of five arrays, its followers, and what stands on the board.
    private static final int TURN_BYTES = 28 + 20 + 48 + 24;

    private final List<Step> steps;
    private final List<Turn> turns;

    /// The turns of each step.
    private final int[][] ofStep;

    /// Jobs of each turn.
    private final int[] jobs;

    /// Turns that wait for each turn.
    private final int[][] followers;

    /// How many turns each waits for; one more where it waits for the wave before its own.
    private final int[] waits;

    /// The turns of each wave.
    private final int[][] ofPhase;

    private final int[] phases;

    private Order(List<Step> steps, Wavefront wave, Check check) {
        this.steps = steps;
        turns = wave.turns();
        jobs = new int[turns.size()];
        phases = new int[turns.size()];
        waits = new int[turns.size()];
        followers = new int[turns.size()][];
        List<List<Integer>> byStep = lists(steps.size());
        List<List<Integer>> byPhase = lists(wave.phases());
        for (int i = 0; i < turns.size(); i++) {
            check.goOn();
            Turn turn = turns.get(i);
            byStep.get(turn.step()).add(i);
            jobs[i] = steps.get(turn.step()).jobs(turn.from(), turn.to());
            phases[i] = wave.phaseOfStep(turn.step());
            byPhase.get(phases[i]).add(i);
        }
        ofStep = arrays(byStep);
        ofPhase = arrays(byPhase);
    }

    /// @param steps with their final layouts
    /// @param rings rows that each map keeps
    /// @param check asked again and again
    static Order of(List<Step> steps, Wavefront wave, int[] rings, Check check) {
        Order order = new Order(steps, wave, check);
        List<List<Integer>> followers = lists(order.turns.size());
        for (int step = 0; step < steps.size(); step++) {
            check.goOn();
            order.addReads(step, wave, followers);
            order.addOverwritten(step, wave, rings, followers);
        }
        for (int i = 0; i < order.turns.size(); i++) {
            check.goOn();
            order.followers[i] = array(followers.get(i));
            order.waits[i] += order.phases[i] > 0 ? 1 : 0;
        }
        return order;
    }

    private static List<List<Integer>> lists(int count) {
        List<List<Integer>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private static int[][] arrays(List<List<Integer>> lists) {
        return lists.stream().map(Order::array).toArray(int[][]::new);
    }

    private static int[] array(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /// A turn waits for the first turn of a writer with which all rows are there that it reads.
    private void addReads(int step, Wavefront wave, List<List<Integer>> followers) {
        for (Read read : wave.reads(step)) {
            boolean isThere = wave.firstPhase(read.node()) < 0 || wave.firstPhase(read.node()) < wave.phaseOfStep(step);
            if (isThere) {
                continue;
            }
            int writer = wave.writer(read.node());
            int at = 0;
            for (int number : ofStep[step]) {
                int needed = Wavefront.needed(read, turns.get(number).to());
                while (at < ofStep[writer].length - 1 && rowsAfter(writer, at) < needed) {
                    at++;
                }
                wait(number, ofStep[writer][at], followers);
            }
        }
    }

    /// Rows that a step has made after so many of its turns and one more.
    private int rowsAfter(int step, int place) {
        return steps.get(step).rowsAfter(turns.get(ofStep[step][place]).to());
    }

    private int rowsTouched(int step, int place) {
        return steps.get(step).rowsTouched(turns.get(ofStep[step][place]).to());
    }

    /// A turn waits for the last turn of a reader that reads one of the rows whose place it takes, and for the
    /// turn that has made the last of them: beyond the picture's edges there may be rows that nobody reads.
    private void addOverwritten(int step, Wavefront wave, int[] rings, List<List<Integer>> followers) {
        int map = steps.get(step).result();
        if (map < 0) {
            return;
        }
        addMade(step, rings[map], followers);
        for (int reader : wave.readers(map).stream().distinct().toList()) {
            if (wave.phaseOfStep(reader) != wave.phaseOfStep(step)) {
                continue; // all rows are kept
            }
            for (Read read : wave.reads(reader)) {
                if (read.node() == map && !read.isWhole()) {
                    addOverwritten(step, reader, read, rings[map], followers);
                }
            }
        }
    }

    private void addMade(int step, int ring, List<List<Integer>> followers) {
        int made = 0;
        for (int place = 1; place < ofStep[step].length; place++) {
            int firstKept = rowsTouched(step, place) - ring;
            while (made < place - 1 && rowsAfter(step, made) < firstKept) {
                made++;
            }
            if (firstKept > 0) {
                wait(ofStep[step][place], ofStep[step][made], followers);
            }
        }
    }

    private void addOverwritten(int step, int reader, Read read, int ring, List<List<Integer>> followers) {
        int free = 0; // turns of the reader that must be complete
        for (int place = 0; place < ofStep[step].length; place++) {
            int firstKept = rowsTouched(step, place) - ring;
            while (free < ofStep[reader].length && firstRead(read, turns.get(ofStep[reader][free])) < firstKept) {
                free++;
            }
            if (free > 0) {
                wait(ofStep[step][place], ofStep[reader][free - 1], followers);
            }
        }
    }

    /// Rows above the first are no rows of the map: it is read, or zeros, in their place.
    private static int firstRead(Read read, Turn turn) {
        return Math.max(read.rows().from(turn.from()), 0);
    }

    private void wait(int turn, int forTurn, List<List<Integer>> followers) {
        if (!followers.get(forTurn).isEmpty() && followers.get(forTurn).getLast() == turn) {
            return;
        }
        followers.get(forTurn).add(turn);
        waits[turn]++;
    }

    int count() {
        return turns.size();
    }

    /// Memory that the order holds, and the board of a run.
    long bytes() {
        return bytes(count());
    }

    /// Memory of as many turns.
    static long bytes(long turns) {
        return turns * TURN_BYTES;
    }

    Turn turn(int number) {
        return turns.get(number);
    }

    Step step(int number) {
        return steps.get(turns.get(number).step());
    }

    int steps() {
        return ofStep.length;
    }

    /// The turns of a step.
    int[] ofStep(int step) {
        return ofStep[step];
    }

    int jobs(int turn) {
        return jobs[turn];
    }

    /// The turns that wait for one.
    int[] followers(int turn) {
        return followers[turn];
    }

    /// How many turns each waits for; one more where it waits for the wave before its own.
    int[] waits() {
        return waits.clone();
    }

    int phase(int turn) {
        return phases[turn];
    }

    int phases() {
        return ofPhase.length;
    }

    /// The turns of a wave.
    int[] ofPhase(int phase) {
        return ofPhase[phase];
    }
}
