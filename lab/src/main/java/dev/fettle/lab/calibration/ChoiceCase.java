package dev.fettle.lab.calibration;

import dev.fettle.image.Image;
import dev.fettle.image.data.ImageFolder;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.Gray;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.Subsampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// A picture as people have them, and what it was before: a crop of a photograph with a fault drawn by
/// chance, as an 8-bit file would hold it.
///
/// @param fault what was done to it
/// @param label the same with its numbers, for people
public record ChoiceCase(Fault fault, String label, Image original, Image spoilt) {
    private static final int SIDE = 256;

    /// What is done to an original.
    public enum Fault {
        /// nothing
        CLEAN,
        /// noise of σ 5 to 50, each channel its own
        COLOUR_NOISE,
        /// noise of σ 5 to 50 in a gray picture
        GRAY_NOISE,
        /// JPEG of quality 10 to 98
        JPEG,
        /// noise of σ 5 to 50, then JPEG of quality 60 to 98
        NOISY_JPEG,
        /// JPEG of quality 95 to 100, as cameras write, which little can be done for
        FINE_JPEG;

        private static final List<Fault> TURNS = List.of(
                CLEAN, COLOUR_NOISE, JPEG, NOISY_JPEG, FINE_JPEG, CLEAN, GRAY_NOISE, JPEG, NOISY_JPEG, FINE_JPEG);

        private static final int KINDS = 5; // noise in colour and in gray are halves of one

        private int quality(Random random) {
            return switch (this) {
                case JPEG -> 10 + random.nextInt(89);
                case FINE_JPEG -> 95 + random.nextInt(6);
                case CLEAN, COLOUR_NOISE, GRAY_NOISE, NOISY_JPEG -> 60 + random.nextInt(39);
            };
        }

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// The case of a number. A fifth of the cases each is clean, noisy (half of them gray), compressed,
    /// noisy and then compressed, or compressed so finely that nothing is to be seen; of all but those with
    /// noise alone every fourth is gray, and chroma is stored whole or halved in turns. All else is drawn
    /// with the number as seed: the crop, σ and quality uniformly.
    ///
    /// @throws IOException if a picture cannot be read
    static ChoiceCase of(ImageFolder pictures, int number) throws IOException {
        Random random = new Random(Degradation.seedOf("case " + number)); // neighbouring seeds begin alike
        Fault fault = Fault.TURNS.get(number % Fault.TURNS.size());
        Path file = pictures.files().get(random.nextInt(pictures.files().size()));
        Image crop = crop(ImageFiles.read(file).withoutAlpha().quantised(), random);
        int round = number / Fault.KINDS;
        boolean isGray = fault == Fault.GRAY_NOISE || fault != Fault.COLOUR_NOISE && round % 4 == 3;
        Image original = isGray ? new Gray().reference(crop) : crop;
        double sigma = 5 + 45 * random.nextDouble();
        int quality = fault.quality(random);
        Subsampling subsampling = round / 2 % 2 == 0 ? Subsampling.HALF : Subsampling.FULL;
        Image spoilt = spoilt(fault, original, sigma, new JpegCompression(quality, subsampling), random.nextLong());
        String label = String.format(
                Locale.ROOT,
                "%d %s %s%s sigma %.1f quality %d %s",
                number,
                ImageFolder.stem(file),
                fault.label(),
                isGray ? " gray" : "",
                sigma,
                quality,
                subsampling);
        return new ChoiceCase(fault, label, original, spoilt);
    }

    private static Image crop(Image picture, Random random) {
        int width = Math.min(SIDE, picture.width());
        int height = Math.min(SIDE, picture.height());
        return picture.crop(
                random.nextInt(picture.width() - width + 1),
                random.nextInt(picture.height() - height + 1),
                width,
                height);
    }

    private static Image spoilt(Fault fault, Image original, double sigma, JpegCompression jpeg, long seed) {
        Image noisy = new GaussianNoise(sigma).apply(original, seed).quantised();
        return switch (fault) {
            case CLEAN -> original;
            case COLOUR_NOISE, GRAY_NOISE -> noisy;
            case JPEG, FINE_JPEG -> jpeg.apply(original, seed);
            case NOISY_JPEG -> jpeg.apply(noisy, seed);
        };
    }
}
