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
        int length = rgb[0].length;
        float[][] result = new float[3][length];
        for (int i = 0; i < length; i++) {
            result[0][i] = (float) ((16 + aboveBlack(rgb[0][i], rgb[1][i], rgb[2][i])) / 255);
            result[1][i] = (float) ((128 + mixed(CB, rgb[0][i], rgb[1][i], rgb[2][i])) / 255);
            result[2][i] = (float) ((128 + mixed(CR, rgb[0][i], rgb[1][i], rgb[2][i])) / 255);
        }
        return result;
    }

    /// Y, Cb, Cr → red, green, blue, the inverse of {@link #of}.
    public static float[][] toRgb(float[] luma, float[] blueDifference, float[] redDifference) {
        float[][] rgb = new float[3][luma.length];
        for (int i = 0; i < luma.length; i++) {
            double y = (255.0 * luma[i] - 16) / LUMA_RANGE;
            double b = (255.0 * blueDifference[i] - 128) / CHROMA_RANGE * 2 * (1 - BLUE);
            double r = (255.0 * redDifference[i] - 128) / CHROMA_RANGE * 2 * (1 - RED);
            rgb[0][i] = (float) (y + r);
            rgb[1][i] = (float) (y - (BLUE * b + RED * r) / GREEN);
            rgb[2][i] = (float) (y + b);
        }
        return rgb;
    }

    /// One gray plane of a colour result whose input was gray: the weights of luma, on full range.
    public static float[] gray(float[][] rgb) {
        float[] gray = new float[rgb[0].length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = (float) (aboveBlack(rgb[0][i], rgb[1][i], rgb[2][i]) / LUMA_RANGE);
        }
        return gray;
    }

    private static double mixed(double[] weights, double red, double green, double blue) {
        return weights[0] * red + weights[1] * green + weights[2] * blue;
    }
}
