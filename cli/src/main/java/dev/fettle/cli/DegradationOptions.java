package dev.fettle.cli;

import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.Task;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The three ways of spoiling a picture, of which a command line names one at most.
final class DegradationOptions {
    @Option(names = "--scale", paramLabel = "N", description = "Shrink to 1/N by MATLAB's bicubic.")
    private Optional<Integer> scale = Optional.empty();

    @Option(
            names = "--sigma",
            paramLabel = "S",
            description = "Add Gaussian noise of standard deviation S, where white is 255.")
    private Optional<Double> sigma = Optional.empty();

    @Option(
            names = "--quality",
            paramLabel = "Q",
            description = "Compress as JPEG of libjpeg's quality Q, 1 to 100; colour at 4:2:0.")
    private Optional<Integer> quality = Optional.empty();

    Optional<Integer> scale() {
        return scale;
    }

    Optional<Double> sigma() {
        return sigma;
    }

    Optional<Integer> quality() {
        return quality;
    }

    /// Whether neither noise nor JPEG is asked for.
    boolean isShrinkingOnly() {
        return sigma.isEmpty() && quality.isEmpty();
    }

    /// What undoes it, if one is asked for.
    Optional<Task> task() {
        return scale.map(_ -> Task.SR)
                .or(() -> sigma.map(_ -> Task.DENOISE))
                .or(() -> quality.map(_ -> Task.DEBLOCK));
    }

    /// The option that was given, for messages.
    String option() {
        return sigma.isPresent() ? "--sigma" : quality.isPresent() ? "--quality" : "--scale";
    }

    /// @param flavour of the shrinking
    /// @throws IllegalArgumentException for a number out of range
    Optional<Degradation> degradation(Flavour flavour) {
        Optional<Degradation> shrunk = scale.map(factor -> new BicubicDown(factor, flavour));
        Optional<Degradation> noisy = sigma.map(Task.DENOISE::degradation);
        Optional<Degradation> coded = quality.map(Task.DEBLOCK::degradation);
        return shrunk.or(() -> noisy).or(() -> coded);
    }
}
