package dev.fettle.runtime.engine;

/// One way of computing a convolution with given geometry. The engine cuts a feature map into patches and
/// applies the epilogue to each patch while it is hot; a kernel only turns input into sums. Stateless and
/// thread-safe; which kernel is chosen depends on layer and machine, never on the tile, and a sample must not
/// depend on the patch it is in: that is what makes the result the same for any number of threads.
interface Kernel {
    /// For plans: `direct 3×3`.
    String label();

    /// Rows of a full patch; patches begin at multiples of it.
    int patchRows();

    /// Columns are cut at multiples of this.
    int patchColumns();

    /// Floats per pixel of a patch's result; at least the filters, the rest is left over.
    int pixelStep();

    /// Floats that packed weights take.
    int packedFloats();

    /// Brings weights and bias into the order in which {@link #compute} reads them.
    ///
    /// @param order the filter at each place of the result; a permutation
    /// @param bias one value per filter, in the filters' own order
    void pack(Filters filters, float[] bias, int[] order, float[] packed);

    /// Floats beyond the last sample of a feature map that may be read (and do not matter).
    int overreach();

    /// Fills {@link Patch#output} and sets {@link Patch#rowStep}.
    void compute(Patch patch, float[] packed);

    /// Floats of {@link Patch#output} that a patch of this size needs.
    int patchFloats(int rows, int columns);
}
