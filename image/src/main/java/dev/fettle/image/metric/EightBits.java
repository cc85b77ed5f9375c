package dev.fettle.image.metric;

import dev.fettle.image.Image;
import dev.fettle.image.Plane;

/// Samples of pictures as whole numbers in 0..255.
final class EightBits {
    private EightBits() {}

    /// Half up, clamped.
    static double value(float sample) {
        return round(sample * 255.0);
    }

    private static double round(double value) {
        return Math.max(0, Math.min(255, Math.floor(value + 0.5)));
    }

    static double[] round(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = round(values[i]);
        }
        return rounded;
    }

    static Plane plane(Image image, int channel) {
        float[] samples = image.plane(channel);
        double[] values = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            values[i] = value(samples[i]);
        }
        return Plane.of(image.width(), image.height(), values);
    }

    /// The gray picture of these values.
    static Image picture(Plane plane) {
        double[] values = plane.samples();
        float[] samples = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            samples[i] = (float) (values[i] / 255);
        }
        return Image.of(plane.width(), plane.height(), samples);
    }
}
