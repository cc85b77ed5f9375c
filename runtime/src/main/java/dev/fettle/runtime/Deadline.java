package dev.fettle.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/// A moment by which something is to be done, on the clock that nobody sets ({@link
/// System#nanoTime}). Immutable.
public final class Deadline {
    /// There is time without end.
    public static final Deadline NEVER = new Deadline(0, true);

    /// Half of what nanoTime can tell apart, some 146 years.
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final long nanoTime;
    private final boolean isNever;

    private Deadline(long nanoTime, boolean isNever) {
        this.nanoTime = nanoTime;
        this.isNever = isNever;
    }

    /// Counted from now: what a request waits for its turn counts.
    ///
    /// @param time none or less is over at once; more than 146 years is {@link #NEVER}
    public static Deadline in(Duration time) {
        if (time.compareTo(LONGEST) > 0) {
            return NEVER;
        }
        long nanos = time.isNegative() ? 0 : time.toNanos();
        return new Deadline(System.nanoTime() + nanos, false);
    }

    /// A moment of the wall clock, as it shows now.
    public static Deadline at(Instant moment) {
        return in(Duration.between(Instant.now(), moment));
    }

    public boolean isOver() {
        return remainingNanos() <= 0;
    }

    /// Until then; 0 or less when it is over, {@link Long#MAX_VALUE} for {@link #NEVER}.
    public long remainingNanos() {
        return isNever ? Long.MAX_VALUE : nanoTime - System.nanoTime();
    }

    @Override
    public String toString() {
        return isNever ? "never" : "in " + TimeUnit.NANOSECONDS.toMillis(remainingNanos()) + " ms";
    }
}
