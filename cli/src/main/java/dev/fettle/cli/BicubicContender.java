package dev.fettle.cli;

import dev.fettle.image.Image;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Scores;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.nio.file.Path;

/// The baseline of super-resolution: shrunk and enlarged again by MATLAB's bicubic.
record BicubicContender(int scale) implements Contender {
    @Override
    public String description() {
        return "bicubic x" + scale;
    }

    @Override
    public Scores measure(Path file, Image original, Evaluation evaluation) {
        return evaluation.bicubic(original, scale, Flavour.MIRROR_8BIT);
    }
}
