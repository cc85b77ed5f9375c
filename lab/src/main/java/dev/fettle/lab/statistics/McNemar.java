package dev.fettle.lab.statistics;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/// Whether one of two classifiers is right more often than the other, judged by the pictures that only
/// one of them gets right; what both or neither get right says nothing. McNemar, Psychometrika 12, 1947.
///
/// @param onlyFirst pictures that the first alone gets right
/// @param onlySecond pictures that the second alone gets right
public record McNemar(int onlyFirst, int onlySecond) {
    private static final double HALF = 0.5;

    public McNemar {
        if (onlyFirst < 0 || onlySecond < 0) {
            throw new IllegalArgumentException(
                    "McNemar: counts must be at least 0, got %d and %d".formatted(onlyFirst, onlySecond));
        }
    }

    /// Counts the pictures of two classifiers.
    ///
    /// @param first whether the first is right, picture by picture
    /// @param second the same of the second
    public static McNemar of(boolean[] first, boolean[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "McNemar: pairs are needed, got %d and %d".formatted(first.length, second.length));
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < first.length; i++) {
            onlyFirst += first[i] && !second[i] ? 1 : 0;
            onlySecond += second[i] && !first[i] ? 1 : 0;
        }
        return new McNemar(onlyFirst, onlySecond);
    }

    /// The exact test, two-sided: how likely counts are that differ at least as much, were each picture
    /// as likely to be in one as in the other, 2 · P(X ≤ min) for X ~ Binomial(onlyFirst + onlySecond,
    /// 1/2), at most 1.
    public double p() {
        int all = onlyFirst + onlySecond;
        if (all == 0) {
            return 1;
        }
        BinomialDistribution byChance = new BinomialDistribution(all, HALF);
        return Math.min(1, 2 * byChance.cumulativeProbability(Math.min(onlyFirst, onlySecond)));
    }
}
