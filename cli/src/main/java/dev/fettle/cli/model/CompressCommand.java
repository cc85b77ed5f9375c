package dev.fettle.cli.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Screen;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.file.FileName;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.compress.Compression;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fettle compress`: a smaller network made of a trained one.
@Command(
        name = "compress",
        description = {
            "Make a smaller network of a trained one; training then wins back what is lost.",
            "'ghost' lets a part of the filters become shifted copies of the others (GhostSR).",
            "'magnitude' leaves out the channels whose filters are smallest (L1-norm filter pruning).",
            "'search' is a command of its own: it finds by training how many channels each layer needs.",
            "'prune' is a command of its own: channels by several strategies and budgets, with a plan."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle compress ghost edsr.safetensors",
            "  fettle compress ghost carn_m.safetensors --ratio 0.25 -o small.safetensors",
            "  fettle compress ghost edsr.safetensors --select order --set shifts=channel",
            "  fettle compress ghost edsr.safetensors --select maps --fit photos",
            "  fettle compress magnitude edsr.safetensors --macs 0.54",
            "",
            "'fettle train' goes on from the result by start: {type: model, file: …}."
        })
public final class CompressCommand extends Subcommand {
    private final Interruption interruption;

    /// How networks are made smaller.
    public enum Method {
        GHOST,
        MAGNITUDE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "METHOD", description = "${COMPLETION-CANDIDATES}.")
    private Optional<Method> asked = Optional.empty(); // a command of its own takes its place

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MODEL",
            completionCandidates = ModelNames.class,
            description = "A bundled model or a model file.")
    private String name = "";

    @Mixin(name = "ghost")
    private GhostOptions ghost = new GhostOptions();

    @Mixin(name = "magnitude")
    private MagnitudeOptions magnitude = new MagnitudeOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (default: NAME-METHOD.safetensors in this folder).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public CompressCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    ///
    /// @param parameters before and after
    record Report(
            String output, Counts parameters, @JsonUnwrapped Compression.Result result) {
        record Counts(long before, long after) {}
    }

    @Override
    protected ExitCode run() throws IOException {
        Method method = asked.orElseThrow(() -> usage("name a method: ghost, magnitude, prune or search"));
        requireOptionsOf(method);
        Compression compression = orUsage("compress", () -> compression(method));
        if (name.isEmpty()) {
            throw usage("name a model: a bundled one or a model file");
        }
        ModelFile dense = NamedModel.open(name);
        Path target = out.orElseGet(() -> Path.of(dense.card().name() + "-" + method + ".safetensors"));
        requireFree(target, overwrite);
        requireOther(target, FileName.parse(name));
        Compression.Result result = made(compression, dense);
        interruption.whole(() -> result.model().write(target));
        print(new Report(target.toString(), new Report.Counts(parameters(dense), parameters(result.model())), result));
        return ExitCode.DONE;
    }

    /// What would be ignored is refused.
    private void requireOptionsOf(Method chosen) {
        for (Method other : Method.values()) {
            if (other != chosen) {
                Objects.requireNonNull(spec.mixins().get(other.toString())).options().stream()
                        .map(OptionSpec::longestName)
                        .filter(spec.commandLine().getParseResult()::hasMatchedOption)
                        .findFirst()
                        .ifPresent(option -> {
                            throw usage("%s is an option of method '%s', not of '%s'".formatted(option, other, chosen));
                        });
            }
        }
    }

    private Compression compression(Method method) {
        return switch (method) {
            case GHOST -> ghost.compression();
            case MAGNITUDE -> magnitude.compression();
        };
    }

    private Compression.Result made(Compression compression, ModelFile dense) throws IOException {
        try {
            return compression.of(dense, new Screen(console(), interruption));
        } catch (UnfitRequestException e) {
            throw usage(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.MODEL, name + ": " + Problems.firstLine(e), e);
        }
    }

    private static long parameters(ModelFile model) {
        return model.network().graph().parameterCount();
    }

    private void print(Report report) {
        if (json) {
            console().json(report);
            return;
        }
        report.result().lines().forEach(console()::result);
        console()
                .result(
                        "%s -> %s (%,d of %,d parameters)",
                        name,
                        report.output(),
                        report.parameters().after(),
                        report.parameters().before());
    }
}
