package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import java.util.Optional;

/// Noise that grows with light, as a sensor's does: photons that arrive by chance (Poisson) and electronics
/// (Gaussian). In the parametrisation of Foi, Trimeche, Katkovnik & Egiazarian, "Practical
/// Poissonian-Gaussian noise modeling and fitting for single-image raw-data", IEEE TIP 2008, by their
/// normal approximation:
///
///     y = x + √(a x + b) n
///
/// with x in [0, 1], so that the variance is a·x + b: a is the reciprocal of the number of photons that
/// make white, b the variance in the dark. Neither clipped nor rounded; alpha stays clean. Where a·x + b is
/// negative, x being below black after other noise, nothing is added.
///
/// @param a variance that white has more than black
/// @param b variance of black
/// @param field n, of variance 1
public record PoissonNoise(double a, double b, NoiseField field) implements Degradation {
    public PoissonNoise {
        if (!(a >= 0 && a <= 1) || !(b >= 0 && b <= 1)) {
            throw new IllegalArgumentException(
                    "poisson: a and b must be from 0 to 1, since white is 1; got " + a + " and " + b);
        }
    }

    /// White noise, independent for each sample of each colour plane.
    public PoissonNoise(double a, double b) {
        this(a, b, NoiseField.WHITE);
    }

    /// Noise that a middle gray, 0.5, has by σ² = a/2 + b.
    ///
    /// @param sigma255 σ on the 0..255 scale
    /// @param photons share of that variance, 0 to 1, that comes from photons: a = 2 · share · σ², b = (1 -
    /// share) σ²
    public static PoissonNoise ofMiddle(double sigma255, double photons, NoiseField field) {
        double variance = sigma255 / 255 * (sigma255 / 255);
        return new PoissonNoise(2 * photons * variance, (1 - photons) * variance, field);
    }

    @Override
    public Image apply(Image original, NormalValues chance) {
        return field.added(original, chance, sample -> Math.sqrt(Math.max(0, a * sample + b)));
    }

    @Override
    public Optional<Task> task() {
        return Optional.of(Task.DENOISE);
    }

    @Override
    public String label() {
        return "poisson a=" + a + " b=" + b + field.suffix();
    }
}
