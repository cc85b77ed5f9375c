package dev.fettle.runtime.engine;

/// The transforms around the products of Winograd's convolution F(m×m, 3×3): Lavin and Gray, CVPR 2016,
/// sec. 4. A tile of m×m output samples is computed from (m + 2)×(m + 2) input samples by (m + 2)²
/// products per pair of channels, instead of 9 m².
///
/// Stateless and thread-safe.
interface TileTransform {
    /// m
    int side();

    /// The matrix G that leads from 3 taps to m + 2 points.
    double[][] filterMatrix();

    /// G g Gᵀ in single precision for as many filters at once as a vector has floats, channel after channel.
    void filters(Taps taps);

    /// Floats of scratch memory that both directions need.
    int scratchFloats();

    /// Bᵀ d B for neighbouring tiles of one row of tiles, the channels that {@link Points#channels} says.
    ///
    /// @param rows position in x of the first sample of each of the m + 2 rows
    /// @param step floats from a pixel to the next
    /// @param v where the points go
    /// @param workspace of the thread, with scratch memory
    void input(float[] x, int[] rows, int step, int tiles, Points v, Workspace workspace);

    /// Aᵀ M A for one tile: m² pixels, row by row, of as many floats as the points have.
    ///
    /// @param tile whose points are read
    void output(Points m, int tile, float[] y, int yFrom, Workspace workspace);

    /// Whether {@link #finish} is there.
    boolean finishes();

    /// The same for a tile whose m² pixels all lie in the result, and their filters there side by side: they go to
    /// their places at once, where {@link Workspace#finish} takes them.
    void finish(Points m, int tile, Workspace workspace);
}
