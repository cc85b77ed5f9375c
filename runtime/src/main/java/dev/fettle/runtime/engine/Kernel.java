package dev.fettle.runtime.engine;

/// One way of computing a convolution with given geometry. The engine cuts the output into cells, hands
/// rectangles of cells to the kernel and takes the sums from it through {@link Patch#finish}, which knows of
/// bias, activations, residuals and shuffles; a kernel only turns input into sums. Stateless and
/// thread-safe.
///
/// Which kernel is chosen depends on layer and machine, never on the tile, and a sample must not depend
/// on the job that its cell is in: that is what makes the result the same for any number of threads.
interface Kernel {
    /// For plans: `direct 3×3`.
    String label();

    /// Side of the squares of samples that are computed together, so that rounding errors spread within
    /// them: the grid on which tiles must begin. 1 where every sample stands alone.
    int grid();

    /// Columns of such a rectangle, where it is none of equal sides.
    default int gridColumns() {
        return grid();
    }

    /// What of the input is read for more than itself.
    default Fold fold() {
        return Fold.NONE;
    }

    /// Columns of a cell; its rows are {@link #grid}.
    int cellColumns();

    /// Neighbouring cells that are worth a job, and the most that fit the memory of a patch.
    int cellsPerJob();

    /// The same kernel, with less memory, for patches of at most so many cells.
    default Kernel forPatches(int cells) {
        return this;
    }

    /// Cells that are computed together, whether there are so many or not.
    default int blockCells() {
        return 1;
    }

    /// Floats that packed weights take.
    int packedFloats();

    /// Brings weights into the order in which {@link #compute} reads them.
    void pack(Filters filters, float[] packed);

    /// The same for filters that a {@link Bank} has mixed: side by side in whole vectors, each at its place.
    default void packMixed(Filters filters, float[] packed) {
        pack(filters, packed);
    }

    /// Whether the pixels of the input may be further apart than its channels, as they are in a view of some
    /// channels of a wider map.
    default boolean readsViews() {
        return true;
    }

    /// Whether some channels of the input may lie elsewhere in its map, further up or down, or to the side: in more
    /// than one of {@link Patch#parts}.
    default boolean readsParts() {
        return false;
    }

    /// Floats beyond the last sample of a feature map that may be read (and do not matter).
    int overreach();

    /// What a thread needs to compute patches.
    ///
    /// @param input the map that is read
    Scratch scratch(Layout input);

    /// Computes the patch's cells and finishes each of their rows.
    void compute(Patch patch, float[] packed, Workspace workspace);
}
