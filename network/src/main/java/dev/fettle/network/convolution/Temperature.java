package dev.fettle.network.convolution;

import dev.fettle.network.Course;
import dev.fettle.network.Operation;
import dev.fettle.network.TrainingOnly;

/// What a softmax divides its input by: a high temperature makes the weights alike, a low one picks the largest.
///
/// @param from at the beginning of the training, where it falls
/// @param to from the end of the fall on, and where it does not fall
/// @param until part of the training after which it has fallen
public record Temperature(double from, double to, double until) {
    /// 30 to 1 over the first 10 of 30 epochs: Chen et al., CVPR 2020, sec. 3.2, in this toolbox's longest
    /// recipe.
    public static final Temperature DEFAULTS = new Temperature(30, 1, 1.0 / 3);

    private static final int HIGHEST = 10_000; // the weights are alike at a hundredth of this

    public Temperature {
        if (!(from > 0 && to > 0) || Double.isInfinite(from) || Double.isInfinite(to)) {
            throw new IllegalArgumentException(
                    "temperature: from and to must be positive and finite, got " + from + " and " + to);
        }
        if (from > HIGHEST || to > HIGHEST) {
            throw new IllegalArgumentException(
                    "temperature: from and to must be at most " + HIGHEST + ", got " + from + " and " + to);
        }
        if (!(until > 0 && until <= 1)) {
            throw new IllegalArgumentException("temperature: until must be in (0, 1], got " + until);
        }
    }

    /// Over k groups, its temperature falling while it trains.
    Operation softmax(int groups) {
        return new TrainingOnly.AnnealedSoftmax(groups, Course.linear(from, to, until));
    }
}
