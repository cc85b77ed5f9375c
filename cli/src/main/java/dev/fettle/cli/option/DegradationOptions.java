package dev.fettle.cli.option;

import dev.fettle.lab.evaluation.Degrading;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The three ways of spoiling a picture, of which a command line names one at most.
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

    /// What is asked for.
    public Degrading asked() {
        return new Degrading(scale, sigma, quality);
    }
}
