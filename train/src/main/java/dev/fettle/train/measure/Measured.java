package dev.fettle.train.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// The outcome of a validation.
///
/// @param value of a network of several scales the mean of those of the scales
/// @param scales the value of each of several scales; empty if there is one, and in checkpoints from before there were
/// several
public record Measured(
        Measure measure,
        double value,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        SequencedMap<Integer, Double> scales) {
    private static final double FALL = 1; // dB

    public Measured {
        scales = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(scales));
    }

    /// At one scale.
    public Measured(Measure measure, double value) {
        this(measure, value, new LinkedHashMap<>());
    }

    /// @param scales the value of each
    public static Measured of(Measure measure, SequencedMap<Integer, Double> scales) {
        double mean = scales.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        return scales.size() == 1 ? new Measured(measure, mean) : new Measured(measure, mean, scales);
    }

    /// Whether it is more than a decibel below an earlier one, farther than trainings go down on their way. Of
    /// classes never: their scores go up and down by more.
    public boolean isFarBelow(Measured earlier) {
        return measure == earlier.measure && measure.isOfPictures() && value < earlier.value - FALL;
    }

    /// All values by the names that logs use: `psnrY`, and behind it `psnrY.x2` of each of several scales.
    public SequencedMap<String, Double> byKey() {
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put(measure.key(), value);
        scales.forEach((scale, each) -> values.put(measure.key() + ".x" + scale, each));
        return values;
    }

    /// With its unit: `31.234 dB`, or `31.234 dB (x2 34.100, x3 30.500, x4 29.102)`.
    @Override
    public String toString() {
        String each = scales.entrySet().stream()
                .map(scale -> String.format(Locale.ROOT, "x%d %.3f", scale.getKey(), scale.getValue()))
                .collect(Collectors.joining(", ", " (", ")"));
        return String.format(Locale.ROOT, "%.3f %s%s", value, measure.unit(), scales.isEmpty() ? "" : each);
    }
}
