package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ArchitectureNames;
import dev.fettle.file.FileName;
import dev.fettle.file.FileProblem;
import dev.fettle.file.RealPath;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.lab.NamedNetwork;
import dev.fettle.network.Ending;
import dev.fettle.network.ModelFormatException;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.network.architecture.Architectures;
import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.checkpoint.Checkpoint;
import dev.fettle.network.checkpoint.Checkpoints;
import dev.fettle.network.checkpoint.FittedWeights;
import dev.fettle.network.checkpoint.MisfitException;
import dev.fettle.network.checkpoint.MisfitException.Remedy;
import dev.fettle.network.model.Classes;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.settings.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `fettle import`: published weights as a model file. The checkpoint says nothing about its network, so the command
/// line does.
@Command(
        name = "import",
        description = {
            "Turn published weights into a model file: a PyTorch checkpoint, or safetensors of another program.",
            "Nothing in the file is executed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle import vdsr_epoch_50.pth --architecture vdsr --set bias=false",
            "  fettle import dncnn_25.pth --architecture dncnn-s --task denoise",
            "  fettle import edsr.pt --architecture edsr-baseline --scale 4 \\",
            "      --set valueRange=255 -o x4.safetensors",
            "",
            "'fettle cost ARCHITECTURE' lists the layers of a network,",
            "'fettle evaluate' tells whether it restores."
        })
public final class ImportCommand extends Subcommand {
    private static final int MOST_NAMED = 8;

    private final Interruption interruption;

