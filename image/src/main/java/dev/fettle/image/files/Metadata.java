package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.util.Optional;

/// What is written beside the samples of a picture.
///
/// @param iccProfile only where it is about pictures of this colour
/// @param exif with the picture's own size in it
record Metadata(Optional<byte[]> iccProfile, Optional<byte[]> exif, Optional<byte[]> xmp) {
    static Metadata of(Image image) {
        Source source = image.source();
        return new Metadata(
                source.iccProfile().filter(icc -> Icc.isFor(icc, image.colour())),
                source.exif().map(exif -> Exif.resized(exif, image.width(), image.height())),
                source.xmp());
    }
}
