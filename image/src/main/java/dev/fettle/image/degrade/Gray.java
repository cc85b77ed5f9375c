package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.LumaChroma;
import java.util.Optional;

/// A colour picture in gray, of 8 bits: 0.299 R + 0.587 G + 0.114 B (BT.601 on full range, MATLAB's
/// `rgb2gray`). It spoils nothing: the original is gray, too, and what follows is measured against that. A
/// gray picture stays as it is.
public record Gray() implements Degradation {
    @Override
    public Image apply(Image original, NormalValues chance) {
        return reference(original);
    }

    @Override
    public Image reference(Image original) {
        if (original.colour() == Colour.GRAY) {
            return original;
        }
        float[][] planes = {original.plane(0), original.plane(1), original.plane(2)};
        Image gray = Image.of(original.width(), original.height(), LumaChroma.gray(planes))
                .quantised()
                .withSource(original.source().withoutIccProfile().withoutJpeg().withBitDepth(8));
        return original.alpha().map(gray::withAlpha).orElse(gray);
    }

    @Override
    public Optional<Task> task() {
        return Optional.empty();
    }

    @Override
    public String label() {
        return "gray";
    }
}
