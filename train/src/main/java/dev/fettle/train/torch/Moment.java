package dev.fettle.train.torch;

import dev.fettle.train.data.RandomState;

/// Where a step stands in its training, for what depends on it: learning rates, a falling temperature, noise.
///
/// @param step updates made before it
/// @param steps updates of the whole training
/// @param epoch whole epochs before it
/// @param noise what the step's random numbers follow from; the same number gives the same noise
public record Moment(long step, long steps, long epoch, long noise) {
    /// The end of a training.
    public static final Moment LAST = new Moment(1, 1, 0, 0);

    public Moment {
        if (step < 0 || step > steps || steps < 1 || epoch < 0) {
            throw new IllegalArgumentException(
                    "moment: step must be 0 to %d and epoch at least 0, got %d and %d".formatted(steps, step, epoch));
        }
    }

    /// How long a training is, and what its noise follows from.
    ///
    /// @param epoch updates that make an epoch
    public record Span(long steps, long epoch, long seed) {
        /// The moment before a step. It follows from step and seed alone, so that a training that is resumed
        /// meets the same moments, and data and noise do not share random numbers.
        ///
        /// @param done steps made so far
        public Moment after(long done) {
            long ofSeed = new RandomState(seed).nextLong();
            return new Moment(done, steps, done / epoch, new RandomState(ofSeed + done).nextLong());
        }
    }

    /// Part of the training that is done, from 0 to 1.
    public double progress() {
        return (double) step / steps;
    }
}
