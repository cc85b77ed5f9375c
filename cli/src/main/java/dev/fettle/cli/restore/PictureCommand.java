package dev.fettle.cli.restore;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import java.util.List;
import java.util.Optional;

/// What commands share that make a picture of each of many.
abstract class PictureCommand extends Subcommand {
    PictureCommand(Console console) {
        super(console);
    }

    /// Which output each input gets; an `-o` that does not fit is wrong usage.
    final Plan planned(List<String> inputs, Optional<Destination> out, Naming naming) {
        try {
            return Plan.of(InputNames.of(inputs), out, naming);
        } catch (IllegalArgumentException e) {
            throw usage("-o " + e.getMessage());
        }
    }

    /// Reports on all files.
    final ExitCode finish(BatchReport report, boolean json) {
        report.summarise(console());
        if (json) {
            console().json(report);
        }
        return report.exitCode();
    }
}
