package dev.fettle.image.data;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.resample.Bicubic;
import java.nio.file.Path;

/// The file of an original and that of the same picture at 1/scale.
public record ImagePair(Path original, Path low, int scale) {
    /// Both pictures.
    ///
    /// @param reference the original, cropped at the bottom and right to a multiple of the scale
    /// @param low of exactly 1/scale the reference's size and of its colour
    public record Content(Image reference, Image low) {}

    /// Reads both files.
    ///
    /// @throws ImageFormatException if one of them is not a readable image
    /// @throws IllegalArgumentException if they do not fit each other
    public Content read() throws ImageFormatException {
        Image reference = Bicubic.cropToMultiple(ImageFiles.read(original), scale);
        Image lowPicture = ImageFiles.read(low);
        if (lowPicture.width() != reference.width() / scale
                || lowPicture.height() != reference.height() / scale
                || lowPicture.colour() != reference.colour()) {
            throw new IllegalArgumentException("'%s': wanted %s of %dx%d, 1/%d of '%s', got %s of %dx%d"
                    .formatted(
                            low,
                            reference.colour(),
                            reference.width() / scale,
                            reference.height() / scale,
                            scale,
                            original,
                            lowPicture.colour(),
                            lowPicture.width(),
                            lowPicture.height()));
        }
        return new Content(reference, lowPicture);
    }
}
