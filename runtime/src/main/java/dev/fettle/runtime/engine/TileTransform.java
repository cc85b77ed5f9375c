package dev.fettle.runtime.engine;

/// The transforms around the products of Winograd's convolution F(m×n, r×s): Lavin and Gray, CVPR 2016,
/// sec. 4. A tile of m×n output samples is computed from (m + r - 1)×(n + s - 1) input samples by as many
/// products per pair of channels, instead of m·n·r·s.
///
/// Stateless and thread-safe.
interface TileTransform {
    /// The vertical direction.
    LineTransform down();

    /// The horizontal direction.
    LineTransform across();

    /// Products for each pair of channels.
    default int points() {
        return down().points() * across().points();
    }

    /// G g Gᵀ of 3×3 filters in single precision for as many filters at once as a vector has floats, channel after
    /// channel.
    void filters(Taps taps);

    /// Floats of scratch memory that both directions need.
    int scratchFloats();

    /// Bᵀ d B for neighbouring tiles of one row of tiles, the channels that {@link Points#channels} says.
    ///
    /// @param rows position in x of the first sample of each of the m + r - 1 rows
    /// @param step floats from a pixel to the next
    /// @param v where the points go
    /// @param workspace of the thread, with scratch memory
    void input(float[] x, int[] rows, int step, int tiles, Points v, Workspace workspace);

    /// Aᵀ M A for neighbouring tiles: m rows of n pixels for each tile, of as many floats as the points have.
    ///
    /// @param tile the first whose points are read
    void output(Points m, int tile, int tiles, float[] y, int yFrom, Workspace workspace);
}
