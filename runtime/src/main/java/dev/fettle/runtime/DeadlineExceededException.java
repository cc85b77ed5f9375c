package dev.fettle.runtime;

import java.io.Serial;

/// A restoration was not done, or not begun, by its {@link Deadline}.
public final class DeadlineExceededException extends RuntimeException implements RestoreFailure {
    @Serial
    private static final long serialVersionUID = 1;

    DeadlineExceededException(String message) {
        super(message);
    }
}
