package dev.fettle.cli;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Subcommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `fettle bench` where the module of that name is not on the class path: says where it is to be had.
@Command(
        name = "bench",
        description = "Compare the speed of the engine with libtorch and ONNX Runtime (in the source tree only).")
final class SourceTreeCommand extends Subcommand {
    @Unmatched
    @SuppressWarnings("UnusedVariable") // whatever stands behind the name, the answer is the same
    private List<String> arguments = new ArrayList<>();

    SourceTreeCommand(Console console) {
        super(console);
    }

    @Override
    protected ExitCode run() {
        throw new Failure(
                ExitCode.MODEL,
                "bench: the rivals are not part of this program; run ./fettle bench in the source tree, which fetches them");
    }
}
