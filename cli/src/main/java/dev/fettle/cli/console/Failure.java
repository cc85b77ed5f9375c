package dev.fettle.cli.console;

import java.io.Serial;

/// The end of a command: one line for the user (where, what was wanted, what came, the way out) and the exit code.
public final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final ExitCode code;

    public Failure(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    public Failure(ExitCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// How the process ends.
    public ExitCode code() {
        return code;
    }
}
