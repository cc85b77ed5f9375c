package dev.fettle.image;

/// Luma and chroma of ITU-R BT.601 in studio range, as MATLAB's `rgb2ycbcr` has them. On the 0..255 scale
/// Y is in 16..235, Cb and Cr are in 16..240; planes here hold them divided by 255. Not the full-range YCbCr
/// of JPEG files.
public final class LumaChroma {
    private static final double[] Y = {65.481, 128.553, 24.966};
    private static final double[] CB = {-37.797, -74.203, 112.0};
    private static final double[] CR = {112.0, -93.786, -18.214};
    private static final double LUMA_RANGE = 219; // 235 - 16, the sum of Y
    private static final double CHROMA_RANGE = 224; // 240 - 16
    private static final double RED = 0.299; // shares of luma on full range
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    private LumaChroma() {}

    /// How far luma lies above black, which is 16, on the 0..255 scale: 0..219 for red, green and blue in [0, 1].
    public static double aboveBlack(double red, double green, double blue) {
        return mixed(Y, red, green, blue);
    }

    /// Red, green, blue → Y, Cb, Cr.
    ///
    /// @param rgb three planes in [0, 1]
    public static float[][] of(float[][] rgb) {
        return of(rgb, Check.NONE);
    }

    /// As {@link #of(float[][])}, unless the check ends it.
    public static float[][] of(float[][] rgb, Check check) {
        float[][] result = check.planes(3, rgb[0].length);
        check.along(rgb[0].length, (from, to) -> split(rgb, result, from, to));
        return result;
    }

    private static void split(float[][] rgb, float[][] result, int from, int to) {
        for (int i = from; i < to; i++) {
            result[0][i] = (float) ((16 + aboveBlack(rgb[0][i], rgb[1][i], rgb[2][i])) / 255);
            result[1][i] = (float) ((128 + mixed(CB, rgb[0][i], rgb[1][i], rgb[2][i])) / 255);
            result[2][i] = (float) ((128 + mixed(CR, rgb[0][i], rgb[1][i], rgb[2][i])) / 255);
        }
    }

    /// Y, Cb, Cr → red, green, blue, the inverse of {@link #of(float[][])}.
    public static float[][] toRgb(float[] luma, float[] blueDifference, float[] redDifference) {
        return toRgb(luma, blueDifference, redDifference, Check.NONE);
    }

    /// As {@link #toRgb(float[], float[], float[])}, unless the check ends it.
    public static float[][] toRgb(float[] luma, float[] blueDifference, float[] redDifference, Check check) {
        float[][] rgb = check.planes(3, luma.length);
        float[][] parts = {luma, blueDifference, redDifference};
        check.along(luma.length, (from, to) -> join(parts, rgb, from, to));
        return rgb;
    }

    private static void join(float[][] parts, float[][] rgb, int from, int to) {
        for (int i = from; i < to; i++) {
            double y = (255.0 * parts[0][i] - 16) / LUMA_RANGE;
            double b = (255.0 * parts[1][i] - 128) / CHROMA_RANGE * 2 * (1 - BLUE);
            double r = (255.0 * parts[2][i] - 128) / CHROMA_RANGE * 2 * (1 - RED);
            rgb[0][i] = (float) (y + r);
            rgb[1][i] = (float) (y - (BLUE * b + RED * r) / GREEN);
            rgb[2][i] = (float) (y + b);
        }
    }

    /// One gray plane of a colour result whose input was gray: the weights of luma, on full range.
    public static float[] gray(float[][] rgb) {
        return gray(rgb, Check.NONE);
    }

    /// As {@link #gray(float[][])}, unless the check ends it.
    public static float[] gray(float[][] rgb, Check check) {
        float[] gray = new float[rgb[0].length];
        check.along(gray.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                gray[i] = (float) (aboveBlack(rgb[0][i], rgb[1][i], rgb[2][i]) / LUMA_RANGE);
            }
        });
        return gray;
    }

    private static double mixed(double[] weights, double red, double green, double blue) {
        return weights[0] * red + weights[1] * green + weights[2] * blue;
    }
}
