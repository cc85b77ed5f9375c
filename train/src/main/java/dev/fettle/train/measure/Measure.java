package dev.fettle.train.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.fettle.image.EightBits;
import dev.fettle.image.Image;
import dev.fettle.image.Plane;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.metric.Psnr;
import dev.fettle.network.Values;
import java.util.Arrays;

/// What a validation measures: a number for each example, larger for better, of which the mean is taken. Good for
/// watching; numbers that are reported come out of `fettle evaluate`.
public enum Measure {
    /// PSNR of the luma (BT.601) of 8-bit results; of gray ones as they are.
    @JsonProperty("psnr-y")
    PSNR_Y("psnr-y", "psnrY", "dB") {
        @Override
        public double of(Values original, Values restored, int border) {
            return Psnr.of(luma(original).withoutBorder(border), luma(restored).withoutBorder(border));
        }

        private Plane luma(Values picture) {
            int width = picture.shape().width();
            int height = picture.shape().height();
            float[][] planes = new float[picture.shape().channels()][];
            for (int i = 0; i < planes.length; i++) {
                planes[i] = plane(picture, i);
            }
            return Luma.of(Image.of(width, height, planes));
        }
    },
    /// PSNR of 8-bit results, the squared errors averaged over all channels.
    @JsonProperty("psnr-rgb")
    PSNR_RGB("psnr-rgb", "psnrRgb", "dB") {
        @Override
        public double of(Values original, Values restored, int border) {
            return Psnr.of(stacked(original, border), stacked(restored, border));
        }

        // the channels below each other
        private Plane stacked(Values picture, int border) {
            int width = picture.shape().width();
            int height = picture.shape().height();
            int channels = picture.shape().channels();
            Plane first = inner(picture, 0, border);
            double[] samples = new double[channels * first.samples().length];
            for (int i = 0; i < channels; i++) {
                double[] plane = inner(picture, i, border).samples();
                System.arraycopy(plane, 0, samples, i * plane.length, plane.length);
            }
            return Plane.of(width - 2 * border, channels * (height - 2 * border), samples);
        }

        private Plane inner(Values picture, int channel, int border) {
            double[] rounded = EightBits.of(plane(picture, channel));
            return Plane.of(picture.shape().width(), picture.shape().height(), rounded)
                    .withoutBorder(border);
        }
    },
    /// Whether the largest of several scores is that of the right class, for a network that ends in a vector: 100
    /// or 0.
    @JsonProperty("top-1")
    TOP_1("top-1", "top1", "%") {
        @Override
        public double of(Values original, Values scores, int border) {
            return largest(original.array()) == largest(scores.array()) ? 100 : 0;
        }

        private int largest(float[] scores) {
            int largest = 0;
            for (int i = 1; i < scores.length; i++) {
                largest = scores[i] > scores[largest] ? i : largest;
            }
            return largest;
        }
    };

    private final String label;
    private final String key;
    private final String unit;

    Measure(String label, String key, String unit) {
        this.label = label;
        this.key = key;
        this.unit = unit;
    }

    /// The value for one example.
    ///
    /// @param original (1, C, H, W), white is 1; for classes 1 at the right one
    /// @param result of the network
    /// @param border pixels ignored on every side of a picture
    public abstract double of(Values original, Values result, int border);

    static float[] plane(Values picture, int channel) {
        int pixels = picture.shape().width() * picture.shape().height();
        return Arrays.copyOfRange(picture.array(), channel * pixels, (channel + 1) * pixels);
    }

    /// As settings spell it: `psnr-y`.
    public String label() {
        return label;
    }

    /// As logs spell it: `psnrY`.
    public String key() {
        return key;
    }

    /// `dB` or `%`.
    public String unit() {
        return unit;
    }

    /// Whether it is of pictures, and not of vectors.
    public boolean isOfPictures() {
        return switch (this) {
            case PSNR_Y, PSNR_RGB -> true;
            case TOP_1 -> false;
        };
    }
}
