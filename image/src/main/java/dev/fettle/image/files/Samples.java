package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.util.Arrays;

/// Integers of a file to samples in [0, 1] and back.
final class Samples {
    private static final float[] EIGHT_BITS = new float[256];

    static {
        for (int i = 0; i < 256; i++) {
            EIGHT_BITS[i] = i / 255f;
        }
    }

    private Samples() {}

    /// One row of a plane, clipped to [0, 1] and rounded half up to 0..max.
    static void quantise(float[] plane, int offset, int[] row, int max) {
        for (int x = 0; x < row.length; x++) {
            row[x] = quantise(plane[offset + x], max);
        }
    }

    static int quantise(float value, int max) {
        return (int) (Math.clamp(value, 0f, 1f) * (double) max + 0.5);
    }

    /// A colour plane, or behind them alpha.
    static float[] band(Image image, int band) {
        return band < image.channels() ? image.plane(band) : image.alpha().orElseThrow();
    }

    /// @throws IllegalArgumentException if the picture holds NaN or infinity, which no file can
    static void requireFinite(Image image) {
        int bands = image.channels() + (image.alpha().isPresent() ? 1 : 0);
        for (int band = 0; band < bands; band++) {
            for (float sample : band(image, band)) {
                if (!Float.isFinite(sample)) {
                    throw new IllegalArgumentException(
                            "image: it holds " + sample + ", which is no sample; write numbers");
                }
            }
        }
    }

    /// A byte's fraction of 255.
    static float fraction(int value) {
        return EIGHT_BITS[value & 0xFF];
    }

    /// Bands of a file as a picture; the last band is alpha if `hasAlpha`.
    static Image image(int width, int height, float[][] bands, boolean hasAlpha, boolean premultiplied, int depth) {
        int colours = bands.length - (hasAlpha ? 1 : 0);
        float[][] planes = Arrays.copyOf(bands, colours);
        Source source = Source.NONE.withBitDepth(depth);
        if (!hasAlpha) {
            return Image.of(width, height, planes).withSource(source);
        }
        float[] alpha = bands[colours];
        if (premultiplied) {
            for (float[] plane : planes) {
                divide(plane, alpha);
            }
        }
        return Image.of(width, height, planes).withAlpha(alpha).withSource(source);
    }

    /// Takes alpha out of a premultiplied plane.
    static void divide(float[] plane, float[] alpha) {
        for (int i = 0; i < plane.length; i++) {
            plane[i] = alpha[i] == 0 ? 0 : Math.min(1, plane[i] / alpha[i]);
        }
    }

    /// Palette entries in this many bands, of which an even number has alpha; an index beyond the palette is opaque
    /// black.
    static Image indexed(int width, int height, int[] indexes, int[] argb, int bandCount) {
        boolean hasAlpha = bandCount % 2 == 0;
        float[][] bands = new float[bandCount][indexes.length];
        for (int i = 0; i < indexes.length; i++) {
            int entry = indexes[i] < argb.length ? argb[indexes[i]] : 0xFF000000;
            store(entry, bands, hasAlpha, i);
        }
        return image(width, height, bands, hasAlpha, false, 8);
    }

    /// One palette entry into gray or colour bands, and alpha if there is a band for it.
    static void store(int argb, float[][] bands, boolean hasAlpha, int at) {
        int colours = bands.length - (hasAlpha ? 1 : 0);
        for (int band = 0; band < colours; band++) {
            bands[band][at] = fraction(argb >>> (16 - 8 * band));
        }
        if (hasAlpha) {
            bands[colours][at] = fraction(argb >>> 24);
        }
    }

    /// Whether a palette makes a gray picture: it holds grays only, and no colour profile speaks of RGB.
    static boolean isGray(int[] argb, Source source) {
        return Arrays.stream(argb).allMatch(Samples::isGray)
                && source.iccProfile().map(Icc::isGray).orElse(true);
    }

    private static boolean isGray(int argb) {
        int red = argb >> 16 & 0xFF;
        return red == (argb >> 8 & 0xFF) && red == (argb & 0xFF);
    }
}
