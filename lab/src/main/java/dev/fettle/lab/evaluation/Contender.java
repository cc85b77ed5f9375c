package dev.fettle.lab.evaluation;

import dev.fettle.image.Image;
import dev.fettle.image.Image.Colour;
import dev.fettle.image.Remark;
import dev.fettle.image.metric.Evaluation;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Protocol;
import dev.fettle.image.metric.Scores;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;
import dev.fettle.network.model.Precision;
import dev.fettle.runtime.Restorer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One way of degrading and restoring that `fettle evaluate` measures.
public interface Contender {
    /// Enlargement; 1 where the size stays.
    int scale();

    /// What the report calls it: `bicubic x2`.
    String name();

    /// How its input was made, in a few words.
    String input();

    /// What belongs to the numbers: how kernels are chosen, and what is done with pictures that have other colour than
    /// the method is made for.
    ///
    /// @param colour of the degraded pictures
    default List<String> remarks(Colour colour) {
        return List.of();
    }

    /// How the file of a model keeps its weights; empty without a model.
    default Optional<Precision> weights() {
        return Optional.empty();
    }

    /// Degrades and restores one original and compares.
    ///
    /// @param file where the original came from
    /// @param original cropped to a multiple of the scale
    /// @throws IOException if a picture that belongs to it cannot be read
    /// @throws IllegalArgumentException if the original cannot be measured this way, being too small for example
    Outcome measure(Path file, Image original, Evaluation evaluation) throws IOException;

    /// The scores of one picture.
    ///
    /// @param colour of what the result compares to
    /// @param remarks about how it was restored
    record Outcome(Colour colour, Scores scores, List<Remark> remarks) {
        public Outcome {
            remarks = List.copyOf(remarks);
        }
    }

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
        public Outcome measure(Path file, Image original, Evaluation evaluation) {
            return new Outcome(original.colour(), evaluation.bicubic(original, scale, flavour), List.of());
        }
    }

    /// A picture in, a picture out.
    @FunctionalInterface
    interface Restoration {
        Image restore(Image degraded) throws IOException;

        /// As {@link Contender#remarks}.
        default List<String> remarks(Colour colour) {
            return List.of();
        }

        /// As {@link Contender#weights}.
        default Optional<Precision> weights() {
            return Optional.empty();
        }

        /// The bicubic enlargement, rounded as 8-bit files are.
        static Restoration bicubic(int scale) {
            return low -> Bicubic.enlarge(low, scale, Flavour.MIRROR_8BIT);
        }
    }

    /// A model.
    record Network(Restorer restorer) implements Restoration {
        @Override
        public Image restore(Image degraded) {
            return restorer.restore(degraded);
        }

        @Override
        public List<String> remarks(Colour colour) {
            return Stream.of(restorer.windows(), adapted(colour), blended())
                    .flatMap(Optional::stream)
                    .toList();
        }

        @Override
        public Optional<Precision> weights() {
            return Optional.of(restorer.model().precision());
        }

        private Optional<String> blended() {
            double strength = restorer.options().strength();
            return strength == 1
                    ? Optional.empty()
                    : Optional.of("strength %s: that much of the change is kept".formatted(strength));
        }

        private Optional<String> adapted(Colour colour) {
            return switch (restorer.model().card().usage().colour()) {
                case RGB ->
                    colour == Colour.RGB
                            ? Optional.empty()
                            : Optional.of("gray pictures as three equal channels, luma of the result");
                case Y ->
                    colour == Colour.GRAY
                            ? Optional.empty()
                            : Optional.of("luma of colour pictures is restored, chroma stays as it came");
                case GRAY ->
                    colour == Colour.GRAY
                            ? Optional.empty()
                            : Optional.of("each channel of colour pictures on its own");
            };
        }
    }

    /// Anything that restores the picture it is given.
    record Restored(String name, int scale, TestInput degraded, Restoration restoration) implements Contender {
        @Override
        public String input() {
            return degraded.label();
        }

        @Override
        public List<String> remarks(Colour colour) {
            return restoration.remarks(colour);
        }

        @Override
        public Optional<Precision> weights() {
            return restoration.weights();
        }

        @Override
        public Outcome measure(Path file, Image original, Evaluation evaluation) throws IOException {
            boolean lumaAlone = evaluation.protocol() == Protocol.Y_DOUBLE;
            Image degradedPicture = degraded.of(file, lumaAlone ? Luma.picture(original) : original);
            Image restored = restoration.restore(degradedPicture);
            Image reference = degraded.reference(original);
            return new Outcome(
                    reference.colour(),
                    evaluation.measure(reference, restored),
                    restored.source().remarks());
        }
    }
}
