package dev.fettle.runtime;

import java.io.Serial;
import java.util.concurrent.CancellationException;

/// A restoration was ended by its {@link Cancellation}, or by interrupting its thread, whose flag
/// stays set then.
public final class RestorationCancelledException extends CancellationException implements RestoreFailure {
    @Serial
    private static final long serialVersionUID = 1;

    RestorationCancelledException(String message) {
        super(message);
    }
}
