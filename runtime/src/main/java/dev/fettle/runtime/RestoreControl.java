package dev.fettle.runtime;

import java.time.Duration;

/// What accompanies a restoration: who is told how far it is, and what may end it. An interruption
/// of the thread that restores always does. All of it is seen within 100 milliseconds, in every
/// part of the work and while waiting.
///
/// @param progress told on the thread that restores; what it throws ends the restoration and
/// reaches the caller
/// @param cancellation may be shared by many restorations
/// @param deadline by which the result must be there
public record RestoreControl(RestoreProgress progress, Cancellation cancellation, Deadline deadline) {
    /// Tells nobody and never ends.
    public static final RestoreControl NONE =
            new RestoreControl(RestoreProgress.SILENT, Cancellation.NONE, Deadline.NEVER);

    public RestoreControl withProgress(RestoreProgress told) {
        return new RestoreControl(told, cancellation, deadline);
    }

    public RestoreControl withCancellation(Cancellation token) {
        return new RestoreControl(progress, token, deadline);
    }

    public RestoreControl withDeadline(Deadline latest) {
        return new RestoreControl(progress, cancellation, latest);
    }

    /// With a deadline that is counted from now.
    public RestoreControl withTimeout(Duration time) {
        return withDeadline(Deadline.in(time));
    }
}
