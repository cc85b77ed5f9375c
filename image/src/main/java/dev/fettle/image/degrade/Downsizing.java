package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Optional;

/// A picture made smaller before it is used on, as between two JPEGs: MATLAB's bicubic, antialiased, 8
/// bits. It spoils nothing that anybody is to restore: the original is made smaller, too, and what is
/// around it is measured against that. (What super-resolution undoes is {@link BicubicDown}.)
///
/// @param factor how many times smaller each side becomes, above 1; a side is rounded to whole pixels
public record Downsizing(double factor) implements Degradation {
    private static final double MOST = 8;

    public Downsizing {
        if (!(factor > 1 && factor <= MOST)) {
            throw new IllegalArgumentException("reduce: the factor must be above 1 and at most 8, got " + factor);
        }
    }

    @Override
    public Image apply(Image original, NormalValues chance) {
        return reference(original);
    }

    @Override
    public Image reference(Image original) {
        Image smaller =
                Bicubic.resize(original, reduced(original.width()), reduced(original.height()), Flavour.MIRROR_8BIT);
        return smaller.withSource(smaller.source().withoutJpeg());
    }

    private int reduced(int side) {
        return Math.max(1, (int) Math.round(side / factor));
    }

    @Override
    public Optional<Task> task() {
        return Optional.empty();
    }

    @Override
    public String label() {
        return "reduce factor=" + factor;
    }
}
