package dev.fettle.cli;

import dev.fettle.image.Image;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Scores;
import java.io.IOException;
import java.nio.file.Path;

/// One way of degrading and restoring that `fettle evaluate` measures.
interface Contender {
    /// Enlargement; 1 where the size stays.
    int scale();

    /// What the JSON and the text call it: `bicubic x2`.
    String description();

    /// Degrades and restores one original and compares.
    ///
    /// @param file where the original came from
    /// @param original cropped to a multiple of the scale
    /// @throws IOException if a picture that belongs to it cannot be read
    /// @throws IllegalArgumentException if the original cannot be measured this way, being too small for example
    Scores measure(Path file, Image original, Evaluation evaluation) throws IOException;
}
