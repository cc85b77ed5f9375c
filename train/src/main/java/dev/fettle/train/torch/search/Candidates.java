package dev.fettle.train.torch.search;

import java.util.List;

/// The numbers of channels that a layer may be given: parts of what a ratio leaves, cut to a whole number, rounded to
/// a multiple (remainders of more than half of it up, others down), at least so many. The largest is what a ratio
/// leaves, so that no layer keeps more, but for rounding, whatever is chosen. guoyongcs/DRC.
///
/// @param ratio part of a layer's channels that the largest candidate takes from it, above 0 and below 1
/// @param parts of what is left, ascending, each above 0 and at most 1
/// @param multiple that numbers are rounded to
/// @param least number
public record Candidates(double ratio, List<Double> parts, int multiple, int least) {
    /// Of the release, with 30 %.
    public static final Candidates DEFAULTS = new Candidates(0.3, List.of(0.5, 0.6, 0.7, 0.8, 0.9, 1.0), 4, 4);

    /// Far less than one channel, for products that are whole but for their rounding.
    private static final double ROUNDING = 1e-9;

    private static final int MOST = 4096; // channels of any network

    public Candidates {
        parts = List.copyOf(parts);
        if (!(ratio > 0 && ratio < 1)) {
            throw new IllegalArgumentException("regimen: ratio must be above 0 and below 1, got " + ratio);
        }
        if (parts.size() < 2 || !parts.stream().allMatch(part -> part > 0 && part <= 1)) {
            throw new IllegalArgumentException(
                    "regimen: parts must be at least two numbers above 0 and at most 1, got " + parts);
        }
        if (!parts.equals(parts.stream().distinct().sorted().toList())) {
            throw new IllegalArgumentException("regimen: parts must ascend, got " + parts);
        }
        if (multiple < 1 || least < 1 || multiple > MOST || least > MOST) {
            throw new IllegalArgumentException(
                    "regimen: multiple and least must be from 1 to %d, got %d and %d".formatted(MOST, multiple, least));
        }
    }

    /// One for each part, some of them alike in narrow layers, as in the release.
    ///
    /// @param channels of the layer, at least as many as {@link #least}
    public List<Integer> of(int channels) {
        return parts.stream().map(part -> rounded(channels, part)).toList();
    }

    private int rounded(int channels, double part) {
        int whole = (int) (channels * (1 - ratio) * part + ROUNDING);
        int over = whole % multiple;
        int near = 2 * over > multiple ? whole - over + multiple : whole - over;
        return Math.clamp(near, least, channels);
    }
}
