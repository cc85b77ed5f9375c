package dev.fettle.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// How far one series of numbers goes with another. Every result is empty where it is not defined: a series that
/// does not vary, or fewer numbers than the measure has free parameters.
public final class Association {
    /// Part of a series' variation that is taken for rounding.
    private static final double ROUNDING = 1e-12;

    private Association() {}

    /// Pearson's correlation, in [-1, 1].
    public static Optional<Double> pearson(double[] a, double[] b) {
        double[] left = centred(a);
        double[] right = centred(b);
        if (!varies(a) || !varies(b)) {
            return Optional.empty();
        }
        return Optional.of(dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right)));
    }

    /// Spearman's rank correlation, in [-1, 1]: Pearson's of the ranks, equal numbers sharing the mean of
    /// theirs.
    public static Optional<Double> spearman(double[] a, double[] b) {
        return pearson(ranks(a), ranks(b));
    }

    /// The correlation ratio η², in [0, 1]: the part of the values' variance that lies between classes, 1 - Σ
    /// within / Σ total. Fisher, 1925, § 45. Of classes that have nothing to do with the values (classes - 1) /
    /// (values - 1) is expected.
    ///
    /// @param classes of the values; a negative one leaves its value out
    public static Optional<Double> correlationRatio(int[] classes, double[] values) {
        int[] kept =
                IntStream.range(0, values.length).filter(i -> classes[i] >= 0).toArray();
        double[] of = Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
        int[] distinct = Arrays.stream(kept).map(i -> classes[i]).distinct().toArray();
        if (distinct.length < 2 || of.length <= distinct.length || !varies(of)) {
            return Optional.empty();
        }
        double within = 0;
        for (int one : distinct) {
            double[] members = Arrays.stream(kept)
                    .filter(i -> classes[i] == one)
                    .mapToDouble(i -> values[i])
                    .toArray();
            within += squares(centred(members));
        }
        return Optional.of(Math.clamp(1 - within / squares(centred(of)), 0, 1));
    }

    /// Multiple correlation R², in [0, 1]: the part of the values' variance that a linear function of the
    /// predictors tells. Predictors that follow from others add nothing. Of predictors that have nothing to do
    /// with the values predictors / (values - 1) is expected.
    ///
    /// @param predictors each as long as the values
    public static Optional<Double> multipleCorrelation(List<double[]> predictors, double[] values) {
        List<double[]> basis = basis(predictors);
        if (basis.isEmpty() || values.length <= basis.size() + 1 || !varies(values)) {
            return Optional.empty();
        }
        double[] centred = centred(values);
        double told = 0;
        for (double[] axis : basis) {
            told += Math.pow(dot(axis, centred), 2);
        }
        return Optional.of(Math.clamp(told / squares(centred), 0, 1));
    }

    /// An orthonormal basis of the centred predictors, by Gram and Schmidt, twice over for rounding.
    private static List<double[]> basis(List<double[]> predictors) {
        List<double[]> basis = new ArrayList<>();
        for (double[] predictor : predictors) {
            double[] rest = centred(predictor);
            double size = squares(rest);
            for (int pass = 0; pass < 2; pass++) {
                for (double[] axis : basis) {
                    double along = dot(axis, rest);
                    Arrays.setAll(rest, i -> rest[i] - along * axis[i]);
                }
            }
            double left = squares(rest);
            if (varies(predictor) && left > size * 1e-9) {
                double length = Math.sqrt(left);
                basis.add(Arrays.stream(rest).map(value -> value / length).toArray());
            }
        }
        return basis;
    }

    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    private static double[] centred(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values).map(value -> value - mean).toArray();
    }

    private static boolean varies(double[] values) {
        return squares(centred(values)) > ROUNDING * squares(values);
    }

    private static double squares(double[] values) {
        return dot(values, values);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
