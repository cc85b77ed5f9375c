package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Plane;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SsimTest {
    private static Plane noise(int width, int height, long seed) {
        return Plane.of(
                width,
                height,
                new Random(seed).doubles((long) width * height, 0, 255).toArray());
    }

    private static Plane constant(double value) {
        double[] samples = new double[13 * 12];
        Arrays.fill(samples, value);
        return Plane.of(13, 12, samples);
    }

    @Test
    void equalPlanesAreOne() {
        assertThat(Ssim.of(noise(20, 15, 1), noise(20, 15, 1))).isCloseTo(1, within(1e-12));
    }

    @Test
    void constantPlanesCompareByTheirMeansAlone() {
        // (2·100·150 + C1) / (100² + 150² + C1), C1 = 2.55²
        assertThat(Ssim.of(constant(100), constant(150)))
                .isCloseTo((30_000 + 6.5025) / (32_500 + 6.5025), within(1e-11));
    }

    @Test
    void separablePassesAgreeWithTheDefinition() {
        for (long seed = 0; seed < 5; seed++) {
            Plane a = noise(17, 14, seed);
            Plane b = noise(17, 14, seed + 100);
            assertThat(Ssim.of(a, b)).as("seed %d", seed).isCloseTo(definition(a, b), within(1e-12));
        }
    }

    /// Window by window, with variances about the mean instead of differences of moments.
    private static double definition(Plane a, Plane b) {
        double sum = 0;
        int windows = 0;
        for (int y = 0; y + 11 <= a.height(); y++) {
            for (int x = 0; x + 11 <= a.width(); x++) {
                sum += window(a, b, x, y);
                windows++;
            }
        }
        return sum / windows;
    }

    private static double window(Plane a, Plane b, int left, int top) {
        double total = 0;
        double meanA = 0;
        double meanB = 0;
        for (int k = 0; k < 121; k++) {
            double weight = weight(k);
            total += weight;
            meanA += weight * a.at(left + k % 11, top + k / 11);
            meanB += weight * b.at(left + k % 11, top + k / 11);
        }
        meanA /= total;
        meanB /= total;
        double varianceA = 0;
        double varianceB = 0;
        double covariance = 0;
        for (int k = 0; k < 121; k++) {
            double p = a.at(left + k % 11, top + k / 11) - meanA;
            double q = b.at(left + k % 11, top + k / 11) - meanB;
            varianceA += weight(k) * p * p / total;
            varianceB += weight(k) * q * q / total;
            covariance += weight(k) * p * q / total;
        }
        return (2 * meanA * meanB + 6.5025)
                * (2 * covariance + 58.5225)
                / ((meanA * meanA + meanB * meanB + 6.5025) * (varianceA + varianceB + 58.5225));
    }

    private static double weight(int k) {
        double dx = k % 11 - 5;
        double dy = k / 11 - 5;
        return Math.exp(-(dx * dx + dy * dy) / 4.5);
    }

    @Test
    void aPlaneSmallerThanTheWindowIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ssim.of(noise(10, 30, 1), noise(10, 30, 2)))
                .withMessage("ssim: needs at least 11x11 pixels inside the border, got 10x30");
    }
}
