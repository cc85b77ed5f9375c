package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import java.util.Optional;

/// Gaussian noise of the same strength everywhere, y = x + σ n; neither clipped nor rounded, as in DnCNN
/// and most denoising papers. Alpha stays clean.
///
/// @param sigma255 standard deviation on the 0..255 scale, customarily 15, 25 or 50
/// @param field n, of variance 1
public record GaussianNoise(double sigma255, NoiseField field) implements Degradation {
    public GaussianNoise {
        if (!(sigma255 >= 0 && sigma255 <= 255)) {
            throw new IllegalArgumentException("noise: sigma must be 0 to 255, got " + sigma255);
        }
    }

    /// White noise, independent for each sample of each colour plane, as the papers' test sets have it.
    public GaussianNoise(double sigma255) {
        this(sigma255, NoiseField.WHITE);
    }

    @Override
    public Image apply(Image original, NormalValues chance) {
        double sigma = sigma255 / 255;
        return field.added(original, chance, _ -> sigma);
    }

    @Override
    public Optional<Task> task() {
        return Optional.of(Task.DENOISE);
    }

    @Override
    public String label() {
        return "noise sigma=" + sigma255 + field.suffix();
    }
}
