package dev.fettle.cli.model;

import dev.fettle.cli.console.Console;
import dev.fettle.cli.console.ExitCode;
import dev.fettle.cli.console.Subcommand;
import dev.fettle.image.degrade.Task;
import dev.fettle.network.model.ModelCard.Measurement;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.BundledModels;
import dev.fettle.runtime.Effort;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `fettle models`: what is bundled.
@Command(
        name = "models",
        description = "List the bundled models and what each is for.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle models",
            "  fettle models --scores    with what was measured of each",
            "  fettle models --json",
            "",
            "'fettle inspect NAME' tells more about one."
        })
public final class ModelsCommand extends Subcommand {
    @Option(names = "--scores", description = "Show the scores that were measured of each model, too.")
    private boolean scores;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    public ModelsCommand(Console console) {
        super(console);
    }

    /// What `--json` prints.
    record Report(List<Model> models) {}

    /// One bundled model.
    ///
    /// @param purpose what it is for, in plain words
    /// @param effort `fast` or `fine`
    record Model(
            String name,
            String purpose,
            String task,
            int scale,
            String effort,
            long parameters,
            List<Measurement> metrics) {
        static Model of(ModelFile model) {
            String task = model.card().usage().task();
            return new Model(
                    model.card().name(),
                    Task.known(task)
                            .map(known -> purpose(known, model.scale()))
                            .orElse("sorts pictures into "
                                    + model.classes().names().size() + " classes"),
                    task,
                    model.scale(),
                    Effort.of(model.card().name()).toString(),
                    model.network().graph().parameterCount(),
                    model.card().metrics());
        }

        private static String purpose(Task task, int scale) {
            return switch (task) {
                case SR -> "enlarges pictures: %d times as wide and as high".formatted(scale);
                case DENOISE -> "removes noise, the grain of photographs in little light";
                case DEBLOCK -> "removes the blocks and rings of strong JPEG compression";
            };
        }

        /// How `fettle restore` is told to take it, or what else does.
        private String use() {
            return switch (Effort.of(name)) {
                case FAST -> taken();
                case FINE -> taken() + " --effort " + effort;
            };
        }

        private String taken() {
            return Task.known(task)
                    .map(known -> switch (known) {
                        case SR -> "restore --scale " + scale;
                        case DENOISE, DEBLOCK -> "restore --task " + task;
                    })
                    .orElse("evaluate --data FOLDER");
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
        int names = longest(models, Model::name);
        int uses = longest(models, Model::use);
        models.forEach(model -> print(model, names, uses));
        return ExitCode.DONE;
    }

    private static int longest(List<Model> models, Function<Model, String> column) {
        return models.stream()
                .mapToInt(model -> column.apply(model).length())
                .max()
                .orElse(0);
    }

    /// @param names width of the column of names
    /// @param uses width of that of commands
    private void print(Model model, int names, int uses) {
        String line = "%-" + names + "s  %-55s  %-" + uses + "s  %,9d parameters";
        console().result(line, model.name(), model.purpose(), model.use(), model.parameters());
        for (Measurement metric : scores ? model.metrics() : List.<Measurement>of()) {
            console().result("    %.4f on %s (%s)", metric.value(), metric.data(), metric.protocol());
        }
    }
}
