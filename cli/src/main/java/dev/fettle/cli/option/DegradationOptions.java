package dev.fettle.cli.option;

import dev.fettle.image.degrade.Degradation;
import dev.fettle.lab.evaluation.Degrading;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The ways of spoiling a picture, of which a command line names one at most.
public final class DegradationOptions {
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

    @Option(
            names = "--steps",
            paramLabel = "STEPS",
            description =
                    "Several things one after the other, with 'then' between them: 'noise 15 then jpeg 90'. Known are "
                            + "gray; noise SIGMA [equal] [smooth=PIXELS]; poisson a=A b=B [equal] [smooth=PIXELS]; "
                            + "jpeg QUALITY [4:4:4] [shift=RIGHT,DOWN]; reduce FACTOR.")
    private Optional<Degradation> steps = Optional.empty();

    /// What is asked for.
    public Degrading asked() {
        return new Degrading(scale, sigma, quality, steps);
    }
}
