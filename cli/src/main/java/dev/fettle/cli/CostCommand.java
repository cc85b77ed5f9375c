package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.fettle.network.Cost;
import dev.fettle.network.Graph;
import dev.fettle.network.architecture.Architecture;
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
final class CostCommand extends Subcommand {
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

    CostCommand(Console console) {
        super(console);
    }

    /// What `--json` prints.
    record Report(
            String architecture, int scale, OutputSize output, long parameters, long macs, double macsPerOutputPixel) {}

    /// A size that JSON shows as text.
    record OutputSize(Size size) {
        @JsonValue
        String text() {
            return size.toString();
        }
    }

    @Override
    protected ExitCode run() {
        Architecture network = NetworkArgument.parse(architecture, scale).architecture();
        Graph graph = network.graph();
        double perPixel = Cost.macsPerOutputPixel(graph);
        Cost probe = Cost.of(graph, PROBE, PROBE);
        long macs = Math.round(perPixel * output.pixels());
        Report report =
                new Report(architecture, network.scale(), new OutputSize(output), probe.parameters(), macs, perPixel);
        if (json) {
            console().json(report);
        } else {
            printTable(report, probe);
        }
        return ExitCode.DONE;
    }

    /// Side of the picture on which the layers' shares are counted; any size gives the same shares.
    private static final int PROBE = 48;

    private void printTable(Report report, Cost probe) {
        console().result("%-32s %-16s %12s %14s %7s", "layer", "operation", "parameters", "MACs/pixel", "share");
        probe.perNode().stream()
                .filter(node -> node.macs() > 0 || node.parameters() > 0)
                .forEach(node -> console()
                        .result(
                                "%-32s %-16s %,12d %,14.1f %6.2f%%",
                                node.name(),
                                node.operation(),
                                node.parameters(),
                                (double) node.macs() / probe.outputPixels(),
                                100.0 * node.macs() / probe.macs()));
        console().result("");
        console().result("%s x%d: %,d parameters", report.architecture(), report.scale(), report.parameters());
        console()
                .result(
                        "%.1f G multiply-adds for a result of %s (%,.1f per output pixel)",
                        report.macs() / 1e9, output, report.macsPerOutputPixel());
    }
}
