package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;

/// What is written beside the samples of a picture.
final class Metadata {
    private Metadata() {}

    /// For a kind of file that knows no other words about colour than a profile: {@link #beside}, and where a PNG spoke
    /// about its colours in chunks, a profile that says the same.
    static Source of(Image image) {
        Source source = beside(image);
        return source.iccProfile().isPresent()
                ? source
                : PngColours.profile(source, image.colour())
                        .map(source::withIccProfile)
                        .orElse(source);
    }

    /// The picture's own, its profile only where that is about pictures of this colour, with the picture's size in the
    /// EXIF block.
    static Source beside(Image image) {
        Source source = image.source();
        boolean fits =
                source.iccProfile().map(icc -> Icc.isFor(icc, image.colour())).orElse(true);
        Source fitting = fits ? source : source.withoutIccProfile();
        return fitting.exif()
                .map(exif -> Exif.resized(exif, image.width(), image.height()))
                .map(fitting::withExif)
                .orElse(fitting);
    }
}
