package dev.fettle.runtime;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What ends a caller who waits for the work of another.
interface WaitingCallers {
    /// Lets a caller wait, ends it, and sees that the work of the other goes on.
    ///
    /// @param control of the caller who waits
    /// @param end what is done to its thread
    /// @param failure what it is told within half a second
    void assertEndsWaiting(RestoreControl control, Consumer<Thread> end, Class<? extends RuntimeException> failure)
            throws Exception;

    @Test
    default void aWaitingCallerIsCancelled() throws Exception {
        Cancellation cancellation = new Cancellation();
        assertEndsWaiting(
                RestoreControl.NONE.withCancellation(cancellation),
                _ -> cancellation.cancel(),
                RestorationCancelledException.class);
    }

    @Test
    default void aWaitingCallerIsInterrupted() throws Exception {
        assertEndsWaiting(RestoreControl.NONE, Thread::interrupt, RestorationCancelledException.class);
    }

    @Test
    default void aWaitingCallerHasADeadline() throws Exception {
        assertEndsWaiting(
                RestoreControl.NONE.withTimeout(Duration.ofMillis(200)), _ -> {}, DeadlineExceededException.class);
    }
}
