package dev.fettle.image.metric;

import dev.fettle.image.Plane;

/// Peak signal-to-noise ratio in dB of values on the 0..255 scale: 10 log10(255² / mean squared error).
public final class Psnr {
    private static final double PEAK = 255;

    private Psnr() {}

    /// PSNR of one plane; infinite for equal planes.
    ///
    /// @throws IllegalArgumentException if the sizes differ
    public static double of(Plane reference, Plane restored) {
        return decibels(meanSquaredError(reference, restored));
    }

    static double decibels(double meanSquaredError) {
        return meanSquaredError == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(PEAK * PEAK / meanSquaredError);
    }

    /// Mean of the squared differences.
    ///
    /// @throws IllegalArgumentException if the sizes differ
    public static double meanSquaredError(Plane reference, Plane restored) {
        requireSameSize(reference, restored);
        double[] a = reference.samples();
        double[] b = restored.samples();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum / a.length;
    }

    static void requireSameSize(Plane reference, Plane restored) {
        if (reference.width() != restored.width() || reference.height() != restored.height()) {
            throw new IllegalArgumentException("metric: the reference is %dx%d, the restored picture %dx%d"
                    .formatted(reference.width(), reference.height(), restored.width(), restored.height()));
        }
    }
}
