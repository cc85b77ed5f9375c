package dev.fettle.lab.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.continuous.TDistribution;

/// By how much one way of training gets more pictures right than another, from several trainings of each
/// that are measured on the same pictures. Pictures are a sample, and so are seeds, and every training
/// sees every picture: what a difference says depends on which of the two other samples are thought of.
///
/// **Other pictures, the same trainings.** Of each picture the share of the first way's trainings that
/// get it right, less that of the second's, is one number dᵢ; D is the mean of the n numbers. They are
/// paired, so that easy and hard pictures take nothing from the precision. D has the variance P = s²(d) /
/// n, and the interval is that of Student's t with n - 1 degrees of freedom. With one training each, dᵢ
/// is -1, 0 or 1, and that is the interval for the difference of paired proportions by Wald.
///
/// **Other pictures and other seeds**, which is what a statement on methods is about. The layout is that
/// of several readers and several cases (Dorfman, Berbaum and Metz, Investigative Radiology 27, 1992),
/// here with readers of their own for each way. With S seeds of the first, whose shares of right pictures
/// have the variance s₁², and s₂² of T of the second, the seeds give D the variance Q = s₁² / S + s₂² / T.
/// In it, as in P, is already what training and picture have together: R / n with R = r₁ / S + r₂ / T, r
/// being the mean square of the rest that neither picture nor seed tell. So D has the variance
/// P + max(0, Q - R / n), and as many degrees of freedom as Satterthwaite gives P and Q (Biometrics
/// Bulletin 2, 1946), or as the smallest of the three samples has, if that is more: of a sum of variances
/// Satterthwaite's are never fewer, but here R / n is taken off. With two seeds these are few, and the
/// interval is as wide as that deserves.
///
/// @param points D in points of a hundred, positive where the first is better
/// @param overPictures for the trainings as they are
/// @param overAll for other pictures and other seeds; empty with a single seed of one of both
/// @param p of D being 0, two-sided, by the second interval's t; empty where that is
public record PairedShares(double points, Interval overPictures, Optional<Interval> overAll, Optional<Double> p) {
    private static final double UPPER = 0.975; // 95 % lie between it and its mirror image
    private static final double POINTS = 100;

    /// @param first whether each training of the first way (row) gets each picture (column) right
    /// @param second the same of the second way, with the same pictures
    /// @throws IllegalArgumentException if there is no training, or fewer than two pictures
    public static PairedShares of(List<boolean[]> first, List<boolean[]> second) {
        Trained one = Trained.of(first);
        Trained other = Trained.of(second);
        int pictures = one.shares.length;
        if (pictures != other.shares.length || pictures < 2) {
            throw new IllegalArgumentException(
                    "paired shares: the same pictures are needed, at least two, got %d and %d"
                            .formatted(pictures, other.shares.length));
        }
        double[] differences = new double[pictures];
        Arrays.setAll(differences, i -> one.shares[i] - other.shares[i]);
        double mean = mean(differences);
        double byPictures = variance(differences) / pictures;
        Interval overPictures = around(mean, byPictures, pictures - 1);
        if (first.size() < 2 || second.size() < 2) {
            return new PairedShares(POINTS * mean, overPictures, Optional.empty(), Optional.empty());
        }
        double bySeeds = one.bySeeds() + other.bySeeds();
        double rest = (one.rest / first.size() + other.rest / second.size()) / pictures;
        double all = byPictures + Math.max(0, bySeeds - rest);
        double satterthwaite = all
                * all
                / (byPictures * byPictures / (pictures - 1) + one.bySeedsOverFreedom() + other.bySeedsOverFreedom());
        int least = Math.min(pictures, Math.min(first.size(), second.size())) - 1;
        double freedom = Math.max(least, satterthwaite);
        return new PairedShares(
                POINTS * mean,
                overPictures,
                Optional.of(around(mean, all, freedom)),
                Optional.of(chance(mean, all, freedom)));
    }

    /// The trainings of one way.
    ///
    /// @param shares of the trainings that get a picture right, picture by picture
    /// @param right share of the pictures that a training gets right, training by training
    /// @param rest mean square of what neither picture nor training tell; NaN with a single training
    private record Trained(double[] shares, double[] right, double rest) {
        static Trained of(List<boolean[]> trainings) {
            if (trainings.isEmpty()) {
                throw new IllegalArgumentException("paired shares: at least one training of each is needed");
            }
            int pictures = trainings.getFirst().length;
            double[] shares = new double[pictures];
            double[] right = new double[trainings.size()];
            for (int seed = 0; seed < right.length; seed++) {
                boolean[] hits = trainings.get(seed);
                if (hits.length != pictures) {
                    throw new IllegalArgumentException("paired shares: the same pictures are needed, got %d and %d"
                            .formatted(pictures, hits.length));
                }
                for (int i = 0; i < pictures; i++) {
                    shares[i] += hits[i] ? 1 : 0;
                    right[seed] += hits[i] ? 1 : 0;
                }
            }
            // counts are divided once, so that all of them are exactly 1, of however many
            Arrays.setAll(shares, i -> shares[i] / right.length);
            Arrays.setAll(right, seed -> right[seed] / pictures);
            return new Trained(shares, right, rest(trainings, shares, right));
        }

        private static double rest(List<boolean[]> trainings, double[] shares, double[] right) {
            double mean = mean(right);
            double squares = 0;
            for (int seed = 0; seed < right.length; seed++) {
                for (int i = 0; i < shares.length; i++) {
                    double hit = trainings.get(seed)[i] ? 1 : 0;
                    double left = hit - shares[i] - right[seed] + mean;
                    squares += left * left;
                }
            }
            return squares / ((shares.length - 1.0) * (right.length - 1));
        }

        double bySeeds() {
            return variance(right) / right.length;
        }

        double bySeedsOverFreedom() {
            return bySeeds() * bySeeds() / (right.length - 1);
        }
    }

    private static Interval around(double mean, double variance, double freedom) {
        double half = variance == 0
                ? 0
                : new TDistribution(freedom).inverseCumulativeProbability(UPPER) * Math.sqrt(variance);
        return new Interval(POINTS * (mean - half), POINTS * (mean + half));
    }

    private static double chance(double mean, double variance, double freedom) {
        if (variance == 0) {
            return mean == 0 ? 1 : 0;
        }
        return 2 * new TDistribution(freedom).cumulativeProbability(-Math.abs(mean) / Math.sqrt(variance));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /// Of the sample, divided by n - 1.
    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
