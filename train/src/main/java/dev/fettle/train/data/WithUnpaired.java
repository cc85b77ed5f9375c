package dev.fettle.train.data;

/// Batches whose last patches are of pictures without originals: Guo et al., CVPR 2020 (DRN), algorithm 1, which mixes
/// m unpaired and n paired pictures in each step.
///
/// @param unpaired gives the input alone
/// @param share of each batch that is unpaired
public record WithUnpaired(BatchSource paired, BatchSource unpaired, double share) implements BatchSource {
    /// How many of a batch are unpaired: the share, rounded.
    public static int count(double share, int batch) {
        return (int) Math.round(share * batch);
    }

    @Override
    public Batch next(RandomState random, int count) {
        int others = count(share, count);
        return paired.next(random, count - others).followedBy(unpaired.next(random, others));
    }
}
