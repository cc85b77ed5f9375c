package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Workers.Tasks;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/// What has been done in one run of an {@link Order}, and who takes what next. Threads may take and finish jobs at the
/// same time; none ever waits for another here.
///
/// A turn is ready once all turns that it waits for are complete. A thread takes a job of the first ready turn that has
/// one in the thread's own part of the columns, and where none has, the nearest job of the first ready turn. Jobs are
/// numbered from the left of the picture to the right: so a thread stays with its columns from turn to turn, and finds
/// what it has written in its own cache. Where two processors share no cache, reading what the other has written takes
/// five times as long. Threads with even numbers go through their part from the left and the others from the right: so
/// owner and helper meet in the middle of what is left.
final class Board {
    /// A bit for each job of a turn: turns with more jobs have several taken at once.
    static final int MOST_JOBS = Long.SIZE;

    /// Jobs of more turns have no numbers.
    static final int MOST_TURNS = Integer.MAX_VALUE / MOST_JOBS;

    private final Order order;
    private final int threads;

    /// A bit for each job of a turn that nobody has taken.
    private final AtomicLongArray untaken;

    /// Jobs of each turn that are not finished.
    private final AtomicIntegerArray unfinished;

    /// Turns that each turn still waits for.
    private final AtomicIntegerArray waits;

    /// Complete turns of each step.
    private final AtomicIntegerArray complete;

    /// Turns of each wave that are not complete.
    private final AtomicIntegerArray left;

    /// A bit for each turn that is ready and has jobs that nobody has taken.
    private final AtomicLongArray ready;

    /// Turns of each word of bits that have jobs that nobody has taken.
    private final AtomicIntegerArray open;

    /// The first word of bits that has such turns, or one before it; the last that had a ready turn so far.
    private final AtomicInteger firstOpen = new AtomicInteger();

    private final AtomicInteger lastReady = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    Board(Order order, int threads) {
        this.order = order;
        this.threads = threads;
        int turns = order.count();
        int words = Math.ceilDiv(turns, Long.SIZE);
        untaken = new AtomicLongArray(turns);
        unfinished = new AtomicIntegerArray(turns);
        waits = new AtomicIntegerArray(order.waits());
        complete = new AtomicIntegerArray(order.steps());
        left = new AtomicIntegerArray(order.phases());
        ready = new AtomicLongArray(words);
        open = new AtomicIntegerArray(words);
        for (int turn = 0; turn < turns; turn++) {
            int shares = shares(turn);
            untaken.setPlain(turn, -1L >>> Long.SIZE - shares);
            unfinished.setPlain(turn, shares);
            open.setPlain(turn / Long.SIZE, open.getPlain(turn / Long.SIZE) + 1);
        }
        for (int phase = 0; phase < order.phases(); phase++) {
            left.set(phase, order.ofPhase(phase).length);
        }
        for (int turn = 0; turn < turns; turn++) {
            if (waits.get(turn) == 0) {
                setReady(turn);
            }
        }
    }

    /// Shares that the jobs of a turn are taken in.
    private int shares(int turn) {
        return shares(order, turn);
    }

    static int shares(Order order, int turn) {
        return Math.ceilDiv(order.jobs(turn), Math.ceilDiv(order.jobs(turn), MOST_JOBS));
    }

    private int jobsPerShare(int turn) {
        return Math.ceilDiv(order.jobs(turn), MOST_JOBS);
    }

    /// A share of a turn's jobs for a thread, as a number; or {@link Tasks#NONE}, or {@link Tasks#END}.
    int take(int thread) {
        int first = firstOpen.get();
        int last = lastReady.get();
        int share = take(thread, first, last, true);
        if (share == Tasks.NONE && threads > 1) {
            share = take(thread, first, last, false);
        }
        return share == Tasks.NONE && first >= open.length() ? Tasks.END : share;
    }

