package dev.fettle.lab.companion;

import dev.fettle.image.Plane;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Border;

/// MATLAB's bicubic reduction as taps, found by its answers to impulses.
final class BicubicTaps {
    /// Small pixels around the one that is looked at, more than the filter reaches.
    private static final int AROUND = 8;

    private BicubicTaps() {}

    /// What large pixels have in a small one.
    ///
    /// @param ratio large pixels for a small one
    /// @param first offset of the first, from the first of the small pixel's
    /// @param count of large pixels
    static double[] of(int ratio, int first, int count) {
        int width = (2 * AROUND + 1) * ratio;
        double[] taps = new double[count];
        for (int i = 0; i < count; i++) {
            double[] line = new double[width];
            line[AROUND * ratio + first + i] = 1;
            taps[i] = Bicubic.resize(Plane.of(width, 1, line), width / ratio, 1, Border.MIRROR)
                    .samples()[AROUND];
        }
        return taps;
    }
}
