package dev.fettle.image.metric;

import dev.fettle.image.Image;
import dev.fettle.image.Plane;

/// Luma as the benchmarks measure it: ITU-R BT.601 with studio range, Y = 16 + (65.481 R + 128.553 G + 24.966
/// B) / 255 for R, G, B in 0..255, hence Y in 16..235 (MATLAB's `rgb2ycbcr`). Not the full-range Y of JPEG
/// files.
///
/// A gray picture is taken as it is, 0..255: scaling it to 16..235 would add 20 log10(255/219) = 1.32 dB to its
/// PSNR.
public final class Luma {
    private Luma() {}

    /// Luma on the 0..255 scale, not rounded; the colour planes are rounded to 8 bits first.
    public static Plane of(Image image) {
        return switch (image.colour()) {
            case GRAY -> EightBits.plane(image, 0);
            case RGB -> Plane.of(image.width(), image.height(), mix(image.plane(0), image.plane(1), image.plane(2)));
        };
    }

    /// Luma rounded half up to whole numbers, as `rgb2ycbcr` of a uint8 picture yields it.
    public static Plane rounded(Image image) {
        Plane plane = of(image);
        return Plane.of(plane.width(), plane.height(), EightBits.round(plane.samples()));
    }

    /// {@link #rounded} as a gray picture: what the y-double protocol degrades and what networks for luma alone
    /// restore.
    public static Image picture(Image image) {
        return EightBits.picture(rounded(image)).withSource(image.source().withBitDepth(8));
    }

    private static double[] mix(float[] red, float[] green, float[] blue) {
        double[] luma = new double[red.length];
        for (int i = 0; i < luma.length; i++) {
            double sum = 65.481 * EightBits.value(red[i])
                    + 128.553 * EightBits.value(green[i])
                    + 24.966 * EightBits.value(blue[i]);
            luma[i] = 16 + sum / 255;
        }
        return luma;
    }
}
