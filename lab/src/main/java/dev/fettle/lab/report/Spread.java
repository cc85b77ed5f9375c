package dev.fettle.lab.report;

import java.util.List;
import java.util.Locale;

/// A number measured once for each seed.
///
/// @param count of the seeds; with none, the numbers are NaN
/// @param deviation of the sample (divided by count - 1); NaN below two seeds
public record Spread(int count, double mean, double deviation, double min, double max) {
    /// The spread of some numbers.
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            return new Spread(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double deviation = values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1));
        double min = values.stream().mapToDouble(value -> value).min().orElseThrow();
        double max = values.stream().mapToDouble(value -> value).max().orElseThrow();
        return new Spread(values.size(), mean, deviation, min, max);
    }

    /// `37.18 ± 0.03`; without the second part for a single seed, a dash for none.
    String text(int decimals) {
        if (count == 0) {
            return ResultTable.NOT_MEASURED;
        }
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number, mean)
                + (Double.isNaN(deviation) ? "" : String.format(Locale.ROOT, " ± " + number, deviation));
    }
}
