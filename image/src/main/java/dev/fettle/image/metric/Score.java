package dev.fettle.image.metric;

import java.util.List;
import java.util.Locale;

/// A measured value and how it was measured. Only scores with equal stamps can be compared, subtracted or
/// averaged.
public record Score(double value, Stamp stamp) implements Comparable<Score> {
    /// How much greater this score is than another; the gain, since greater is better for every {@link Metric}.
    ///
    /// @throws IllegalArgumentException if the stamps differ
    public double minus(Score other) {
        requireSameStamp(other);
        return value - other.value;
    }

    /// Orders by value, the better one last.
    ///
    /// @throws IllegalArgumentException if the stamps differ
    @Override
    public int compareTo(Score other) {
        requireSameStamp(other);
        return Double.compare(value, other.value);
    }

    /// The mean, under the stamp that all scores share; infinite if one of them is.
    ///
    /// @throws IllegalArgumentException if there are no scores or their stamps differ
    public static Score mean(List<Score> scores) {
        if (scores.isEmpty()) {
            throw new IllegalArgumentException("score: there is no mean of no scores");
        }
        Score first = scores.getFirst();
        scores.forEach(first::requireSameStamp);
        double sum = scores.stream().mapToDouble(Score::value).sum();
        return new Score(sum / scores.size(), first.stamp);
    }

    private void requireSameStamp(Score other) {
        if (!stamp.equals(other.stamp)) {
            throw new IllegalArgumentException(
                    "score: '%s' and '%s' do not compare; measure both the same way".formatted(stamp, other.stamp));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, stamp.metric() == Metric.SSIM ? "%.4f (%s)" : "%.2f dB (%s)", value, stamp);
    }
}
