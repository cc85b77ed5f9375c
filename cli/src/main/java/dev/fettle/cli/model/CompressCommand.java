package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import picocli.CommandLine.Command;

/// `fettle compress`: ways of making a smaller network of a trained one, each a command of its own.
@Command(
        name = "compress",
        description = {
            "Make a smaller network of a trained one; training then wins back what is lost.",
            "'ghost' lets a part of the filters become shifted copies of the others (GhostSR).",
            "'prune' cuts channels, by one of several strategies and budgets, with a plan.",
            "'search' finds by training how many channels each layer needs.",
            "'fold' adds up the branches that layers trained as, and keeps weights in fewer bits."
        })
public final class CompressCommand extends Subcommand {
    public CompressCommand(Console console) {
        super(console);
    }

    @Override
    protected ExitCode run() {
        throw usage("name a method: ghost, prune, search or fold");
    }
}
