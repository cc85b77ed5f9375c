package dev.fettle.runtime;

import dev.fettle.image.Check;
import java.util.concurrent.TimeUnit;

/// A control on its way through a restoration: asked in every part whether to go on, and told how
/// far the part is. Passed on by the thread that restores.
final class Watch implements Check {
    static final Watch SILENT = of(RestoreControl.NONE, Check.NONE);

    /// Between two looks at a control while waiting.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RestoreControl control;
    private final Check also;
    private final RestoreProgress progress;

    private Watch(RestoreControl control, Check also, RestoreProgress progress) {
        this.control = control;
        this.also = also;
        this.progress = progress;
    }

    /// @param also what else may end the work
    static Watch of(RestoreControl control, Check also) {
        return new Watch(control, also, control.progress());
    }

    /// For one of some equal parts of the work.
    ///
    /// @param index from 0 on
    Watch part(int index, int count) {
        return parts(index, 1, count);
    }

    /// For several neighbouring ones of some equal parts of the work, which are done together.
    ///
    /// @param first from 0 on
    Watch parts(int first, int together, int count) {
        return new Watch(control, also, (done, total) -> {
            long at = (long) first * total + (long) together * done;
            long all = (long) count * total;
            int shift = Math.max(0, Integer.SIZE + 1 - Long.numberOfLeadingZeros(all)); // until it is an int
            progress.done((int) (at >> shift), (int) (all >> shift));
        });
    }

    /// @throws RestorationCancelledException if it is cancelled or its thread is interrupted, whose
    /// flag stays set
    /// @throws DeadlineExceededException if there is no time left
    @Override
    public void goOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw new RestorationCancelledException("restoration interrupted");
        }
        if (control.cancellation().isCancelled()) {
            throw new RestorationCancelledException("restoration cancelled");
        }
        if (control.deadline().isOver()) {
            throw new DeadlineExceededException("the picture was not restored by its deadline; allow more time");
        }
        also.goOn();
    }

    void done(int done, int total) {
        progress.done(done, total);
    }

    /// Something that may take its time.
    @FunctionalInterface
    interface Waiting {
        /// Whether it has come, within the time.
        boolean within(long nanos) throws InterruptedException;
    }

    /// Returns when it has come; looks up now and then whether to go on. What is there at once is not waited for, even
    /// by who has no time.
    void await(Waiting waiting) {
        try {
            while (!waiting.within(Math.clamp(control.deadline().remainingNanos(), 1, LOOK_NANOS))) {
                goOn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestorationCancelledException("restoration interrupted");
        }
    }
}
