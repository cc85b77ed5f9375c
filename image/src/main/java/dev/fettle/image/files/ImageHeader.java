package dev.fettle.image.files;

import dev.fettle.image.Image;

/// What a file's header says about its picture, in the shape in which {@link ImageFiles#read(java.nio.file.Path)}
/// returns it.
///
/// @param format kind of file, by content
/// @param width pixels, upright: after the orientation is applied
/// @param height pixels, upright
/// @param bands planes of the picture, alpha included: 1 gray, 2 gray and alpha, 3 colour, 4 colour and alpha
/// @param depth bits per sample: 8 or 16
public record ImageHeader(Format format, int width, int height, int bands, int depth) {
    public ImageHeader {
        if (width < 1 || height < 1 || bands < 1 || bands > 4 || (depth != 8 && depth != 16)) {
            throw new IllegalArgumentException(
                    "image header: %dx%d, %d bands of %d bits".formatted(width, height, bands, depth));
        }
    }

    public long pixels() {
        return (long) width * height;
    }

    public Image.Colour colour() {
        return bands < 3 ? Image.Colour.GRAY : Image.Colour.RGB;
    }

    public boolean hasAlpha() {
        return bands == 2 || bands == 4;
    }
}
