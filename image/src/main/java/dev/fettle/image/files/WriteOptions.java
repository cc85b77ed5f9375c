package dev.fettle.image.files;

/// How a picture is written.
///
/// @param format kind of file; see {@link Format#written()} for the kinds that become PNG
/// @param jpegQuality libjpeg's quality, 1 to 100; used by JPEG only
/// @param subsampling chroma of a JPEG
public record WriteOptions(Format format, int jpegQuality, Subsampling subsampling) {
    public WriteOptions {
        if (jpegQuality < 1 || jpegQuality > 100) {
            throw new IllegalArgumentException("write options: jpegQuality must be 1 to 100, got " + jpegQuality);
        }
    }

    /// This kind of file with the defaults: JPEG at quality 95, 4:4:4.
    public static WriteOptions of(Format format) {
        return new WriteOptions(format, 95, Subsampling.FULL);
    }

    public WriteOptions withJpegQuality(int quality) {
        return new WriteOptions(format, quality, subsampling);
    }

    public WriteOptions withSubsampling(Subsampling chroma) {
        return new WriteOptions(format, jpegQuality, chroma);
    }
}
