package dev.fettle.cli.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Failure;
import dev.fettle.cli.console.Problems;
import dev.fettle.cli.option.ModelNames;
import dev.fettle.file.FileName;
import dev.fettle.lab.NamedModel;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.compress.Compression;
import dev.fettle.lab.compress.Folding;
import dev.fettle.network.model.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What commands have in common that make a smaller model of a trained one: of which, where to, and how they tell
/// of it.
public final class SmallerModel {
    private static final String ENDING = ".safetensors";

    @Parameters(
            paramLabel = "MODEL",
            completionCandidates = ModelNames.class,
            description = "A bundled model or a model file.")
    private String name = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to (default: NAME-METHOD.safetensors in this folder).")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--overwrite", description = "Replace files that are there already.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    /// What `--json` prints.
    ///
    /// @param planFile which a plan was written to, or read from
    record Report(
            String output,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> planFile,
            Counts parameters,
            @JsonUnwrapped Compression.Result result) {
        record Counts(long before, long after) {}
    }

    /// Makes something, and may want files for it.
    @FunctionalInterface
    interface Making<T> {
        T made() throws IOException;
    }

    ModelFile asTrained() {
        return NamedModel.open(name);
    }

    /// With branches added up, since channels are cut and filters replaced in what is used.
    ModelFile dense() {
        ModelFile trained = asTrained();
        return Folding.fits(trained.architecture()) ? Folding.folded(trained) : trained;
    }

    /// Which file the model is read from, if it is none that is bundled.
    Path source() {
        return FileName.parse(name);
    }

    /// @param method in the name that it has unless `-o` says otherwise
    Path target(ModelFile dense, String method) {
        return out.orElseGet(() -> Path.of(dense.card().name() + "-" + method + ENDING));
    }

    boolean overwrites() {
        return overwrite;
    }

    /// What is refused while it is made is said of the model.
    <T> T made(Making<T> making) throws IOException {
        try {
            return making.made();
        } catch (UnfitRequestException e) {
            throw e; // is about the command line
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.MODEL, name + ": " + Problems.firstLine(e), e);
        }
    }

    void print(Console console, ModelFile dense, Path target, Compression.Result result, Optional<Path> plan) {
        Report.Counts parameters = new Report.Counts(parameters(dense), parameters(result.model()));
        Report report = new Report(target.toString(), plan.map(Path::toString), parameters, result);
        if (json) {
            console.json(report);
            return;
        }
        result.lines().forEach(console::result);
        console.result(
                "%s -> %s%s (%,d of %,d parameters)",
                name,
                report.output(),
                report.planFile().map(file -> " by " + file).orElse(""),
                parameters.after(),
                parameters.before());
    }

    private static long parameters(ModelFile model) {
        return model.network().graph().parameterCount();
    }
}
