package dev.fettle.runtime;

import java.io.Serial;

/// A picture needs more memory than {@link RestoreOptions#memoryBytes} or {@link
/// RestoreOptions#pictureBytes} allows.
public final class MemoryBudgetException extends IllegalArgumentException implements RestoreFailure {
    @Serial
    private static final long serialVersionUID = 1;

    private final long neededBytes;

    MemoryBudgetException(String message, long neededBytes) {
        super(message);
        this.neededBytes = neededBytes;
    }

    /// The least budget that could be enough.
    public long neededBytes() {
        return neededBytes;
    }
}
