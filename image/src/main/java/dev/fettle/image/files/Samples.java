package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.Source;
import java.util.Arrays;

/// Integers of a file to samples in [0, 1] and back.
final class Samples {
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

    private static void divide(float[] plane, float[] alpha) {
        for (int i = 0; i < plane.length; i++) {
            plane[i] = alpha[i] == 0 ? 0 : Math.min(1, plane[i] / alpha[i]);
        }
    }

    /// Palette entries of a picture: gray if the palette holds grays only, otherwise RGB; an index beyond the palette is black.
    static Image indexed(int width, int height, int[] indexes, int[] argb, boolean hasAlpha) {
        boolean gray = Arrays.stream(argb).allMatch(Samples::isGray);
        int colours = gray ? 1 : 3;
        float[][] bands = new float[colours + (hasAlpha ? 1 : 0)][indexes.length];
        for (int band = 0; band < bands.length; band++) {
            int shift = band == colours ? 24 : 16 - 8 * band;
            for (int i = 0; i < indexes.length; i++) {
                int entry = indexes[i] < argb.length ? argb[indexes[i]] : 0xFF000000;
                bands[band][i] = (entry >>> shift & 0xFF) / 255f;
            }
        }
        return image(width, height, bands, hasAlpha, false, 8);
    }

    private static boolean isGray(int argb) {
        int red = argb >> 16 & 0xFF;
        return red == (argb >> 8 & 0xFF) && red == (argb & 0xFF);
    }
}
