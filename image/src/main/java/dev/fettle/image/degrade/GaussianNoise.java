package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import java.util.Locale;
import java.util.Random;

/// White Gaussian noise, y = x + N(0, σ²), independent for each sample of each colour plane; neither clipped
/// nor rounded, as in DnCNN and most denoising papers. Alpha stays clean.
///
/// Drawn from {@link Random}, whose algorithm its documentation fixes for all Java versions: plane by plane,
/// row by row.
///
/// @param sigma255 standard deviation on the 0..255 scale, customarily 15, 25 or 50
public record GaussianNoise(double sigma255) implements Degradation {
    public GaussianNoise {
        if (!(sigma255 >= 0 && sigma255 <= 255)) {
            throw new IllegalArgumentException("noise: sigma must be 0 to 255, got " + sigma255);
        }
    }

    @Override
    public Image apply(Image original, long seed) {
        Random random = new Random(seed);
        float[][] planes = new float[original.channels()][];
        for (int channel = 0; channel < planes.length; channel++) {
            planes[channel] = noisy(original.plane(channel), random);
        }
        Image noisy = Image.of(original.width(), original.height(), planes).withSource(original.source());
        return original.alpha().map(noisy::withAlpha).orElse(noisy);
    }

    private float[] noisy(float[] plane, Random random) {
        double sigma = sigma255 / 255;
        float[] noisy = new float[plane.length];
        for (int i = 0; i < plane.length; i++) {
            noisy[i] = (float) (plane[i] + sigma * random.nextGaussian());
        }
        return noisy;
    }

    @Override
    public Image reference(Image original) {
        return original;
    }

    @Override
    public String label() {
        return String.format(Locale.ROOT, "noise sigma=%s", sigma255);
    }
}
