package dev.fettle.image.metric;

import dev.fettle.image.Plane;
import java.util.Arrays;

/// Structural similarity of values on the 0..255 scale: mean over all 11×11 windows that lie wholly inside
/// (Gaussian, σ = 1.5). Wang et al., IEEE TIP 2004, eq. 13; K1 = 0.01, K2 = 0.03, dynamic range 255. No
/// downsampling beforehand.
public final class Ssim {
    /// Side of the window.
    public static final int WINDOW = 11;

    private static final double C1 = 0.01 * 255 * (0.01 * 255);
    private static final double C2 = 0.03 * 255 * (0.03 * 255);
    private static final double[] GAUSSIAN = gaussian(1.5);

    private Ssim() {}

    private static double[] gaussian(double sigma) {
        double[] weights = new double[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            double distance = i - (WINDOW - 1) / 2.0;
            weights[i] = Math.exp(-distance * distance / (2 * sigma * sigma));
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    /// SSIM of one plane, in [-1, 1]; 1 for equal planes.
    ///
    /// @throws IllegalArgumentException if the sizes differ or a side is shorter than {@value #WINDOW}
    public static double of(Plane reference, Plane restored) {
        Psnr.requireSameSize(reference, restored);
        int columns = reference.width() - WINDOW + 1;
        int rows = reference.height() - WINDOW + 1;
        if (columns < 1 || rows < 1) {
            throw new IllegalArgumentException("ssim: needs at least %dx%d pixels inside the border, got %dx%d"
                    .formatted(WINDOW, WINDOW, reference.width(), reference.height()));
        }
        var moments = new Moments(reference, restored);
        double sum = 0;
        for (int y = 0; y < rows; y++) {
            moments.gatherRow(y);
            for (int x = 0; x < columns; x++) {
                sum += moments.similarity(x);
            }
        }
        return sum / ((double) rows * columns);
    }

    /// Weighted sums over the window, first down the columns for a whole row of windows, then along the row for
    /// each.
    private static final class Moments {
        private final double[] a;
        private final double[] b;
        private final int width;
        private final double[] sumA;
        private final double[] sumB;
        private final double[] sumSquares;
        private final double[] sumProducts;

        Moments(Plane reference, Plane restored) {
            a = reference.samples();
            b = restored.samples();
            width = reference.width();
            sumA = new double[width];
            sumB = new double[width];
            sumSquares = new double[width];
            sumProducts = new double[width];
        }

        void gatherRow(int y) {
            Arrays.fill(sumA, 0);
            Arrays.fill(sumB, 0);
            Arrays.fill(sumSquares, 0);
            Arrays.fill(sumProducts, 0);
            for (int tap = 0; tap < WINDOW; tap++) {
                addRow((y + tap) * width, GAUSSIAN[tap]);
            }
        }

        private void addRow(int offset, double weight) {
            for (int x = 0; x < width; x++) {
                double p = a[offset + x];
                double q = b[offset + x];
                sumA[x] += weight * p;
                sumB[x] += weight * q;
                sumSquares[x] += weight * (p * p + q * q);
                sumProducts[x] += weight * (p * q);
            }
        }

        double similarity(int x) {
            double meanA = 0;
            double meanB = 0;
            double squares = 0;
            double products = 0;
            for (int tap = 0; tap < WINDOW; tap++) {
                double weight = GAUSSIAN[tap];
                meanA += weight * sumA[x + tap];
                meanB += weight * sumB[x + tap];
                squares += weight * sumSquares[x + tap];
                products += weight * sumProducts[x + tap];
            }
            double energy = meanA * meanA + meanB * meanB;
            double covariance = products - meanA * meanB;
            double variances = squares - energy;
            return (2 * meanA * meanB + C1) * (2 * covariance + C2) / ((energy + C1) * (variances + C2));
        }
    }
}
