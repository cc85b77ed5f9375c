package dev.fettle.train.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Sums over the steps since the last line of the log, of which the next line has the means.
///
/// @param steps that are summed up
/// @param totals by name: `loss`
public record Sums(int steps, SequencedMap<String, Double> totals) {
    /// At the beginning of a line.
    public static final Sums NONE = new Sums(0, new LinkedHashMap<>());

    public Sums {
        totals = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(totals));
    }

    /// With one more step.
    public Sums plus(Map<String, Double> values) {
        SequencedMap<String, Double> sums = new LinkedHashMap<>(totals);
        values.forEach((name, value) -> sums.merge(name, value, Double::sum));
        return new Sums(steps + 1, sums);
    }

    /// The mean of each.
    public SequencedMap<String, Double> means() {
        SequencedMap<String, Double> means = new LinkedHashMap<>(totals);
        means.replaceAll((_, sum) -> sum / steps);
        return means;
    }
}
