package dev.fettle.runtime.engine;

import java.util.Optional;

/// The arithmetic that depends on the machine: how many floats are worked on at once, and the inner
/// loops. Stateless and thread-safe.
interface Lanes {
    /// What it is, for people: `256-bit vectors`.
    String label();

    /// Floats per vector.
    int count();

    /// Pixels that {@link #accumulate} works on at once, which depends on the vectors per pixel:
    /// registers are few.
    int pixels(int vectors);

    /// The most vectors per pixel that {@link #accumulate} works on at once.
    int vectors();

    /// Pixels that are whole blocks for each panel of a layer with so many vectors of filters: `together` vectors at
    /// once, and the rest.
    default int wholeBlocks(int vectorsOfLayer, int together) {
        int pixels = pixels(Math.min(vectorsOfLayer, together));
        int rest = vectorsOfLayer % together;
        int whole = pixels;
        while (rest > 0 && whole % pixels(rest) > 0) {
            whole += pixels;
        }
        return whole;
    }

    /// Sums of products for {@link #pixels} pixels. Each sum is taken in the order of r and i, one fused or plain
    /// multiply-add after the other, so that a sample does not depend on its place in the block.
    void accumulate(Block block);

    /// Whether there are loops for groups of so many channels and as many filters that fill a vector together.
    default boolean hasGroupLoop(int channels) {
        return false;
    }

    /// Sums of products for neighbouring groups of {@link Block#length} channels, which fill one vector
    /// together, and as many filters, for any number of pixels. There is one run; the weights lie as
    /// {@link Panels.Panel#position} says. A sum is taken in the order of channels, or of two halves of them if
    /// there is one group.
    default void accumulateGroups(Block block) {
        throw new IllegalStateException(label() + " have no loop for groups of " + block.length + " channels");
    }

    /// Filters that {@link #dot} works on at once if there is more than one; 0 where there is no such
    /// loop.
    int dotFilters();

    /// Pixels that {@link #dot} works on at once.
    int dotPixels(int filters);

    /// For each of {@link #dotPixels} pixels p and {@link Block#vectors} filters f a sum per lane: the
    /// products of `x[xFrom + runFrom[r] + p · xStep + i]` and `w[wFrom + (f · runs + r) · length + i]`
    /// for all r and all i that fall on the lane. The sums of (p, f) lie at
    /// `y[yFrom + (p · filters + f) · lanes]`.
    ///
    /// @param block length is a multiple of the lanes
    void dot(Block block);

    /// Adds up the lanes of neighbouring vectors, always in the same order; each sum replaces the first
    /// lane of its vector, the others are left over.
    void addLanes(float[] array, int from, int vectors);

    /// Each channel with weights of its own:
    ///
    /// ```
    /// y[yFrom + p · yStep + c] =
    ///     Σ over r < runs of x[xFrom + runFrom[r] + p · xStep + c] · w[wFrom + r · length + c]
    /// ```
    ///
    /// for p < pixels and c < length. Each sum is taken from 0 in the order of r, one fused or plain
    /// multiply-add after the other.
    ///
    /// @param block length is a multiple of {@link #count}
    void accumulateDepthwise(Block block);

    /// `y[yFrom + c] = Σ over p < pixels of x[xFrom + p · xStep + c]` for c < channels, in the order of p.
    void addPixels(float[] x, int xFrom, int xStep, int pixels, float[] y, int yFrom, int channels);

    /// `y[r · width + i] = Σ over g < groups of w[wFrom + g · width + i] · x[(g · rows + r) · width + i]` for r < rows
    /// and i < width, in the order of g.
    ///
    /// @param width a multiple of {@link #count}
    void mix(float[] x, int rows, float[] w, int wFrom, int groups, int width, float[] y);

    /// Bias, activations and residual.
    void finish(Finish finish);

    /// The residual alone: `y[yFrom + p · yStep + c] = x[xFrom + p · xStep + c] + residual[residualFrom + p ·
    /// residualStep + c]`. One loop over all pixels, where a call for each would take longer than its work.
    ///
    /// @param finish channels are a multiple of {@link #count}
    void sum(Finish finish);

    /// The residual and the samples times a weight of their channel, product and sum rounded each by itself:
    /// `y[yFrom + p · yStep + c] = x[xFrom + p · xStep + c] · bias[biasFrom + c] + residual[residualFrom + p ·
    /// residualStep + c]`.
    void weighedSum(Finish finish);

    /// x / (1 + exp(-x)), in place, from the first index to the one before the last: the bits of {@link Exponential}.
    void silu(float[] array, int from, int to);

    /// The transforms of Winograd's convolution with tiles of so many output samples a side; empty where
    /// they would not pay.
    Optional<TileTransform> tileTransform(int side);

    /// The same for 3×3 filters and shifted ones, joined.
    Optional<TileTransform> foldedTransform(Fold fold);
}
