package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.io.IOException;

/// A scanned file: its structure is checked to the last byte that matters, what it says about itself is known, its
/// pixels are not decoded and no memory has been taken for them.
sealed interface PictureFile permits PngFile, JpegFile, BmpFile, GifFile, TiffFile, WebpFile {
    /// The header, with width and height as stored.
    ImageHeader header();

    /// Depth, profile and metadata as stored: the orientation has not been taken out of them. Its remarks tell what was
    /// repaired or left out while scanning.
    Source source();

    /// The pixels as stored: neither turned nor given a source, but for remarks about what was met while decoding.
    ///
    /// @throws IOException if the data is damaged or the thread is interrupted
    Image decode() throws IOException;

    /// @throws IOException if the file cannot be a picture of that kind, or the thread is interrupted
    static PictureFile scan(Format format, Content content) throws IOException {
        return switch (format) {
            case PNG -> PngFile.scan(content);
            case JPEG -> JpegFile.scan(content);
            case BMP -> BmpFile.scan(content);
            case GIF -> GifFile.scan(content);
            case TIFF -> TiffFile.scan(content);
            case WEBP -> WebpFile.scan(content);
        };
    }
}
