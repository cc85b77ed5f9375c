package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Interruption;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.file.FileName;
import dev.fettle.lab.NamedModel;
import dev.fettle.network.DeployedNetwork;
import dev.fettle.network.Windows;
import dev.fettle.network.model.ModelFile;
import dev.fettle.network.onnx.OnnxExport;
import dev.fettle.network.onnx.OnnxMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle export`: a model in the format of other programs.
@Command(
        name = "export",
        description = "Write a model in the format of other programs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle export model.safetensors --to onnx",
            "  fettle export model.safetensors --to onnx -o shipped/model.onnx",
            "  fettle export carn_m.safetensors --to onnx --scale 4"
        })
public final class ExportCommand extends Subcommand {
    private final Interruption interruption;

    @Parameters(paramLabel = "MODEL", description = "A model file.")
    private String model = "";

    /// The formats that models are exported to.
    public enum Target {
        ONNX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}.")
    private Target target = Target.ONNX;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "Which scale of a model that has several (default: its first).")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (default: the model's name in this folder).")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--windows",
            description =
                    "Let the file choose kernels anew for each window, as fettle restore does for large pictures, "
                            + "instead of once for the picture: several times the work.")
    private boolean windows;

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public ExportCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    ///
    /// @param multipleOf both sides of the network's input must be multiples of it; 1 where any will do
    record Report(String model, String format, String output, long bytes, int multipleOf) {
        void print(Console console) {
            console.result("%s -> %s (%,d bytes)", model, output, bytes);
            if (multipleOf > 1) {
                console.result(
                        "%s takes pictures whose sides are multiples of %d: repeat the last column and row, and cut the result",
                        output, multipleOf);
            }
        }
    }

    @Override
    protected ExitCode run() throws IOException {
        ModelFile opened = NamedModel.at(scale, NamedModel.open(model), model);
        Path file = out.orElseGet(() -> Path.of(opened.card().name() + "." + target));
        requireFree(file, overwrite);
        requireOther(file, FileName.parse(model));
        interruption.whole(() -> OnnxExport.write(network(opened), OnnxMetadata.of(opened), file));
        Report report = new Report(
                opened.card().name(),
                target.toString(),
                file.toString(),
                Files.size(file),
                OnnxMetadata.multipleOf(opened));
        if (json) {
            console().json(report);
        } else {
            report.print(console());
        }
        return ExitCode.DONE;
    }

    private DeployedNetwork network(ModelFile opened) {
        int side = opened.poolSize();
        if (!windows) {
            return opened.network().deployed();
        }
        if (side == 0) {
            throw usage("--windows: '%s' names no patches that it chose kernels for (fettle import --pool-size)"
                    .formatted(opened.card().name()));
        }
        return Windows.of(opened.network().deployed(), side);
    }
}
