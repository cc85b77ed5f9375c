package dev.fettle.train.torch.regimen;

import dev.fettle.train.data.Batch;
import dev.fettle.train.data.RandomState;
import dev.fettle.train.torch.Moment;

/// Draws the batch of a step.
@FunctionalInterface
public interface Draw {
    /// The next patches; moves the random state on, and depends on the moment and on nothing else that changes.
    Batch of(Moment moment, RandomState random);
}
