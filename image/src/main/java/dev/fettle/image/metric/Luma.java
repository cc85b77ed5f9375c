package dev.fettle.image.metric;

import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.LumaChroma;
import dev.fettle.image.Plane;

/// Luma as the benchmarks measure it, Y in 16..235 ({@link LumaChroma}).
///
/// A gray picture is taken as it is, 0..255: scaling it to 16..235 would add 20 log10(255/219) = 1.32 dB to its
/// PSNR.
public final class Luma {
    private Luma() {}

    /// Luma on the 0..255 scale, not rounded; the colour planes are rounded to 8 bits first.
    public static Plane of(Image image) {
        return switch (image.colour()) {
            case GRAY -> plane(image, 0);
            case RGB -> mixed(plane(image, 0), plane(image, 1), plane(image, 2));
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
        return Image.of(
                        image.width(),
                        image.height(),
                        EightBits.samples(rounded(image).samples()))
                .withSource(image.source().withBitDepth(8));
    }

    /// One channel rounded to 8 bits, 0..255.
    static Plane plane(Image image, int channel) {
        return Plane.of(image.width(), image.height(), EightBits.of(image.plane(channel)));
    }

    private static Plane mixed(Plane red, Plane green, Plane blue) {
        double[] luma = new double[red.samples().length];
        for (int i = 0; i < luma.length; i++) {
            double above = LumaChroma.aboveBlack(red.samples()[i], green.samples()[i], blue.samples()[i]);
            luma[i] = 16 + above / 255;
        }
        return Plane.of(red.width(), red.height(), luma);
    }
}
