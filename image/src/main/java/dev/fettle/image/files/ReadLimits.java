package dev.fettle.image.files;

import java.time.Duration;

/// What reading one picture may cost. A file that asks for more ends in an `ImageFormatException`.
///
/// @param maxPixels largest width · height that is decoded
/// @param timeout longest time that decoding may take
public record ReadLimits(long maxPixels, Duration timeout) {
    /// 200 megapixels (2.4 GB as RGB planes) and two minutes.
    public static final ReadLimits DEFAULTS = new ReadLimits(200_000_000, Duration.ofMinutes(2));

    public ReadLimits {
        if (maxPixels < 1) {
            throw new IllegalArgumentException("read limits: maxPixels must be positive, got " + maxPixels);
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("read limits: timeout must be positive, got " + timeout);
        }
    }

    public ReadLimits withMaxPixels(long pixels) {
        return new ReadLimits(pixels, timeout);
    }

    public ReadLimits withTimeout(Duration duration) {
        return new ReadLimits(maxPixels, duration);
    }
}
