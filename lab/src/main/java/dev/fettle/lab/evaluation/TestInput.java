package dev.fettle.lab.evaluation;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.DegradationChain;
import dev.fettle.image.degrade.Downsizing;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.degrade.PoissonNoise;
import dev.fettle.image.files.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;

/// Where the degraded picture that belongs to an original comes from.
public sealed interface TestInput {
    /// In a few words, for reports.
    String label();

    /// @param file of the original
    /// @param original cropped to a multiple of the scale, or its luma
    /// @throws IOException if there is a file for it that cannot be read
    /// @throws IllegalArgumentException if there is none
    Image of(Path file, Image original) throws IOException;

    /// What a restored picture compares to, where the input is of another size or colour than the original.
    Image reference(Image original);

    /// Degraded on the spot. Noise depends on the original's file name, so that it is the same in every run.
    ///
    /// @param seed added to the name's own seed, for other draws of the noise
    record Made(Degradation degradation, long seed) implements TestInput {
        @Override
        public String label() {
            String drawn = isNoisy(degradation) ? ", seeded by file name" + (seed == 0 ? "" : " + " + seed) : "";
            return degradation.label() + (endsInNoise(degradation) ? " unclipped" : "") + drawn;
        }

        private static boolean isNoisy(Degradation degradation) {
            return switch (degradation) {
                case GaussianNoise _, PoissonNoise _ -> true;
                case DegradationChain chain -> chain.steps().stream().anyMatch(Made::isNoisy);
                case BicubicDown _, Downsizing _, Gray _, JpegCompression _ -> false;
            };
        }

        /// Whatever comes behind noise rounds to 8 bits.
        private static boolean endsInNoise(Degradation degradation) {
            return degradation instanceof DegradationChain chain
                    ? isNoisy(chain.steps().getLast())
                    : isNoisy(degradation);
        }

        @Override
        public Image reference(Image original) {
            return degradation.reference(original);
        }

        @Override
        public Image of(Path file, Image original) {
            return degradation.apply(
                    original, Degradation.seedOf(file.getFileName().toString()) + seed);
        }
    }

    /// Read from a folder of degraded files.
    ///
    /// @param ratio how many times smaller they are, 1 for the same size
    record Given(ImageFolder folder, int scale, int ratio) implements TestInput {
        @Override
        public String label() {
            return "input from " + folder.folder();
        }

        @Override
        public Image of(Path file, Image original) throws IOException {
            Path partner = folder.partnerOf(file, scale);
            Image given = ImageFiles.read(partner).withoutAlpha();
            requireSize(partner, given, original);
            return given;
        }

        @Override
        public Image reference(Image original) {
            return original;
        }

        private void requireSize(Path partner, Image given, Image original) {
            int width = original.width() / ratio;
            int height = original.height() / ratio;
            if (given.width() != width || given.height() != height) {
                throw new IllegalArgumentException("%s is %dx%d, but %dx%d is wanted for this original"
                        .formatted(partner, given.width(), given.height(), width, height));
            }
            if (given.colour() != original.colour()) {
                throw new IllegalArgumentException(
                        "%s is %s, the original %s".formatted(partner, given.colour(), original.colour()));
            }
        }
    }
}
