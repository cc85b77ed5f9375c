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

    /// Of a command that needs libtorch, which is not on the class path.
    ///
    /// @param command as it is spelt: `compress search`
    public static Failure withoutLibtorch(String command, LinkageError e) {
        return new Failure(
                ExitCode.MODEL,
                command + ": libtorch is not on the class path (" + Problems.firstLine(e)
                        + "); start it by ./fettle of the source tree, which fetches it once",
                e);
    }

    /// How the process ends.
    public ExitCode code() {
        return code;
    }
}
