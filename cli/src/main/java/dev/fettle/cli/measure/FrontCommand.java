package dev.fettle.cli.measure;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.file.Printable;
import dev.fettle.lab.front.Front;
import dev.fettle.lab.front.FrontMeasurement;
import dev.fettle.lab.front.Panel;
import dev.fettle.lab.report.FrontReport;
import dev.fettle.lab.report.FrontResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle front`: charts of quality against time, of our models and of published networks.
@Command(
        name = "front",
        description = {
            "Chart quality against time, of the models and of published networks.",
            "All networks are timed here; scores of published ones stand in the file."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle front docs/models/front.yaml -o docs/models/README.md --overwrite",
            "  fettle front docs/models/front.yaml -o sr.md --only sr-x2,sr-x4",
            "  fettle front docs/models/front.yaml -o quick.md --set timing.runs=1",
            "",
            "Nothing else should run meanwhile."
        })
public final class FrontCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(paramLabel = "FILE", description = "What is charted, in YAML.")
    private Path description = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The page in Markdown; charts go to the folder 'pictures' beside it.")
    private Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace a page and charts that are there already.")
    private boolean overwrite;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting of FILE, such as timing.runs=9 or "
                    + "panels.sr-x2.set.folder=/data/Set5; may be repeated.")
    private List<String> settings = List.of();

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "These panels alone.")
    private List<String> only = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public FrontCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        requireFree(out, overwrite);
        requireOther(out, description);
        Front front = Front.load(description, settings).only(only);
        List<String> panels = front.panels().stream().map(Panel::name).toList();
        FrontReport.charts(out, panels).forEach(this::requireFreeChart);
        FrontResults results = FrontMeasurement.of(front, new Screen(console(), interruption));
        interruption.whole(() -> FrontReport.write(out, results));
        if (json) {
            console().json(results);
        } else {
            console().result(out + ": " + results.panels().size() + " panels");
        }
        return ExitCode.DONE;
    }

    private void requireFreeChart(Path chart) {
        if (!overwrite && Files.exists(chart)) {
            throw usage(Printable.name(chart) + " is there already; add --overwrite");
        }
    }
}
