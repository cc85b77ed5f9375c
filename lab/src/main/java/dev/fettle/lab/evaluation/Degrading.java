package dev.fettle.lab.evaluation;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.UnfitRequestException;
import java.util.Optional;

/// How pictures are to be spoilt, as somebody asks for it: by one number at most.
///
/// @param scale of shrinking
/// @param sigma255 of Gaussian noise, on the 0..255 scale
/// @param quality of a JPEG, libjpeg's
public record Degrading(Optional<Integer> scale, Optional<Double> sigma255, Optional<Integer> quality) {
    /// Whether nothing is asked for.
    public boolean isNothing() {
        return scale.isEmpty() && isShrinkingOnly();
    }

    /// Whether neither noise nor JPEG is asked for.
    boolean isShrinkingOnly() {
        return sigma255.isEmpty() && quality.isEmpty();
    }

    /// @param model its name
    /// @throws UnfitRequestException for noise or JPEG where a model enlarges
    public void requireFits(String model, int modelScale) {
        if (modelScale > 1 && !isShrinkingOnly()) {
            throw new UnfitRequestException(
                    "model '" + model + "' enlarges; --sigma and --quality are for models that keep the size");
        }
    }

    /// What undoes it, if one is asked for.
    public Optional<Task> task() {
        return scale.map(_ -> Task.SR)
                .or(() -> sigma255.map(_ -> Task.DENOISE))
                .or(() -> quality.map(_ -> Task.DEBLOCK));
    }

    /// The option that was given, for messages.
    public String option() {
        return sigma255.isPresent() ? "--sigma" : quality.isPresent() ? "--quality" : "--scale";
    }

    /// What is done to each picture; empty if nothing is asked for.
    ///
    /// @param flavour of the shrinking
    /// @throws IllegalArgumentException for a number out of range
    public Optional<Degradation> degradation(Flavour flavour) {
        Optional<Degradation> shrunk = scale.map(factor -> new BicubicDown(factor, flavour));
        return shrunk.or(() -> sigma255.map(Task.DENOISE::degradation))
                .or(() -> quality.map(Task.DEBLOCK::degradation));
    }
}
