package dev.fettle.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.cli.BlendMeasurement.Choice;
import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.network.model.Blend;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fettle calibrate`: how much of a deblocking model's change is best at each quality, kept in the model's file.
@Command(
        name = "calibrate",
        description = "Measure how much of a deblocking model's change is best at each JPEG quality.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  fettle calibrate my.safetensors --data photos-valid -o calibrated.safetensors",
            "",
            "Take pictures that the model was not trained on, and no test set.",
            "They must never have been JPEGs."
        })
final class CalibrateCommand extends Subcommand {
    /// Dense where the best factor falls fast.
    private static final List<Integer> QUALITIES =
            List.of(5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 88, 90, 92, 94, 96, 98, 100);

    private final Interruption interruption;

    @Parameters(paramLabel = "MODEL", description = "A bundled model or a model file.")
    private String name = "";

    @Option(names = "--data", required = true, paramLabel = "FOLDER", description = "The original pictures.")
    private Path data = Path.of("");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where to write the model with its factors.")
    private Path out = Path.of("");

    @Option(names = "--overwrite", description = "Replace a file that is there already.")
    private boolean overwrite;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    CalibrateCommand(Console console, Interruption interruption) {
        super(console);
        this.interruption = interruption;
    }

    /// What `--json` prints.
    record Report(
            @JsonProperty String model,
            @JsonProperty String output,
            @JsonProperty List<Choice> choices) {}

    @Override
    protected ExitCode run() throws IOException {
        RestoreOptions options = orUsage("--threads", engine::options);
        requireFree(out, overwrite);
        ModelFile model = ModelArgument.open(name);
        if (!model.card().usage().task().equals(Task.DEBLOCK.label())) {
            throw usage("model '%s' is for %s; factors are for models that remove JPEG artifacts"
                    .formatted(name, model.card().usage().task()));
        }
        List<Choice> choices = measured(model, Originals.in("--data", data), options);
        TreeMap<Integer, Double> factors = new TreeMap<>();
        choices.forEach(choice -> factors.put(choice.quality(), choice.factor()));
        ModelFile calibrated = withBlend(model, new Blend(factors));
        interruption.whole(() -> calibrated.write(out));
        report(new Report(model.card().name(), out.toString(), choices));
        return ExitCode.DONE;
    }

    private static ModelFile withBlend(ModelFile model, Blend blend) {
        ModelCard card = model.card();
        return model.withCard(
                new ModelCard(card.name(), card.usage().withBlend(blend), card.training(), card.metrics()));
    }

    private List<Choice> measured(ModelFile model, ImageFolder pictures, RestoreOptions options) throws IOException {
        List<Choice> choices = new ArrayList<>();
        try (Restorer restorer = Restorer.of(model, options.withFullStrength(true));
                Progress progress = Progress.of(
                        console(), QUALITIES.size() * pictures.files().size())) {
            for (int quality : QUALITIES) {
                var measurement = new BlendMeasurement(quality);
                for (Path file : pictures.files()) {
                    progress.start("quality " + quality + ": " + ImageFolder.stem(file));
                    Image original = ImageFiles.read(file).withoutAlpha().quantised();
                    measurement.add(original, restorer);
                    progress.finished();
                }
                choices.add(measurement.choice());
            }
        }
        return choices;
    }

    private void report(Report report) {
        if (json) {
            console().json(report);
            return;
        }
        console().result("%7s  %6s  %9s  %10s", "quality", "factor", "mean gain", "least gain");
        for (Choice choice : report.choices()) {
            console()
                    .result(
                            "%7d  %6.2f  %6.2f dB  %7.2f dB",
                            choice.quality(), choice.factor(), choice.meanGain(), choice.leastGain());
        }
        console().result("%s -> %s", report.model(), report.output());
    }
}
