package dev.fettle.train;

import java.time.Duration;
import java.util.Arrays;

/// Foretells how long training goes on: the median of the last steps' times, so that a pause or a slow moment does
/// not count, plus the share of validation.
final class Pace {
    private final double[] recent = new double[100];
    private int known;
    private int next;
    private double validationSecondsPerStep;

    void stepped(double seconds) {
        recent[next] = seconds;
        next = (next + 1) % recent.length;
        known = Math.min(known + 1, recent.length);
    }

    /// @param every steps between two validations
    void validated(double seconds, long every) {
        validationSecondsPerStep = seconds / every;
    }

    Duration remaining(long steps) {
        if (known == 0) {
            return Duration.ZERO;
        }
        double[] sorted = Arrays.copyOf(recent, known);
        Arrays.sort(sorted);
        double perStep = sorted[known / 2] + validationSecondsPerStep;
        return Duration.ofMillis(Math.round(1000 * perStep * steps));
    }
}
