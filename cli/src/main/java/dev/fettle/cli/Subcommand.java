package dev.fettle.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/// What all commands share: the options `--help` and `--debug`, and the {@link ExitCode} as their outcome.
abstract class Subcommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--debug", description = "Show where in the program a problem arose.")
    private boolean debug;

    Subcommand(Console console) {
        this.console = console;
    }

    final Console console() {
        return console;
    }

    /// Does the work.
    ///
    /// @throws Exception what {@link Problems} translates into a line and an exit code
    abstract ExitCode run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run().status();
    }
}
