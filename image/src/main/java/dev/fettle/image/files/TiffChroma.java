package dev.fettle.image.files;

import dev.fettle.image.EightBits;
import dev.fettle.image.ImageFormatException;
import java.util.stream.DoubleStream;

/// Luma and chroma to red, green and blue (TIFF 6.0, section 21): by the coefficients and the reference black and white
/// of the file, or as JPEG has it, where the luma coefficients of ITU-R BT.601 and the full range are fixed.
final class TiffChroma {
    private static final double[] BT_601 = {0.299, 0.587, 0.114};
    private static final double[] FULL_RANGE = {0, 255, 128, 255, 128, 255};
    private static final double LUMA_RANGE = 255;
    private static final double CHROMA_RANGE = 127;

    private final double[] coefficients;
    private final double[] range;

    private TiffChroma(double[] coefficients, double[] range) {
        this.coefficients = coefficients;
        this.range = range;
    }

    static TiffChroma ofJpeg() {
        return new TiffChroma(BT_601, FULL_RANGE);
    }

    /// Fields that cannot be are passed over.
    static TiffChroma of(TiffPage page) throws ImageFormatException {
        double[] coefficients = numbers(page, TiffTags.YCBCR_COEFFICIENTS, 3);
        double[] range = numbers(page, TiffTags.REFERENCE_BLACK_WHITE, 6);
        boolean known =
                coefficients.length == 3 && DoubleStream.of(coefficients).allMatch(share -> share > 0 && share < 1);
        boolean ranged = range.length == 6 && range[0] < range[1] && range[2] < range[3] && range[4] < range[5];
        return new TiffChroma(known ? coefficients : BT_601, ranged ? range : FULL_RANGE);
    }

    private static double[] numbers(TiffPage page, int tag, int count) throws ImageFormatException {
        return page.numbers(tag, count).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /// Turns numbers of 0 to 255 into samples in [0, 1] where they stand.
    void toRgb(float[] luma, float[] chromaBlue, float[] chromaRed) {
        double red = coefficients[0];
        double green = coefficients[1];
        double blue = coefficients[2];
        for (int i = 0; i < luma.length; i++) {
            double y = value(luma[i], 0, LUMA_RANGE);
            double cb = value(chromaBlue[i], 2, CHROMA_RANGE) * (2 - 2 * blue);
            double cr = value(chromaRed[i], 4, CHROMA_RANGE) * (2 - 2 * red);
            luma[i] = sample(y + cr);
            chromaBlue[i] = sample(y - (cb * blue + cr * red) / green);
            chromaRed[i] = sample(y + cb);
        }
    }

    /// @param black where the range begins
    private double value(float code, int black, double length) {
        return (code - range[black]) * length / (range[black + 1] - range[black]);
    }

    private static float sample(double value) {
        return (float) (EightBits.round(value) / 255);
    }
}