    private int take(int thread, int firstWord, int lastWord, boolean own) {
        for (int word = firstWord; word <= lastWord; word++) {
            for (long bits = ready.get(word); bits != 0; bits &= bits - 1) {
                int turn = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                int share = takeOf(turn, thread, own);
                if (share != Tasks.NONE) {
                    return turn * MOST_JOBS + share;
                }
            }
        }
        return Tasks.NONE;
    }

    private int takeOf(int turn, int thread, boolean own) {
        int shares = shares(turn);
        int from = (int) ((long) shares * thread / threads);
        int to = Math.max((int) ((long) shares * (thread + 1) / threads), from + 1);
        while (true) {
            long some = untaken.get(turn);
            long mine = some & (-1L << from) & (-1L >>> Long.SIZE - to);
            if (some == 0 || own && mine == 0) {
                return Tasks.NONE;
            }
            int share = mine != 0 ? end(mine, thread % 2 == 0) : nearest(some, from, to);
            if (untaken.compareAndSet(turn, some, some & ~(1L << share))) {
                if ((some & some - 1) == 0) {
                    close(turn);
                }
                return share;
            }
        }
    }

    private static int end(long bits, boolean isFirst) {
        return isFirst ? Long.numberOfTrailingZeros(bits) : Long.SIZE - 1 - Long.numberOfLeadingZeros(bits);
    }

    /// The nearest to a part that has none left.
    private static int nearest(long bits, int from, int to) {
        long below = bits & ~(-1L << from);
        long above = bits & ~below;
        if (below == 0) {
            return end(above, true);
        }
        if (above == 0) {
            return end(below, false);
        }
        return from - end(below, false) <= end(above, true) - to + 1 ? end(below, false) : end(above, true);
    }

    /// All jobs of a turn are taken.
    private void close(int turn) {
        int word = turn / Long.SIZE;
        ready.getAndAccumulate(word, ~(1L << turn), (bits, mask) -> bits & mask);
        open.getAndDecrement(word);
        for (int first = firstOpen.get(); first < open.length() && open.get(first) == 0; first = firstOpen.get()) {
            firstOpen.compareAndSet(first, first + 1);
        }
    }

    /// The turn that a share belongs to.
    static Turn turn(int taken, Order order) {
        return order.turn(taken / MOST_JOBS);
    }

    /// Runs a share of a turn's jobs and tells those who wait.
    void run(int taken, Workspace workspace) {
        int number = taken / MOST_JOBS;
        Turn turn = order.turn(number);
        int first = taken % MOST_JOBS * jobsPerShare(number);
        int end = Math.min(first + jobsPerShare(number), order.jobs(number));
        for (int job = first; job < end; job++) {
            order.step(number).run(job, turn.from(), turn.to(), workspace);
        }
        finish(taken);
    }

    /// A share is done.
    void finish(int taken) {
        int turn = taken / MOST_JOBS;
        if (unfinished.decrementAndGet(turn) == 0) {
            complete(order.turn(turn).step());
        }
    }

    /// Turns of a step are complete in their order, whichever is finished first.
    private void complete(int step) {
        int[] turns = order.ofStep(step);
        for (int place = complete.get(step);
                place < turns.length && unfinished.get(turns[place]) == 0;
                place = complete.get(step)) {
            if (complete.compareAndSet(step, place, place + 1)) {
                tellFollowers(turns[place]);
            }
        }
    }

    private void tellFollowers(int turn) {
        for (int follower : order.followers(turn)) {
            tell(follower);
        }
        int phase = order.phase(turn);
        if (left.decrementAndGet(phase) == 0 && phase + 1 < order.phases()) {
            Arrays.stream(order.ofPhase(phase + 1)).forEach(this::tell);
        }
        done.getAndIncrement();
    }

    private void tell(int turn) {
        if (waits.decrementAndGet(turn) == 0) {
            setReady(turn);
        }
    }

    private void setReady(int turn) {
        int word = turn / Long.SIZE;
        ready.getAndAccumulate(word, 1L << turn, (bits, bit) -> bits | bit);
        lastReady.accumulateAndGet(word, Math::max);
    }

    /// Complete turns.
    int done() {
        return done.get();
    }

    boolean isDone() {
        return done.get() == order.count();
    }
}
