package dev.fettle.bench;

import dev.fettle.cli.Fettle;

/// The program `fettle` with the command `bench`, as `./fettle bench` starts it.
public final class Bench {
    private Bench() {}

    /// Runs one command line and ends the process with its exit code.
    public static void main(String[] args) {
        Fettle.main(args, BenchCommand::new);
    }
}