    @Parameters(paramLabel = "FILE", description = "A checkpoint (.pth, .pt, .ckpt, .safetensors).")
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
            description =
                    "sr, denoise or deblock (default: sr); classify for networks that tell classes, which do nothing else.")
    private Optional<String> task = Optional.empty();

    @Option(
            names = "--pool-size",
            paramLabel = "N",
            description =
                    "Patch that a network which chooses its kernels by a mean was trained on (default: unknown, 0).")
    private int poolSize;

    @ArgGroup(exclusive = false)
    private ClassOptions classes = new ClassOptions();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Take the weights at this place of a checkpoint that holds several, such as params "
                    + "(default: what fits, a moving average before raw weights).")
    private Optional<String> key = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (default: the checkpoint's name in this folder).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public ImportCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    ///
    /// @param key where in the checkpoint the weights were; empty for its top
    /// @param prefix that stood before the network's names
    /// @param others other keys whose weights would fit as well
    record Report(
            String model,
            String output,
            long parameters,
            List<String> leftOut,
            String key,
            String prefix,
            List<String> others) {}

    @Override
    protected ExitCode run() throws IOException {
        Path target = out.orElseGet(this::target);
        requireFree(target, overwrite);
        requireOther(target, file);
        Architecture architecture = architecture();
        NamedNetwork.requirePoolSize(poolSize, architecture.graph());
        ModelCard.Usage usage = usage(architecture);
        FittedWeights fitted = fitted(architecture);
        ModelFile model = fitted.model(architecture, card(modelName(target), usage));
        interruption.whole(() -> model.write(target));
        FittedWeights.Origin origin = fitted.origin();
        Report report = new Report(
                model.card().name(),
                target.toString(),
                architecture.graph().parameterCount(),
                fitted.leftOut(),
                origin.path(),
                origin.prefix(),
                origin.others());
        remark(report, architecture, origin);
        if (json) {
            console().json(report);
        } else {
            console().result("%s -> %s (%,d parameters%s)", file, report.output(), report.parameters(), found(report));
        }
        return ExitCode.DONE;
    }

    /// The file's name, of what names of models may hold.
    private static String modelName(Path target) {
        String name =
                ImageFolder.stem(target).replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "imported" : name.substring(0, Math.min(name.length(), ModelCard.LONGEST_NAME));
    }

    /// In this folder, under the checkpoint's name, but never the checkpoint itself.
    private Path target() {
        Path target = FileName.beside(file, ".safetensors").getFileName();
        boolean isItself = RealPath.of(target).equals(RealPath.of(file));
        return isItself ? FileName.beside(file, ".fettle.safetensors").getFileName() : target;
    }

    private void remark(Report report, Architecture architecture, FittedWeights.Origin origin) {
        List<String> leftOut = report.leftOut();
        if (!leftOut.isEmpty()) {
            int named = Math.min(MOST_NAMED, leftOut.size());
            console()
                    .note("left out, since this network has no use for them: "
                            + String.join(", ", leftOut.subList(0, named))
                            + (named < leftOut.size() ? " and " + (leftOut.size() - named) + " more" : ""));
        }
        if (!report.others().isEmpty()) {
            console()
                    .note("would fit as well: "
                            + String.join(", ", report.others()) + "; choose by --key, such as --key "
                            + report.others().getFirst());
        }
        if (architecture instanceof Edsr && architecture.valueRange() == 1 && !origin.tellsWhite()) {
            console()
                    .note("the file has no sub_mean to tell which number is white, 1 is taken; "
                            + "the weights of EDSR's authors need --set valueRange=255");
        }
    }

    /// «; took params_ema, prefix module. removed»
    private static String found(Report report) {
        String key = report.key().isEmpty() ? "" : "; took " + report.key();
        return ModelFormatException.oneLine(
                key + (report.prefix().isEmpty() ? "" : "; prefix " + report.prefix() + " removed"));
    }

    private ModelCard.Usage usage(Architecture architecture) throws IOException {
        return switch (Ending.of(architecture.graph())) {
            case Ending.Picture _ -> ofPictures(architecture);
            case Ending.Vector(int length) -> ofClasses(architecture, length);
        };
    }

    private ModelCard.Usage ofPictures(Architecture architecture) {
        if (classes.areGiven()) {
            throw usage("--classes and --patch are for networks that tell classes; %s makes a picture".formatted(name));
        }
        Task undone = orUsage("--task", () -> Task.parse(task.orElse(Task.SR.label())));
        requireTask(undone, architecture.scale());
        Colour colour = Colour.of(architecture.graph().inputChannels(), undone.oneChannel());
        return new ModelCard.Usage(undone.label(), architecture.valueRange(), colour, poolSize);
    }

    private ModelCard.Usage ofClasses(Architecture architecture, int count) throws IOException {
        task.filter(given -> !given.equals(Classes.TASK)).ifPresent(given -> {
            throw usage("--task %s: %s tells classes; its task is %s".formatted(given, name, Classes.TASK));
        });
        return new ModelCard.Usage(architecture.valueRange(), classes.read(count, architecture.pictureSide()));
    }

    private void requireTask(Task undone, int ratio) {
        if (ratio == 1 && undone == Task.SR) {
            throw usage("--task sr enlarges, but " + name + " keeps the size; add --task denoise or --task deblock");
        }
        if (ratio > 1 && undone != Task.SR) {
            throw usage("--task " + undone.label() + " keeps the size, but " + name + " enlarges by " + ratio);
        }
    }

    private Architecture architecture() {
        ObjectNode settings = Architectures.write(Architectures.preset(name, scale));
        return Architectures.read(changed(settings));
    }

    private ObjectNode changed(ObjectNode settings) {
        try {
            List<String> apart = SettingsFile.beside(changes, "scale", scale.map(number -> "--scale " + number));
            return SettingsFile.set(settings, apart);
        } catch (IllegalArgumentException e) {
            throw usage(Problems.firstLine(e));
        }
    }

    private FittedWeights fitted(Architecture architecture) {
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            return FittedWeights.of(architecture, checkpoint, key);
        } catch (MisfitException e) {
            String network = Architectures.write(architecture).toString();
            throw new Failure(
                    ExitCode.MODEL,
                    "%s: does not fit %s: %s%s".formatted(file, network, Problems.firstLine(e), hint(e.remedy())),
                    e);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.MODEL, file + ": " + Problems.firstLine(e), e);
        } catch (ModelFormatException e) {
            throw new Failure(ExitCode.MODEL, Problems.firstLine(e), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.MODEL, file + ": cannot be read (" + FileProblem.describe(e) + ")", e);
        }
    }

    /// «; it fits with --set bias=false»
    private static String hint(Remedy remedy) {
        if (!remedy.isKnown()) {
            return "";
        }
        String preset = remedy.preset().map(other -> " --architecture " + other).orElse("");
        return remedy.settings().stream()
                .map(setting -> setting.startsWith("scale=") ? " --scale " + setting.substring(6) : " --set " + setting)
                .collect(Collectors.joining("", "; it fits with" + preset, ""));
    }

    private ModelCard card(String model, ModelCard.Usage usage) {
        return new ModelCard(
                model,
                usage,
                new ModelCard.Training(
                        "imported from " + file.getFileName(),
                        List.of(),
                        new ModelCard.Provenance("", 0, "", List.of())),
                List.of());
    }
}
