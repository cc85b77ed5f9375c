package dev.fettle.lab.evaluation;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.DegradationChain;
import dev.fettle.image.degrade.Downsizing;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.degrade.PoissonNoise;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.lab.UnfitRequestException;
import java.util.Optional;

/// How pictures are to be spoilt, as somebody asks for it: by one number at most, or step by step.
///
/// @param scale of shrinking
/// @param sigma255 of Gaussian noise, on the 0..255 scale
/// @param quality of a JPEG, libjpeg's
/// @param steps anything that keeps the size or the original's with it
public record Degrading(
        Optional<Integer> scale, Optional<Double> sigma255, Optional<Integer> quality, Optional<Degradation> steps) {
    /// By one number at most.
    public Degrading(Optional<Integer> scale, Optional<Double> sigma255, Optional<Integer> quality) {
        this(scale, sigma255, quality, Optional.empty());
    }

    /// Whether nothing is asked for.
    public boolean isNothing() {
        return scale.isEmpty() && isShrinkingOnly();
    }

    /// Whether neither noise nor JPEG is asked for.
    boolean isShrinkingOnly() {
        return sigma255.isEmpty() && quality.isEmpty() && steps.isEmpty();
    }

    /// Whether the last that happens is a JPEG, so that edges of blocks are worth a number.
    public boolean endsInJpeg() {
        return lastJpeg().isPresent();
    }

    /// The JPEG that comes last, if anything ends in one.
    public Optional<JpegCompression> lastJpeg() {
        return quality.map(Task.DEBLOCK::degradation).or(() -> steps).flatMap(Degrading::lastJpeg);
    }

    /// Whether a step makes the original gray or smaller, too.
    boolean changesOriginal() {
        return steps.filter(Degrading::changesOriginal).isPresent();
    }

    private static boolean changesOriginal(Degradation degradation) {
        return switch (degradation) {
            case Downsizing _, Gray _ -> true;
            case DegradationChain chain -> chain.steps().stream().anyMatch(Degrading::changesOriginal);
            case BicubicDown _, GaussianNoise _, JpegCompression _, PoissonNoise _ -> false;
        };
    }

    private static Optional<JpegCompression> lastJpeg(Degradation degradation) {
        return switch (degradation) {
            case JpegCompression jpeg -> Optional.of(jpeg);
            case DegradationChain chain -> lastJpeg(chain.steps().getLast());
            case BicubicDown _, Downsizing _, GaussianNoise _, Gray _, PoissonNoise _ -> Optional.empty();
        };
    }

    /// @param model its name
    /// @throws UnfitRequestException for noise or JPEG where a model enlarges
    public void requireFits(String model, int modelScale) {
        if (modelScale > 1 && !isShrinkingOnly()) {
            throw new UnfitRequestException(
                    "model '" + model + "' enlarges; " + option() + " is for models that keep the size");
        }
    }

    /// What undoes it, if one is asked for.
    public Optional<Task> task() {
        return scale.map(_ -> Task.SR)
                .or(() -> sigma255.map(_ -> Task.DENOISE))
                .or(() -> quality.map(_ -> Task.DEBLOCK))
                .or(() -> steps.flatMap(Degradation::task));
    }

    /// The option that was given, for messages.
    public String option() {
        return steps.isPresent()
                ? "--steps"
                : sigma255.isPresent() ? "--sigma" : quality.isPresent() ? "--quality" : "--scale";
    }

    /// What is done to each picture; empty if nothing is asked for.
    ///
    /// @param flavour of the shrinking
    /// @throws IllegalArgumentException for a number out of range
    public Optional<Degradation> degradation(Flavour flavour) {
        Optional<Degradation> shrunk = scale.map(factor -> new BicubicDown(factor, flavour));
        return shrunk.or(() -> sigma255.map(Task.DENOISE::degradation))
                .or(() -> quality.map(Task.DEBLOCK::degradation))
                .or(() -> steps);
    }
}
