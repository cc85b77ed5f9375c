package dev.fettle.lab;

import java.io.Serial;

/// What is asked contradicts itself, or the model that it is asked of.
public final class UnfitRequestException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    /// @param message one line, in the words of the command line
    public UnfitRequestException(String message) {
        super(message);
    }
}
