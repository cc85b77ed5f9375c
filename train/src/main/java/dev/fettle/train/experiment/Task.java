package dev.fettle.train.experiment;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.model.ModelCard.Colour;
import dev.fettle.train.data.DegradationModel;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a network learns to undo, by the names that YAML, model files and the command line use.
public enum Task {
    /// super-resolution: bicubic reduction, mirrored and rounded to 8 bits
    SR,
    /// Gaussian noise
    DENOISE,
    /// JPEG artefacts
    DEBLOCK;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param label `sr`, `denoise` or `deblock`
    public static Task parse(String label) {
        return Arrays.stream(values())
                .filter(task -> task.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown task '" + label + "'; known: "
                        + Arrays.stream(values()).map(Task::label).collect(Collectors.joining(", "))));
    }

    /// What a network of one channel works on.
    public Colour oneChannel() {
        return switch (this) {
            case SR, DEBLOCK -> Colour.Y;
            case DENOISE -> Colour.GRAY;
        };
    }

    /// What happened to the pictures that the network is to restore.
    ///
    /// @param scale of the architecture
    DegradationModel degradation(int scale, Experiment.Data data) {
        return switch (this) {
            case SR -> new DegradationModel.Reduction(new BicubicDown(scale, Flavour.MIRROR_8BIT));
            case DENOISE -> new DegradationModel.Noise(data.sigma());
            case DEBLOCK -> new DegradationModel.Jpeg(data.quality());
        };
    }
}
