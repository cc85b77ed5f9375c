package dev.fettle.train.data;

/// Where batches come from.
@FunctionalInterface
public interface BatchSource {
    /// The next patches; moves the random state on, and depends on nothing else that changes.
    Batch next(RandomState random, int count);
}
