package dev.fettle.cli;

import dev.fettle.image.Image;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.metric.Scores;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import java.io.IOException;
import java.nio.file.Path;

/// One way of degrading and restoring that `fettle evaluate` measures.
interface Contender {
    /// Enlargement; 1 where the size stays.
    int scale();

    /// What the report calls it: `bicubic x2`.
    String name();

    /// How its input was made, in a few words.
    String input();

    /// Degrades and restores one original and compares.
    ///
    /// @param file where the original came from
    /// @param original cropped to a multiple of the scale
    /// @throws IOException if a picture that belongs to it cannot be read
    /// @throws IllegalArgumentException if the original cannot be measured this way, being too small for example
    Scores measure(Path file, Image original, Evaluation evaluation) throws IOException;

    /// The baseline of super-resolution: shrunk and enlarged again by MATLAB's bicubic.
    record Baseline(int scale, Flavour flavour) implements Contender {
        @Override
        public String name() {
            return "bicubic x" + scale;
        }

        @Override
        public String input() {
            return "bicubic x" + scale + " " + flavour.label();
        }

        @Override
        public Scores measure(Path file, Image original, Evaluation evaluation) {
            return evaluation.bicubic(original, scale, flavour);
        }
    }

    /// A picture in, a picture out.
    @FunctionalInterface
    interface Restoration {
        Image restore(Image degraded) throws IOException;

        /// The bicubic enlargement, rounded as 8-bit files are.
        static Restoration bicubic(int scale) {
            return low -> Bicubic.enlarge(low, scale, Flavour.MIRROR_8BIT);
        }
    }

    /// Anything that restores the picture it is given.
    record Restored(String name, int scale, TestInput degraded, Restoration restoration) implements Contender {
        @Override
        public String input() {
            return degraded.label();
        }

        @Override
        public Scores measure(Path file, Image original, Evaluation evaluation) throws IOException {
            boolean lumaAlone = evaluation.protocol() == Protocol.Y_DOUBLE;
            Image degradedPicture = degraded.of(file, lumaAlone ? Luma.picture(original) : original);
            return evaluation.measure(original, restoration.restore(degradedPicture));
        }
    }
}
