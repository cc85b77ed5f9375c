package dev.fettle.image.degrade;

import dev.fettle.image.Image;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// Noise before its strength is known: mean 0 and variance 1 at every sample. It says what the channels of
/// a pixel and what neighbours have to do with one another.
///
/// Smoothed noise is white noise w convolved along rows and columns, n = w ∗ k ∗ kᵀ, with
///
///     k(i) = exp(-i² / 2s²) / √(Σⱼ exp(-j² / s²))    for |i| ≤ ⌈3s⌉
///
/// so that Σ k² = 1: the variance after smoothing is 1, and a σ is always that of the result. Samples that
/// lie (dx, dy) apart correlate by ρ(dx) ρ(dy), with ρ(d) = Σᵢ k(i) k(i+d), close to exp(-d² / 4s²). That
/// is about what is left of a sensor's white noise after demosaicing (each sample a weighted mean of
/// neighbours) or after a picture was made smaller. White noise is drawn as far beyond the picture's edges
/// as the filter reaches, so that the edges are as noisy as the middle.
///
/// @param channels whether each channel has noise of its own
/// @param smoothing s, the standard deviation of the filter in pixels; 0 for white noise
public record NoiseField(Channels channels, double smoothing) {
    /// White, another in each channel.
    public static final NoiseField WHITE = new NoiseField(Channels.INDEPENDENT, 0);

    private static final double MOST_SMOOTHING = 8; // pixels

    /// What the colour planes of a picture have to do with one another.
    public enum Channels {
        /// Each has noise of its own, as in the papers' colour test sets.
        INDEPENDENT,
        /// All have the same noise, as a gray picture has that is stored in colour.
        EQUAL
    }

    public NoiseField {
        if (!(smoothing >= 0 && smoothing <= MOST_SMOOTHING)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "noise: smooth must be from 0 to %s pixels, got %s", MOST_SMOOTHING, smoothing));
        }
    }

    /// The picture with noise on its colour planes, neither clipped nor rounded; alpha stays clean. Drawn
    /// plane by plane, row by row.
    ///
    /// @param deviation of the noise by the sample that it is added to, where white is 1
    Image added(Image original, NormalValues chance, DoubleUnaryOperator deviation) {
        float[][] planes = new float[original.channels()][];
        double[] unit = {};
        for (int channel = 0; channel < planes.length; channel++) {
            if (channel == 0 || channels == Channels.INDEPENDENT) {
                unit = drawn(original.width(), original.height(), chance);
            }
            planes[channel] = sum(original.plane(channel), unit, deviation);
        }
        Image noisy = Image.of(original.width(), original.height(), planes)
                .withSource(original.source().withoutJpeg());
        return original.alpha().map(noisy::withAlpha).orElse(noisy);
    }

    private static float[] sum(float[] plane, double[] unit, DoubleUnaryOperator deviation) {
        float[] noisy = new float[plane.length];
        for (int i = 0; i < plane.length; i++) {
            noisy[i] = (float) (plane[i] + deviation.applyAsDouble(plane[i]) * unit[i]);
        }
        return noisy;
    }

    /// One plane of noise.
    private double[] drawn(int width, int height, NormalValues chance) {
        int reach = (int) Math.ceil(3 * smoothing);
        double[] white = new double[Math.multiplyExact(width + 2 * reach, height + 2 * reach)];
        chance.fill(white);
        if (smoothing == 0) {
            return white;
        }
        double[] filter = filter(reach);
        double[] rows = alongRows(white, width + 2 * reach, filter); // (height + 2 reach, width)
        return alongColumns(rows, width, filter); // (height, width)
    }

    private double[] filter(int reach) {
        double[] filter = new double[2 * reach + 1];
        double squares = 0;
        for (int i = 0; i < filter.length; i++) {
            double distance = i - reach;
            filter[i] = StrictMath.exp(-distance * distance / (2 * smoothing * smoothing));
            squares += filter[i] * filter[i];
        }
        for (int i = 0; i < filter.length; i++) {
            filter[i] /= Math.sqrt(squares);
        }
        return filter;
    }

    private static double[] alongRows(double[] samples, int width, double[] filter) {
        int inner = width - filter.length + 1;
        double[] result = new double[samples.length / width * inner];
        for (int row = 0; row < samples.length / width; row++) {
            for (int i = 0; i < filter.length; i++) {
                int from = row * width + i;
                for (int column = 0; column < inner; column++) {
                    result[row * inner + column] += filter[i] * samples[from + column];
                }
            }
        }
        return result;
    }

    private static double[] alongColumns(double[] samples, int width, double[] filter) {
        double[] result = new double[samples.length - (filter.length - 1) * width];
        for (int i = 0; i < filter.length; i++) {
            for (int to = 0; to < result.length; to++) {
                result[to] += filter[i] * samples[to + i * width];
            }
        }
        return result;
    }

    /// Behind the name of a kind of noise, as {@link Steps} reads it: ` equal smooth=0.8`, or nothing for
    /// white noise.
    String suffix() {
        return switch (channels) {
                    case INDEPENDENT -> "";
                    case EQUAL -> " equal";
                }
                + (smoothing == 0 ? "" : " smooth=" + smoothing);
    }
}
