package dev.fettle.lab.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Least squares with a penalty on the sum of the coefficients' magnitudes, which makes the unnecessary ones
/// zero: ½ β·G·β - m·β + λ Σ |β|. Tibshirani, JRSS B 1996; by coordinate descent on the products, Friedman,
/// Hastie & Tibshirani, JSS 2010, sec. 2.2. No library does it for us: Smile is under the GPL, Tribuo brings a
/// whole library of learners along, Hipparchus has none.
///
/// @param products of inputs with inputs, G
/// @param moments of inputs with the target, m
public record Lasso(double[][] products, double[] moments) {
    private static final int MOST_ROUNDS = 2000;
    private static final double ENOUGH = 1e-9; // of the largest coefficient
    private static final int HALVINGS = 60;

    /// The coefficients for a penalty, from zero on: of inputs that are alike, the first has all.
    public double[] coefficients(double penalty) {
        double[] coefficients = new double[moments.length];
        double[] missing = moments.clone();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            double moved = 0;
            double largest = 0;
            for (int i = 0; i < coefficients.length; i++) {
                if (products[i][i] > 0) {
                    double before = coefficients[i];
                    double wanted = missing[i] + products[i][i] * before;
                    double left = Math.abs(wanted) - penalty;
                    coefficients[i] = left > 0 ? Math.signum(wanted) * left / products[i][i] : 0;
                    take(missing, i, coefficients[i] - before);
                    moved = Math.max(moved, Math.abs(coefficients[i] - before));
                    largest = Math.max(largest, Math.abs(coefficients[i]));
                }
            }
            if (moved <= ENOUGH * largest) {
                return coefficients;
            }
        }
        return coefficients;
    }

    private void take(double[] missing, int input, double change) {
        if (change != 0) {
            for (int j = 0; j < missing.length; j++) {
                missing[j] -= products[input][j] * change;
            }
        }
    }

    /// Which inputs are left by a penalty that leaves so many: found by halving. Where none does exactly
    /// (inputs that go at once), the least penalty that leaves no more; and the missing ones are those
    /// whose contributions are largest without any.
    ///
    /// @return positions, ascending
    public List<Integer> strongest(int count) {
        double low = 0; // leaves too many
        double high = Arrays.stream(moments).map(Math::abs).max().orElse(0);
        double[] best = coefficients(high);
        for (int i = 0; i < HALVINGS && left(best) != count; i++) {
            double middle = (low + high) / 2;
            double[] found = coefficients(middle);
            if (left(found) > count) {
                low = middle;
            } else {
                high = middle;
                best = found;
            }
        }
        return filled(best, count);
    }

    private static long left(double[] coefficients) {
        return Arrays.stream(coefficients).filter(value -> value != 0).count();
    }

    private List<Integer> filled(double[] coefficients, int count) {
        double[] free = coefficients(0);
        return IntStream.range(0, moments.length)
                .boxed()
                .sorted((a, b) -> {
                    int byPenalty = Boolean.compare(coefficients[b] != 0, coefficients[a] != 0);
                    return byPenalty != 0 ? byPenalty : Double.compare(weight(free, b), weight(free, a));
                })
                .limit(count)
                .sorted()
                .toList();
    }

    private double weight(double[] coefficients, int input) {
        return coefficients[input] * coefficients[input] * products[input][input];
    }

    @Override
    public String toString() {
        return "Lasso[" + moments.length + " inputs]";
    }
}
