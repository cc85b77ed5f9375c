package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Optional;

/// A low-resolution picture as in the super-resolution benchmarks: MATLAB's bicubic at 1/scale.
///
/// @param flavour the benchmarks' LR files are {@link Flavour#MIRROR_8BIT} with few exceptions
public record BicubicDown(int scale, Flavour flavour) implements Degradation {
    public BicubicDown {
        if (scale < 2) {
            throw new IllegalArgumentException("bicubic: scale must be at least 2, got " + scale);
        }
    }

    @Override
    public Image apply(Image original, NormalValues chance) {
        return Bicubic.shrink(reference(original), scale, flavour);
    }

    @Override
    public Image reference(Image original) {
        return Bicubic.cropToMultiple(original, scale);
    }

    @Override
    public Optional<Task> task() {
        return Optional.of(Task.SR);
    }

    @Override
    public String label() {
        return "bicubic x" + scale + " " + flavour.label();
    }
}
