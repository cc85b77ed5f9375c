package dev.fettle.runtime;

/// Colour under transparent pixels. Files hold anything there (often black), and a network would carry it
/// over the edge into the visible part as a halo. So fully transparent pixels take the colour of what is
/// visible around them before a restoration: push-pull interpolation (Gortler et al., SIGGRAPH 1996, sec.
/// 3.4), averages over visible pixels on ever coarser grids.
final class Transparency {
    private Transparency() {}

    /// The planes with new values where alpha is 0; the others keep theirs, whatever their opacity.
    static float[][] filled(float[][] planes, float[] alpha, int width, int height) {
        float[][] filled = new float[planes.length][];
        for (int c = 0; c < planes.length; c++) {
            filled[c] = pushPull(planes[c], alpha, width, height);
        }
        return filled;
    }

    private static float[] pushPull(float[] plane, float[] weight, int width, int height) {
        if (width == 1 && height == 1) {
            return plane;
        }
        int coarseWidth = (width + 1) / 2;
        int coarseHeight = (height + 1) / 2;
        float[] coarse = new float[coarseWidth * coarseHeight];
        float[] coarseWeight = new float[coarse.length];
        for (int i = 0; i < plane.length; i++) {
            int cell = i / width / 2 * coarseWidth + i % width / 2;
            coarse[cell] += weight[i] * plane[i];
            coarseWeight[cell] += weight[i];
        }
        for (int cell = 0; cell < coarse.length; cell++) {
            coarse[cell] = coarseWeight[cell] > 0 ? coarse[cell] / coarseWeight[cell] : 0;
        }
        float[] background = pushPull(coarse, coarseWeight, coarseWidth, coarseHeight);
        float[] result = plane.clone();
        for (int i = 0; i < plane.length; i++) {
            if (weight[i] <= 0) {
                result[i] = background[i / width / 2 * coarseWidth + i % width / 2];
            }
        }
        return result;
    }
}
