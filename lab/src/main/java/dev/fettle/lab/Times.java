package dev.fettle.lab;

import java.util.List;

/// How long the runs of one network took.
///
/// @param first milliseconds of the very first run
/// @param millis of the runs that count, in the order in which they were made
public record Times(double first, List<Double> millis) {
    public Times {
        millis = List.copyOf(millis);
    }

    /// Milliseconds in the middle.
    public double median() {
        List<Double> sorted = millis.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /// Milliseconds of the fastest run.
    public double min() {
        return millis.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /// Milliseconds of the slowest run.
    public double max() {
        return millis.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
