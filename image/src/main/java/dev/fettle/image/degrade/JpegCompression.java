package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.files.ImageFiles;
import dev.fettle.image.files.JpegEncoder;
import dev.fettle.image.files.ReadLimits;
import dev.fettle.image.files.Subsampling;

/// A picture coded and decoded as baseline JPEG with libjpeg's tables. Gray pictures are coded as gray, as the
/// published inputs of Classic5 and LIVE1 were. The samples are rounded to 8 bits first; alpha stays as it is.
///
/// @param quality libjpeg's, 1 to 100, customarily 10, 20, 30 or 40
/// @param subsampling of chroma; gray pictures have none
public record JpegCompression(int quality, Subsampling subsampling) implements Degradation {
    public JpegCompression {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("jpeg: quality must be 1 to 100, got " + quality);
        }
    }

    @Override
    public Image apply(Image original, long seed) {
        byte[] file = JpegEncoder.encode(original, quality, subsampling);
        Image coded = decode(file, (long) original.width() * original.height())
                .withSource(original.source().withBitDepth(8));
        return original.alpha().map(coded::withAlpha).orElse(coded);
    }

    private static Image decode(byte[] file, long pixels) {
        try {
            return ImageFiles.decode(file, "jpeg", ReadLimits.DEFAULTS.withMaxPixels(pixels));
        } catch (ImageFormatException e) {
            throw new IllegalStateException("a JPEG that was just encoded cannot be decoded", e);
        }
    }

    @Override
    public Image reference(Image original) {
        return original;
    }

    @Override
    public String label() {
        return "jpeg quality=" + quality
                + switch (subsampling) {
                    case FULL -> " 4:4:4";
                    case HALF -> " 4:2:0";
                };
    }
}
