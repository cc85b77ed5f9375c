package dev.fettle.bench;

import java.io.Serial;

/// An engine that could not be loaded, or failed at its work.
final class EngineException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /// What is wrong; its name goes from process to process.
    enum Kind {
        /// it is not to be had here, or does not take this network
        UNUSABLE,
        /// anything else
        FAILED
    }

    EngineException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    EngineException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
