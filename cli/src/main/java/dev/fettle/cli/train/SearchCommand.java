package dev.fettle.cli.train;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.lab.compress.SearchRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    public SearchCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    @Override
    protected ExitCode run() throws IOException {
        requireUsable(options.folder().orElse(Path.of("runs")));
        List<String> overrides = orUsage("search", options::overrides);
        try {
            SearchRequest request = new SearchRequest(model, config, overrides, options.folder(), options.resume());
            return new SearchingRun(console(), interruption).run(request, options.isJson());
        } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw Failure.withoutLibtorch("compress search", e);
        }
    }
}
