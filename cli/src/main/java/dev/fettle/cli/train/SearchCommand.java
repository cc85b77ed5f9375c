package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.lab.compress.SearchRequest;
import dev.fettle.train.experiment.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle compress search`: how many channels each layer of a network needs. The training module and libtorch
/// are touched by {@link SearchingRun} alone.
@Command(
        name = "search",
        description = {
            "Find by training how many channels each layer of a trained network needs (DRC).",
            "Ctrl-C saves a checkpoint and stops; --resume goes on."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle compress search edsr.safetensors --config experiments/drn/search-edsr-30.yaml",
            "  fettle compress search edsr.safetensors --config search.yaml --set regimen.ratio=0.2 -o runs/trial",
            "  fettle compress search edsr.safetensors --config search.yaml --resume",
            "",
            "'fettle train' goes on from what comes out by start: {type: model, file: …}",
            "and architecture: {include: …/architecture.yaml}."
        })
public final class SearchCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(
            paramLabel = "MODEL",
            completionCandidates = ModelNames.class,
            description = "A bundled model or a model file.")
    private String model = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The experiment, in YAML, as for fettle train; it may leave out architecture, task, start and "
                            + "regimen. Not needed by --resume with -o.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting, such as regimen.ratio=0.2; may be repeated.")
    private List<String> settings = List.of();

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            description = "Where to compute; short for --set device=cpu|cuda (default: cpu).")
    private Optional<String> device = Optional.empty();

    @Option(
            names = "--resume",
            description = "Go on from the last checkpoint, to the same bits as without the stop, "
                    + "by the settings that the run was begun with; --set lies over them.")
    private boolean resume;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            description = "Where checkpoint, log, models and report go (default: runs/NAME).")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public SearchCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        requireUsable(folder.orElse(Path.of("runs")));
        List<String> overrides = overrides();
        try {
            return new SearchingRun(console(), interruption)
                    .run(new SearchRequest(model, config, overrides, folder, resume), json);
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new Failure(
                    ExitCode.MODEL,
                    "compress search: libtorch is not on the class path (" + Problems.firstLine(e)
                            + "); start it by ./fettle of the source tree, which fetches it once",
                    e);
        }
    }

    private List<String> overrides() {
        List<String> apart = orUsage(
                "search", () -> SettingsFile.beside(settings, "device", device.map(name -> "--device " + name)));
        return Stream.concat(apart.stream(), device.map(name -> "device=" + name).stream())
                .toList();
    }
}
