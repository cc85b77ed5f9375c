package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ArchitectureNames;
import dev.fettle.lab.Size;
import dev.fettle.lab.network.CostReport;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle cost`: parameters and multiply-adds of a network, as papers count them.
@Command(
        name = "cost",
        description = "Count the parameters and multiply-adds of a network.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle cost edsr-baseline --scale 2",
            "  fettle cost vdsr --output 1920x1080 --json",
            "  fettle cost dncnn-s"
        })
public final class CostCommand extends Subcommand {
    @Parameters(
            paramLabel = "ARCHITECTURE",
            description = "A published network (${COMPLETION-CANDIDATES}), a model, or an experiment.",
            completionCandidates = ArchitectureNames.class)
    private String architecture = "";

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "Enlargement in each direction (default: 2, or the network's own).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "WxH",
            defaultValue = "1280x720",
            description = "Size of the result (default: ${DEFAULT-VALUE}).")
    private Size output = new Size(1280, 720);

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public CostCommand(Console console) {
        super(console);
    }

    @Override
    protected ExitCode run() {
        CostReport report = CostReport.of(architecture, scale, output);
        if (json) {
            console().json(report);
        } else {
            report.lines().forEach(console()::result);
        }
        return ExitCode.DONE;
    }
}
