package dev.fettle.runtime;

import java.io.Serial;

/// No restorer of a {@link RestorerPool} became free for as long as the pool lets callers wait.
public final class PoolBusyException extends IllegalStateException implements RestoreFailure {
    @Serial
    private static final long serialVersionUID = 1;

    PoolBusyException(String message) {
        super(message);
    }
}
