package dev.fettle.runtime;

import java.io.Serial;

/// A {@link Restorer} or {@link RestorerPool} was used after it was closed, or closed before it was
/// a caller's turn.
public final class RestorerClosedException extends IllegalStateException implements RestoreFailure {
    @Serial
    private static final long serialVersionUID = 1;

    RestorerClosedException(String message) {
        super(message);
    }
}
