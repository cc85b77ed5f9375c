package dev.fettle.cli;

import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.files.FileProblem;
import dev.fettle.network.Configuration;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.Values;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.checkpoint.Checkpoints;
import dev.fettle.network.checkpoint.FittedWeights;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `fettle import`: published weights as a model file. The checkpoint says nothing about its network, so the command
/// line does.
@Command(
        name = "import",
        description = "Turn a published PyTorch checkpoint into a model file. Nothing in the checkpoint is executed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle import vdsr_epoch_50.pth --architecture vdsr --set bias=false",
            "  fettle import dncnn_25.pth --architecture dncnn-s --task denoise",
            "  fettle import edsr.pt --architecture edsr-baseline --scale 4 --set valueRange=255 -o x4.safetensors",
            "",
            "'fettle cost ARCHITECTURE' lists the layers of a network, 'fettle evaluate' tells whether it restores."
        })
final class ImportCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(paramLabel = "FILE", description = "A checkpoint (.pth, .pt).")
    private Path file = Path.of("");

    @Option(
            names = "--architecture",
            required = true,
            paramLabel = "NAME",
            completionCandidates = ArchitectureNames.class,
            description = "The published network: ${COMPLETION-CANDIDATES}.")
    private String name = "";

    @Option(names = "--scale", paramLabel = "N", description = "Enlargement (default: 2, 1 where the size stays).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a size of the network, such as blocks=8; may be repeated.")
    private List<String> changes = List.of();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            defaultValue = "sr",
            description = "sr, denoise or deblock (default: sr).")
    private String task = "";

    @Option(
            names = "--pool-size",
            paramLabel = "N",
            description =
                    "Patch that a network which chooses its kernels by a mean was trained on (default: unknown, 0).")
    private int poolSize;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (default: the checkpoint's name in this folder).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ImportCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    record Report(String model, String output, long parameters, List<String> leftOut) {}

    @Override
    protected ExitCode run() throws IOException {
        Task undone = orUsage("--task", () -> Task.parse(task));
        Path target = out.orElseGet(() -> Path.of(ImageFolder.stem(file) + ".safetensors"));
        requireFree(target, overwrite);
        Architecture architecture = architecture();
        requirePoolSize(poolSize, architecture.graph());
        requireTask(undone, architecture.scale());
        FittedWeights fitted = fitted(architecture);
        ModelFile model =
                new ModelFile(architecture, fitted.weights(), card(ImageFolder.stem(target), architecture, undone));
        interruption.whole(() -> model.write(target));
        if (!fitted.leftOut().isEmpty()) {
            console().note("left out, since this network has no use for them: " + String.join(", ", fitted.leftOut()));
        }
        Report report = new Report(
                model.card().name(), target.toString(), architecture.graph().parameterCount(), fitted.leftOut());
        if (json) {
            console().json(report);
        } else {
            console().result("%s -> %s (%,d parameters)", file, report.output(), report.parameters());
        }
        return ExitCode.DONE;
    }

    private void requireTask(Task undone, int ratio) {
        if (ratio == 1 && undone == Task.SR) {
            throw usage("--task sr enlarges, but " + name + " keeps the size; add --task denoise or --task deblock");
        }
        if (ratio > 1 && undone != Task.SR) {
            throw usage("--task " + task + " keeps the size, but " + name + " enlarges by " + ratio);
        }
    }

    private Architecture architecture() {
        ObjectNode settings = Architectures.write(Architectures.preset(name, scale));
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw usage("--set needs KEY=VALUE, got '" + change + "'");
            }
            settings.set(change.substring(0, equals), value(change.substring(equals + 1)));
        }
        return Architectures.read(settings);
    }

    private static JsonNode value(String text) {
        try {
            return Configuration.MAPPER.readTree(text);
        } catch (JacksonException e) {
            return Configuration.MAPPER.getNodeFactory().stringNode(text);
        }
    }

    private FittedWeights fitted(Architecture architecture) {
        try {
            return FittedWeights.of(architecture.graph(), tensors());
        } catch (IllegalArgumentException e) {
            String network = Architectures.write(architecture).toString();
            throw new Failure(
                    ExitCode.MODEL, "%s: does not fit %s: %s".formatted(file, network, Problems.firstLine(e)), e);
        }
    }

    private SequencedMap<String, Values> tensors() {
        try {
            return Checkpoints.read(file);
        } catch (ModelFormatException e) {
            throw new Failure(ExitCode.MODEL, Problems.firstLine(e), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.MODEL, file + ": cannot be read (" + FileProblem.describe(e) + ")", e);
        }
    }

    private ModelCard card(String model, Architecture architecture, Task undone) {
        Colour one = switch (undone) {
            case SR, DEBLOCK -> Colour.Y;
            case DENOISE -> Colour.GRAY;
        };
        Colour colour = architecture.graph().inputChannels() == 1 ? one : Colour.RGB;
        return new ModelCard(
                model,
                new ModelCard.Usage(undone.label(), architecture.valueRange(), colour, poolSize),
                new ModelCard.Training(
                        "imported from " + file.getFileName(),
                        List.of(),
                        new ModelCard.Provenance("", 0, "", List.of())),
                List.of());
    }
}
