package dev.fettle.lab.statistics;

/// Where a number lies that is known from a sample alone, in 95 of 100 such samples.
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval: from %s to %s".formatted(low, high));
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
