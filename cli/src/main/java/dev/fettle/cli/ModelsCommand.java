package dev.fettle.cli;

import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fettle models`: what is bundled.
@Command(
        name = "models",
        description = "List the bundled models.",
        footerHeading = "%nExamples:%n",
        footer = {"  fettle models", "  fettle models --json", "", "'fettle inspect NAME' tells more about one."})
final class ModelsCommand extends Subcommand {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelsCommand(Console console) {
        super(console);
    }

    /// What `--json` prints.
    record Report(List<Model> models) {}

    /// One bundled model.
    record Model(String name, String task, int scale, long parameters, List<Measurement> metrics) {
        static Model of(ModelFile model) {
            return new Model(
                    model.card().name(),
                    model.card().usage().task(),
                    model.scale(),
                    model.architecture().graph().parameterCount(),
                    model.card().metrics());
        }
    }

    @Override
    protected ExitCode run() {
        List<Model> models = BundledModels.names().stream()
                .map(BundledModels::open)
                .map(Model::of)
                .toList();
        if (json) {
            console().json(new Report(models));
            return ExitCode.DONE;
        }
        if (models.isEmpty()) {
            console().note("no model is bundled; train one and name its file by --model");
        }
        for (Model model : models) {
            console()
                    .result(
                            "%-16s %-8s %-3s %,10d parameters",
                            model.name(), model.task(), "x" + model.scale(), model.parameters());
            for (Measurement metric : model.metrics()) {
                console().result("    %.4f on %s (%s)", metric.value(), metric.data(), metric.protocol());
            }
        }
        return ExitCode.DONE;
    }
}
