package dev.fettle.cli.console;

/// What the program tells its caller. Documented in docs/cli.md; never renumbered.
public enum ExitCode {
    /// everything asked for was done
    DONE(0),
    /// some files failed, the others were done
    SOME_FAILED(1),
    /// the command line was wrong; nothing was done
    USAGE(2),
    /// no input could be read
    NO_INPUT(3),
    /// a model file, an architecture or a configuration is wrong or missing
    MODEL(4),
    /// stopped by Ctrl-C or SIGTERM; no partial file is left
    INTERRUPTED(130);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /// The process's exit status.
    public int status() {
        return status;
    }
}
