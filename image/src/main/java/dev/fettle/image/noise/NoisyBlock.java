package dev.fettle.image.noise;

import dev.fettle.image.Image;
import java.util.Arrays;

/// What one flat block tells: robust standard deviations on the 0..255 scale.
///
/// @param channels of each colour plane
/// @param apart of the part that differs from channel to channel: a difference of two channels has twice
/// its variance
/// @param fine of the mean of the channels
/// @param coarse of the means of 2×2 samples of that mean
record NoisyBlock(double[] channels, double apart, double fine, double coarse) {
    /// Median of |r| of a Gaussian of deviation 1.
    private static final double MEDIAN = 0.6745;

    /// Root of the sum of the squares of the mask 1 -2 1 | -2 4 -2 | 1 -2 1, the difference of two
    /// Laplacians, of which a plane and a straight edge along an axis leave nothing. Immerkær, Computer
    /// Vision and Image Understanding 1996, eq. 1.
    private static final double NORM = 6;

    static NoisyBlock of(Image picture, FlatBlocks.Place place) {
        float[][] samples = new float[picture.channels()][];
        Arrays.setAll(samples, channel -> cut(picture, channel, place));
        float[] mean = mean(samples);
        double[] channels = Arrays.stream(samples)
                .mapToDouble(plane -> sigma(plane, FlatBlocks.SIDE))
                .toArray();
        return new NoisyBlock(
                channels, apart(samples), sigma(mean, FlatBlocks.SIDE), sigma(halved(mean), FlatBlocks.SIDE / 2));
    }

    private static float[] cut(Image picture, int channel, FlatBlocks.Place place) {
        float[] block = new float[FlatBlocks.SIDE * FlatBlocks.SIDE];
        for (int y = 0; y < FlatBlocks.SIDE; y++) {
            int from = (place.y() + y) * picture.width() + place.x();
            System.arraycopy(picture.plane(channel), from, block, y * FlatBlocks.SIDE, FlatBlocks.SIDE);
        }
        return block;
    }

    private static float[] mean(float[][] samples) {
        float[] mean = new float[samples[0].length];
        for (float[] plane : samples) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += plane[i] / samples.length;
            }
        }
        return mean;
    }

    private static double apart(float[][] samples) {
        double sum = 0;
        for (int channel = 0; channel < samples.length; channel++) {
            float[] one = samples[channel];
            float[] other = samples[(channel + 1) % samples.length];
            float[] difference = new float[one.length];
            for (int i = 0; i < difference.length; i++) {
                difference[i] = one[i] - other[i];
            }
            double sigma = sigma(difference, FlatBlocks.SIDE);
            sum += sigma * sigma / 2;
        }
        return Math.sqrt(sum / samples.length);
    }

    private static float[] halved(float[] block) {
        int side = FlatBlocks.SIDE / 2;
        float[] halved = new float[side * side];
        for (int i = 0; i < halved.length; i++) {
            int at = i / side * 2 * FlatBlocks.SIDE + i % side * 2;
            halved[i] = (block[at] + block[at + 1] + block[at + FlatBlocks.SIDE] + block[at + FlatBlocks.SIDE + 1]) / 4;
        }
        return halved;
    }

    /// Of the noise in a square of samples.
    private static double sigma(float[] block, int side) {
        double[] residuals = new double[(side - 2) * (side - 2)];
        for (int i = 0; i < residuals.length; i++) {
            int at = i / (side - 2) * side + i % (side - 2);
            residuals[i] = Math.abs(row(block, at) - 2 * row(block, at + side) + row(block, at + 2 * side));
        }
        Arrays.sort(residuals);
        return 255 * residuals[residuals.length / 2] / MEDIAN / NORM;
    }

    private static double row(float[] block, int at) {
        return block[at] - 2.0 * block[at + 1] + block[at + 2];
    }
}
