package dev.fettle.train.torch;

import dev.fettle.train.data.RandomState;

/// Where a step stands in its training, for operations that depend on it: a falling temperature, noise.
///
/// @param progress part of the training that is done, from 0 to 1
/// @param noise what the step's random numbers follow from; the same number gives the same noise
public record Moment(double progress, long noise) {
    /// The end of a training.
    public static final Moment LAST = new Moment(1, 0);

    public Moment {
        if (!(progress >= 0 && progress <= 1)) {
            throw new IllegalArgumentException("moment: progress must be 0 to 1, got " + progress);
        }
    }

    /// The moment before a step. It follows from step and seed alone, so that a training that is resumed meets the
    /// same moments, and data and noise do not share random numbers.
    ///
    /// @param done steps made so far
    /// @param steps of the whole training
    public static Moment of(long done, long steps, long seed) {
        long ofSeed = new RandomState(seed).nextLong();
        return new Moment((double) done / steps, new RandomState(ofSeed + done).nextLong());
    }
}
