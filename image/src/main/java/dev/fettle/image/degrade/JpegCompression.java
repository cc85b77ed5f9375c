package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import dev.fettle.image.files.JpegEncoder;
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
        Image decoded = JpegEncoder.recoded(original, quality, subsampling);
        Source spoilt = original.source().withBitDepth(8);
        Image coded =
                decoded.withSource(decoded.source().jpeg().map(spoilt::withJpeg).orElse(spoilt));
        return original.alpha().map(coded::withAlpha).orElse(coded);
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
