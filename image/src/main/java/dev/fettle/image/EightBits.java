package dev.fettle.image;

/// Samples as an 8-bit file holds them: whole numbers in 0..255, halves rounded up, clipped. Metrics, resampling and
/// conversions of colour round here and so agree to the last bit. Files are written by the same rule, for any depth, in
/// `files.Samples`; stored training pictures, whose samples are such numbers already, have it in `train`.
public final class EightBits {
    private EightBits() {}

    /// The nearest whole number in 0..255.
    public static double round(double value) {
        return Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }

    /// Rounds the values where they stand.
    ///
    /// @return the same array
    public static double[] round(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = round(values[i]);
        }
        return values;
    }

    /// Samples in [0, 1] as rounded numbers in 0..255.
    public static double[] of(float[] samples) {
        double[] values = new double[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = round(samples[i] * 255.0);
        }
        return values;
    }

    /// Numbers in 0..255 as samples in [0, 1].
    public static float[] samples(double[] values) {
        float[] samples = new float[values.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (values[i] / 255);
        }
        return samples;
    }
}
