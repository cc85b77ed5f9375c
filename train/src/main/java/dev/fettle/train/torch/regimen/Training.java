package dev.fettle.train.torch.regimen;

import dev.fettle.image.Image;
import dev.fettle.network.Values;
import dev.fettle.network.Weights;
import dev.fettle.network.architecture.Architecture;
import dev.fettle.train.checkpoint.TrainingState;
import dev.fettle.train.data.RandomStreams;
import dev.fettle.train.measure.Measured;
import dev.fettle.train.torch.Moment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A training at work, seen from the loop around it: makes steps, and knows everything that they change. Not
/// thread-safe; {@link #close} frees it all.
public interface Training extends AutoCloseable {
    /// Draws what it needs and, if loss and gradients are finite, makes one update.
    ///
    /// @param moment before it
    /// @param random streams that it draws from, each by its name; all randomness of the data comes from them
    Step step(Moment moment, RandomStreams random);

    /// Updates made so far.
    long steps();

    /// What the last step was not finite by: `weight 'head.0.weight'`.
    String culprit();

    /// What it has found so far beside weights, by key, for the log of a validation: numbers, words, and lists or
    /// maps of them.
    default SequencedMap<String, Object> findings() {
        return new LinkedHashMap<>();
    }

    /// Hears what a validation of its answers came to, before the state is kept.
    default void validated(Measured measured) {}

    /// The network that comes out at this point.
    Outcome outcome();

    /// @param weights that are shipped
    record Outcome(Architecture architecture, Weights weights) {}

    /// The samples that the last step saw, for keeping them.
    SequencedMap<String, Values> lastSeen();

    /// A copy of everything that steps change, but for the random streams.
    TrainingState state();

    /// Goes on from a state.
    ///
    /// @throws IllegalArgumentException if it is that of another network, objective or optimizer
    void resume(TrainingState state);

    /// The result for pictures, by what is validated and shipped; neither clipped nor rounded.
    ///
    /// @param pictures of one size
    /// @param scale of several the one that is meant; means nothing to a network of one
    /// @return one behind the other
    Values answer(List<Image> pictures, int scale);

    @Override
    void close();
}
