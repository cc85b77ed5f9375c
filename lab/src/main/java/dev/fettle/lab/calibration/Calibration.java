package dev.fettle.lab.calibration;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.lab.UnfitRequestException;
import dev.fettle.lab.Watcher;
import dev.fettle.network.model.Blend;
import dev.fettle.network.model.ModelCard;
import dev.fettle.network.model.ModelFile;
import dev.fettle.runtime.RestoreOptions;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// How much of a deblocking model's change is best at each quality.
///
/// @param model without these factors
public record Calibration(ModelFile model, List<Choice> choices) {
    /// Dense where the best factor falls fast.
    private static final List<Integer> QUALITIES =
            List.of(5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 88, 90, 92, 94, 96, 98, 100);

    public Calibration {
        choices = List.copyOf(choices);
    }

    /// The best factor of a quality and what it gains.
    ///
    /// @param factor in [0, 1]
    /// @param meanGain of luma over all pictures, in dB
    /// @param leastGain of luma or colour of any picture, in dB
    public record Choice(
            @JsonProperty int quality,
            @JsonProperty double factor,
            @JsonProperty double meanGain,
            @JsonProperty double leastGain) {}

    /// @param name of the model, for the message
    /// @throws UnfitRequestException if a model is for another task
    public static void requireFitting(ModelFile model, String name) {
        if (!model.card().usage().task().equals(Task.DEBLOCK.label())) {
            throw new UnfitRequestException("model '%s' is for %s; factors are for models that remove JPEG artifacts"
                    .formatted(name, model.card().usage().task()));
        }
    }

    /// Compresses the pictures at each quality and restores them.
    ///
    /// @param pictures that never were JPEGs
    /// @throws IOException if one of them cannot be read
    public static Calibration of(ModelFile model, ImageFolder pictures, RestoreOptions options, Watcher watcher)
            throws IOException {
        List<Choice> choices = new ArrayList<>();
        try (Restorer restorer = Restorer.of(model, options.withFullStrength(true));
                Watcher.Course course =
                        watcher.course(QUALITIES.size() * pictures.files().size())) {
            for (int quality : QUALITIES) {
                var measurement = new BlendMeasurement(quality);
                for (Path file : pictures.files()) {
                    course.start("quality " + quality + ": " + ImageFolder.stem(file));
                    Image original = ImageFiles.read(file).withoutAlpha().quantised();
                    measurement.add(original, restorer);
                    course.finished();
                }
                choices.add(measurement.choice());
            }
        }
        return new Calibration(model, choices);
    }

    /// The model with its factors.
    public ModelFile calibrated() {
        TreeMap<Integer, Double> factors = new TreeMap<>();
        choices.forEach(choice -> factors.put(choice.quality(), choice.factor()));
        ModelCard card = model.card();
        return model.withCard(new ModelCard(
                card.name(), card.usage().withBlend(new Blend(factors)), card.training(), card.metrics()));
    }

    /// As a table.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%7s  %6s  %9s  %10s".formatted("quality", "factor", "mean gain", "least gain"));
        choices.forEach(choice -> lines.add(String.format(
                Locale.ROOT,
                "%7d  %6.2f  %6.2f dB  %7.2f dB",
                choice.quality(),
                choice.factor(),
                choice.meanGain(),
                choice.leastGain())));
        return lines;
    }
}
