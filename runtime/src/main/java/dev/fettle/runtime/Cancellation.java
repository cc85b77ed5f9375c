package dev.fettle.runtime;

/// Lets any thread end restorations: those that it was given to ({@link RestoreControl}) and that
/// run, wait or are yet to begin. Thread-safe; once cancelled, for good.
public final class Cancellation {
    /// Of those who gave none; it cannot be cancelled.
    static final Cancellation NONE = new Cancellation(false);

    private final boolean isGiven;
    private volatile boolean cancelled;

    public Cancellation() {
        this(true);
    }

    private Cancellation(boolean isGiven) {
        this.isGiven = isGiven;
    }

    /// Ends them within 100 milliseconds, by a {@link RestorationCancelledException} for their
    /// callers.
    ///
    /// @throws IllegalStateException if it is that of {@link RestoreControl#NONE}, which all
    /// restorations may share
    public void cancel() {
        if (!isGiven) {
            throw new IllegalStateException("no cancellation was given; use withCancellation(new Cancellation())");
        }
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled;
    }
}
