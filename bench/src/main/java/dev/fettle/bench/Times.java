package dev.fettle.bench;

import java.util.List;

/// How long the runs of one engine took.
///
/// @param first milliseconds of the very first run
/// @param millis of the runs that count, in the order in which they were made
record Times(double first, List<Double> millis) {
    Times {
        millis = List.copyOf(millis);
    }

    double median() {
        List<Double> sorted = millis.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    double min() {
        return millis.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double max() {
        return millis.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
