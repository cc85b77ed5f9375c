package dev.fettle.network;

/// A factor that falls exponentially over a training and never ends: from · 0.01^(p / until), p being the part of the
/// training that is done. The noise of Nie et al., TMLR 2022 (GhostSR), aᵗ with t the epoch and a = 0.01^(1 / (until ·
/// epochs)).
///
/// @param from the factor at the beginning; 0 for none at all
/// @param until part of the training after which a hundredth of it is left; large for a factor that stays
public record Fading(double from, double until) {
    /// By the tenth part of the training proxies, which begin within ±⅓, decide instead of the noise.
    public static final Fading DEFAULTS = new Fading(1, 0.1);

    private static final double LEFT = 0.01;
    private static final double MOST = 1_000_000;

    public Fading {
        if (!(from >= 0 && from <= MOST)) {
            throw new IllegalArgumentException("fading: from must be 0 to %.0f, got %s".formatted(MOST, from));
        }
        if (!(until > 0 && until <= MOST)) {
            throw new IllegalArgumentException(
                    "fading: until must be above 0, at most %.0f, got %s".formatted(MOST, until));
        }
    }

    /// The factor after a part of the training.
    ///
    /// @param progress from 0 to 1
    public double at(double progress) {
        return from * Math.pow(LEFT, progress / until);
    }
}
