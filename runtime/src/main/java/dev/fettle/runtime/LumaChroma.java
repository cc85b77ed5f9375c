package dev.fettle.runtime;

/// BT.601 luma and chroma as MATLAB's rgb2ycbcr has them on [0, 1]: Y in [16, 235] / 255, Cb and Cr in [16,
/// 240] / 255.
final class LumaChroma {
    private static final double[] Y = {65.481, 128.553, 24.966};
    private static final double[] CB = {-37.797, -74.203, 112.0};
    private static final double[] CR = {112.0, -93.786, -18.214};

    private LumaChroma() {}

    /// Red, green, blue → Y, Cb, Cr.
    static float[][] of(float[][] rgb) {
        int length = rgb[0].length;
        float[][] result = new float[3][length];
        for (int i = 0; i < length; i++) {
            result[0][i] = (float) ((16 + mixed(Y, rgb, i)) / 255);
            result[1][i] = (float) ((128 + mixed(CB, rgb, i)) / 255);
            result[2][i] = (float) ((128 + mixed(CR, rgb, i)) / 255);
        }
        return result;
    }

    /// Y, Cb, Cr → red, green, blue, the inverse of {@link #of}.
    static float[][] toRgb(float[] luma, float[] blueDifference, float[] redDifference) {
        float[][] rgb = new float[3][luma.length];
        for (int i = 0; i < luma.length; i++) {
            double y = (255.0 * luma[i] - 16) / 219;
            double b = (255.0 * blueDifference[i] - 128) / 224;
            double r = (255.0 * redDifference[i] - 128) / 224;
            rgb[0][i] = (float) (y + 1.402 * r);
            rgb[1][i] = (float) (y - (0.114 * 1.772 * b + 0.299 * 1.402 * r) / 0.587);
            rgb[2][i] = (float) (y + 1.772 * b);
        }
        return rgb;
    }

    /// One gray plane of a colour result whose input was gray: the luma weights, on full range.
    static float[] gray(float[][] rgb) {
        float[] gray = new float[rgb[0].length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = (float) (mixed(Y, rgb, i) / 219);
        }
        return gray;
    }

    private static double mixed(double[] weights, float[][] rgb, int i) {
        return weights[0] * rgb[0][i] + weights[1] * rgb[1][i] + weights[2] * rgb[2][i];
    }
}
