package dev.fettle.train.data;

import dev.fettle.image.Image;
import dev.fettle.image.degrade.BicubicDown;
import dev.fettle.image.degrade.Degradation;
import dev.fettle.image.degrade.GaussianNoise;
import dev.fettle.image.degrade.JpegCompression;
import dev.fettle.image.metric.Luma;
import dev.fettle.image.resample.Bicubic;
import dev.fettle.image.resample.Bicubic.Flavour;

/// How a photograph becomes an example.
///
/// @param degradation what is done to the photograph
/// @param isFedEnlarged whether the network takes the low-resolution picture already enlarged by bicubic
/// interpolation
/// @param channels of the network: 3 for RGB, 1 for luma
public record Preparation(Degradation degradation, boolean isFedEnlarged, int channels) {
    public Preparation {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "architecture: networks of 1 or 3 channels can be trained, this one has " + channels);
        }
    }

    /// The whole photograph as an example for measuring: the noise, if any, depends on the file's name alone.
    public Example measured(String name, Image photograph) {
        Image original = degradation.reference(colour(photograph));
        return new Example(name, input(degradation.apply(original, Degradation.seedOf(name))), seen(original));
    }

    /// The whole photograph as an example for training: noise is left to the sampler, which draws it afresh for
    /// every patch.
    public Pair trained(String name, Image photograph) {
        Image original = degradation.reference(colour(photograph));
        Image degraded = switch (degradation) {
            case GaussianNoise noise -> original;
            case BicubicDown bicubic -> degradation.apply(original, Degradation.seedOf(name));
            case JpegCompression jpeg -> degradation.apply(original, Degradation.seedOf(name));
        };
        return new Example(name, input(degraded), seen(original)).inMemory();
    }

    /// Standard deviation of the noise that the sampler adds, for samples in [0, 1].
    public double noise() {
        return switch (degradation) {
            case GaussianNoise(double sigma255) -> sigma255 / 255;
            case BicubicDown _, JpegCompression _ -> 0;
        };
    }

    /// Without alpha, gray as three equal channels.
    private static Image colour(Image photograph) {
        float[] gray = photograph.plane(0);
        return photograph.channels() == 3
                ? photograph.withoutAlpha()
                : Image.of(photograph.width(), photograph.height(), gray, gray, gray);
    }

    private Image input(Image degraded) {
        Image seen = seen(degraded);
        return switch (degradation) {
            case BicubicDown bicubic
            when isFedEnlarged -> Bicubic.enlarge(seen, bicubic.scale(), Flavour.MIRROR_UNROUNDED);
            case BicubicDown _, GaussianNoise _, JpegCompression _ -> seen;
        };
    }

    /// The channels that the network works on.
    private Image seen(Image picture) {
        if (channels == 3) {
            return picture;
        }
        double[] luma = Luma.of(picture).samples();
        float[] plane = new float[luma.length];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (float) (luma[i] / 255);
        }
        return Image.of(picture.width(), picture.height(), plane);
    }
}
