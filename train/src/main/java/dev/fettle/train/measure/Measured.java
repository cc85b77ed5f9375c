package dev.fettle.train.measure;

import java.util.Locale;

/// The outcome of a validation.
public record Measured(Measure measure, double value) {
    /// With its unit: `31.234 dB`.
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f %s", value, measure.unit());
    }
}
