package dev.fettle.runtime;

import dev.fettle.image.Check;
import dev.fettle.image.Image;

/// Colour under transparent pixels. Files hold anything there (often black), and a network would carry it
/// over the edge into the visible part as a halo. So fully transparent pixels take the colour of what is
/// visible around them before a restoration: push-pull interpolation (Gortler et al., SIGGRAPH 1996, sec.
/// 3.4), averages over visible pixels on ever coarser grids.
final class Transparency {
    private Transparency() {}

    /// The planes with new values where alpha is 0; the others keep theirs, whatever their opacity.
    static float[][] filled(Image picture, float[] alpha, Check check) {
        float[][] filled = new float[picture.channels()][];
        for (int c = 0; c < filled.length; c++) {
            filled[c] = new Level(picture.plane(c), alpha, picture.width(), check).filled();
        }
        return filled;
    }

    /// A plane on one of the grids, and how much of each cell is visible.
    private record Level(float[] plane, float[] weight, int width, Check check) {
        private int height() {
            return plane.length / width;
        }

        private int cell(int x, int y) {
            return y / 2 * ((width + 1) / 2) + x / 2;
        }

        float[] filled() {
            if (plane.length == 1) {
                return plane;
            }
            float[] background = coarser().filled();
            float[] result = new float[plane.length];
            for (int y = 0; y < height(); y++) {
                check.goOn();
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    result[i] = weight[i] <= 0 ? background[cell(x, y)] : plane[i];
                }
            }
            return result;
        }

        private Level coarser() {
            int coarseWidth = (width + 1) / 2;
            float[] coarse = new float[coarseWidth * ((height() + 1) / 2)];
            float[] coarseWeight = new float[coarse.length];
            for (int y = 0; y < height(); y++) {
                check.goOn();
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    coarse[cell(x, y)] += weight[i] * plane[i];
                    coarseWeight[cell(x, y)] += weight[i];
                }
            }
            check.goOn();
            for (int cell = 0; cell < coarse.length; cell++) {
                coarse[cell] = coarseWeight[cell] > 0 ? coarse[cell] / coarseWeight[cell] : 0;
            }
            return new Level(coarse, coarseWeight, coarseWidth, check);
        }
    }
}
