package dev.fettle.train.experiment;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.Subsampling;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a network learns to undo, by the names that YAML, model files and the command line use.
public enum Task {
    /// super-resolution: bicubic reduction, flavour A
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

    /// What is done to the photographs; of the three numbers the one that belongs to the task counts.
    ///
    /// @param scale of the architecture
    /// @param sigma of the noise on the 0..255 scale
    /// @param quality of the JPEG files
    public Degradation degradation(int scale, double sigma, int quality) {
        return switch (this) {
            case SR -> new BicubicDown(scale, Flavour.MIRROR_8BIT);
            case DENOISE -> new GaussianNoise(sigma);
            case DEBLOCK -> new JpegCompression(quality, Subsampling.HALF);
        };
    }
}
