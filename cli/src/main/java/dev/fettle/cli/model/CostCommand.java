package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ArchitectureNames;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.lab.Size;
import dev.fettle.lab.network.ClassifierCost;
import dev.fettle.lab.network.CostReport;
import dev.fettle.network.Ending;
import java.util.List;
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
            "  fettle cost dncnn-s",
            "  fettle cost resnext-50 --input 224x224"
        })
public final class CostCommand extends Subcommand {
    private static final Size USUAL_OUTPUT = new Size(1280, 720);

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
            description = "Size of the result (default: 1280x720, unless --input says what goes in).")
    private Optional<Size> output = Optional.empty();

    @Option(
            names = "--input",
            paramLabel = "WxH",
            description =
                    "Size of the picture that goes in (default for networks that tell classes: the one that they are published for, such as 224x224).")
    private Optional<Size> input = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public CostCommand(Console console) {
        super(console);
    }

    @Override
    protected ExitCode run() {
        NamedNetwork network = NamedNetwork.parse(architecture, scale);
        switch (Ending.of(network.graph())) {
            case Ending.Picture _ -> {
                CostReport report = ofPictures(network);
                print(report, report.lines());
            }
            case Ending.Vector ending -> {
                if (output.isPresent()) {
                    throw usage("--output: '%s' tells classes, no picture comes out; --input says what goes in"
                            .formatted(architecture));
                }
                ClassifierCost report =
                        orUsage("--input", () -> ClassifierCost.of(architecture, network, ending, input));
                print(report, report.lines());
            }
        }
        return ExitCode.DONE;
    }

    private CostReport ofPictures(NamedNetwork network) {
        if (input.isPresent() && output.isPresent()) {
            throw usage("--input and --output exclude each other: one follows from the other");
        }
        return input.map(size -> orUsage("--input", () -> CostReport.ofInput(architecture, network, size)))
                .orElseGet(() -> CostReport.of(architecture, network, output.orElse(USUAL_OUTPUT)));
    }

    private void print(Object report, List<String> lines) {
        if (json) {
            console().json(report);
        } else {
            lines.forEach(console()::result);
        }
    }
}
