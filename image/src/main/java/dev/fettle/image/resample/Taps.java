package dev.fettle.image.resample;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// The input indices and weights of every output position along one dimension; `contributions` in MATLAB's
/// `imresize`.
///
/// With s = output / input length, output position x (counted from 1) is centred at u = x/s + (1 − 1/s)/2 and
/// reads `count` samples from floor(u − width/2) on; the kernel is 4 wide, or 4/s where a shrinking kernel is
/// stretched against aliasing. The weights of one position are divided by their sum. Taps that are zero for all
/// positions are left out.
final class Taps {
    /// Half the support of the cubic kernel.
    private static final double RADIUS = 2;

    private final int positions;
    private final int count;
    private final int[] indices;
    private final double[] weights;

    private Taps(int positions, int count, int[] indices, double[] weights) {
        this.positions = positions;
        this.count = count;
        this.indices = indices;
        this.weights = weights;
    }

    /// Taps of a kernel that is stretched by 1/s when shrinking.
    static Taps antialiased(int inputLength, int outputLength, Border border) {
        double scale = (double) outputLength / inputLength;
        if (scale >= 1) {
            return interpolating(inputLength, outputLength, border);
        }
        return of(inputLength, outputLength, border, RADIUS / scale, x -> scale * cubic(scale * x));
    }

    /// Taps of the plain kernel, four samples wide whatever the scale.
    static Taps interpolating(int inputLength, int outputLength, Border border) {
        return of(inputLength, outputLength, border, RADIUS, Taps::cubic);
    }

    private static Taps of(
            int inputLength, int outputLength, Border border, double radius, DoubleUnaryOperator kernel) {
        double scale = (double) outputLength / inputLength;
        int count = (int) Math.ceil(2 * radius) + 2;
        int[] indices = new int[outputLength * count];
        double[] weights = new double[outputLength * count];
        for (int position = 0; position < outputLength; position++) {
            double centre = (position + 1) / scale + 0.5 * (1 - 1 / scale); // counted from 1, as MATLAB does
            int first = (int) Math.floor(centre - radius);
            int offset = position * count;
            double sum = 0;
            for (int tap = 0; tap < count; tap++) {
                indices[offset + tap] = border.inside(first + tap - 1, inputLength);
                weights[offset + tap] = kernel.applyAsDouble(centre - (first + tap));
                sum += weights[offset + tap];
            }
            for (int tap = 0; tap < count; tap++) {
                weights[offset + tap] /= sum;
            }
        }
        return new Taps(outputLength, count, indices, weights).withoutZeros();
    }

    /// Keys' cubic with a = −0.5. IEEE ASSP 1981, eq. 15.
    private static double cubic(double x) {
        double r = Math.abs(x);
        if (r <= 1) {
            return 1.5 * r * r * r - 2.5 * r * r + 1;
        }
        return r <= 2 ? -0.5 * r * r * r + 2.5 * r * r - 4 * r + 2 : 0;
    }

    private Taps withoutZeros() {
        int first = 0;
        while (isZero(first)) {
            first++;
        }
        int end = count;
        while (isZero(end - 1)) {
            end--;
        }
        int kept = end - first;
        int[] keptIndices = new int[positions * kept];
        double[] keptWeights = new double[positions * kept];
        for (int position = 0; position < positions; position++) {
            System.arraycopy(indices, position * count + first, keptIndices, position * kept, kept);
            System.arraycopy(weights, position * count + first, keptWeights, position * kept, kept);
        }
        return new Taps(positions, kept, keptIndices, keptWeights);
    }

    private boolean isZero(int tap) {
        for (int position = 0; position < positions; position++) {
            if (weights[position * count + tap] != 0) {
                return false;
            }
        }
        return true;
    }

    /// Output positions.
    int positions() {
        return positions;
    }

    /// One output row of {@link #alongHeight}, as a weighted sum of input rows.
    ///
    /// @param sum as long as a row; overwritten
    void row(int position, float[] input, double[] sum) {
        Arrays.fill(sum, 0);
        for (int tap = 0; tap < count; tap++) {
            addScaled(sum, weights[position * count + tap], input, indices[position * count + tap] * sum.length);
        }
    }

    private static void addScaled(double[] sum, double weight, float[] input, int offset) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += weight * input[offset + x];
        }
    }

    /// One row of {@link #alongWidth}, rounded to floats.
    void row(double[] input, float[] output, int offset) {
        for (int x = 0; x < positions; x++) {
            double sum = 0;
            for (int k = x * count; k < (x + 1) * count; k++) {
                sum += weights[k] * input[indices[k]];
            }
            output[offset + x] = (float) sum;
        }
    }

    /// (rows, width) → (positions, width): every output row is a weighted sum of input rows.
    double[] alongHeight(double[] input, int width) {
        double[] output = new double[Math.multiplyExact(positions, width)];
        double[] sum = new double[width];
        for (int y = 0; y < positions; y++) {
            Arrays.fill(sum, 0);
            for (int tap = 0; tap < count; tap++) {
                addScaled(sum, weights[y * count + tap], input, indices[y * count + tap] * width);
            }
            System.arraycopy(sum, 0, output, y * width, width);
        }
        return output;
    }

    private static void addScaled(double[] sum, double weight, double[] input, int offset) {
        for (int x = 0; x < sum.length; x++) {
            sum[x] += weight * input[offset + x];
        }
    }

    /// (rows, width) → (rows, positions): every output column is a weighted sum of input columns.
    double[] alongWidth(double[] input, int width) {
        int rows = input.length / width;
        double[] output = new double[Math.multiplyExact(rows, positions)];
        for (int y = 0; y < rows; y++) {
            int row = y * width;
            for (int x = 0; x < positions; x++) {
                double sum = 0;
                for (int k = x * count; k < (x + 1) * count; k++) {
                    sum += weights[k] * input[row + indices[k]];
                }
                output[y * positions + x] = sum;
            }
        }
        return output;
    }
}
