package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.compress.GhostCompression;
import dev.fettle.lab.compress.Selection;
import dev.fettle.network.convolution.Convolution;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Ghost;
import dev.fettle.network.model.ModelFile;
import dev.fettle.train.experiment.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle compress`: a smaller network made of a trained one.
@Command(
        name = "compress",
        description = {
            "Make a smaller network of a trained one; training then wins back what is lost.",
            "'ghost' lets a part of the filters become shifted copies of the others (GhostSR)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle compress ghost edsr.safetensors",
            "  fettle compress ghost carn_m.safetensors --ratio 0.25 -o small.safetensors",
            "  fettle compress ghost edsr.safetensors --select order --set shifts=channel",
            "",
            "'fettle train' goes on from the result by start: {type: model, file: …}."
        })
public final class CompressCommand extends Subcommand {
    private final Interruption interruption;

    /// How networks are made smaller.
    public enum Method {
        GHOST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// @throws IllegalArgumentException listing the known ones
        public static Method parse(String text) {
            return Arrays.stream(values())
                    .filter(method -> method.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "unknown method '" + text + "'; known: " + Arrays.toString(values())));
        }
    }

    @Parameters(index = "0", paramLabel = "METHOD", description = "${COMPLETION-CANDIDATES}.")
    private Method method = Method.GHOST;

    @Parameters(
            index = "1",
            paramLabel = "MODEL",
            completionCandidates = ModelNames.class,
            description = "A bundled model or a model file.")
    private String name = "";

    @Option(
            names = "--ratio",
            paramLabel = "PART",
            defaultValue = "0.5",
            description = "Part of each layer's channels that become ghosts (default: ${DEFAULT-VALUE}).")
    private double ratio;

    @Option(
            names = "--select",
            paramLabel = "HOW",
            defaultValue = "clusters",
            description =
                    "Which filters stay: clusters (those nearest to the centres of k-means), directions (the same of "
                            + "filters of equal length), order (the first) or random (default: ${DEFAULT-VALUE}).")
    private Selection selection = Selection.CLUSTERS;

    @Option(
            names = "--random-shifts",
            description = "Begin with shifts by chance, not with those that fit the filters best.")
    private boolean randomShifts;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "4",
            description = "Starts of k-means for each layer, of which the best counts (default: ${DEFAULT-VALUE}).")
    private int starts;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another chance (default: 1).")
    private long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a setting of the convolution, such as shifts=channel; may be repeated.")
    private List<String> changes = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (default: NAME-ghost.safetensors in this folder).")
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
    record Report(String output, Counts parameters, List<GhostCompression.Layer> layers) {
        record Counts(long before, long after) {}
    }

    @Override
    protected ExitCode run() throws IOException {
        GhostCompression compression = orUsage("compress", this::compression);
        ModelFile dense = NamedModel.open(name);
        Path target = out.orElseGet(() -> Path.of(dense.card().name() + "-" + method + ".safetensors"));
        requireFree(target, overwrite);
        GhostCompression.Result result = made(compression, dense);
        interruption.whole(() -> result.model().write(target));
        print(new Report(
                target.toString(), new Report.Counts(parameters(dense), parameters(result.model())), result.layers()));
        return ExitCode.DONE;
    }

    private GhostCompression compression() {
        Ghost ghost = Ghost.DEFAULTS.withRatio(ratio).inStoredOrder();
        Convolution changed =
                Convolutions.ALL.read("convolution", SettingsFile.set(Convolutions.ALL.write(ghost), changes));
        if (!(changed instanceof Ghost settings)) {
            throw new IllegalArgumentException("--set type=…: the method is " + method);
        }
        if (!settings.ordered()) {
            throw new IllegalArgumentException("--set ordered=false: the order of trained channels is always kept");
        }
        return new GhostCompression(settings, selection, !randomShifts, seed, starts);
    }

    private GhostCompression.Result made(GhostCompression compression, ModelFile dense) {
        try {
            return compression.of(dense);
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
        for (GhostCompression.Layer layer : report.layers()) {
            console()
                    .result(
                            "%-32s %4d of %4d filters stay, ghosts are like their sources by %.3f",
                            layer.name(), layer.intrinsic(), layer.channels(), layer.correlation());
        }
        console()
                .result(
                        "%s -> %s (%,d of %,d parameters)",
                        name,
                        report.output(),
                        report.parameters().after(),
                        report.parameters().before());
    }
}
