package dev.fettle.lab;

import java.io.IOException;
import java.io.Serial;

/// There are no pictures where there should be, or none of them can be measured.
public final class NothingToMeasureException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param message one line: where, what was wanted, the way out
    public NothingToMeasureException(String message) {
        super(message);
    }
}
