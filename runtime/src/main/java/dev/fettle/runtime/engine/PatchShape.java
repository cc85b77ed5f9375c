package dev.fettle.runtime.engine;

/// How a convolution's cells are cut into jobs: rectangles of some bands by some columns.
///
/// @param bands rows of cells
/// @param columns of cells
record PatchShape(int bands, int columns) {
    /// Of the time of a block: the handing out of a job, and what each column of cells saves that has a neighbour in
    /// its patch.
    private static final double JOB = 0.05;

    private static final double COLUMN = 0.02;

    /// The shape that takes the least time for a row of cells, where a kernel computes whole blocks of cells.
    ///
    /// @param cellsPerRow columns of cells of the picture
    /// @param mostBands more would make turns high, and maps keep many rows
    static PatchShape of(Kernel kernel, int cellsPerRow, int mostBands) {
        if (kernel.grid() == 1) {
            int bands = Math.clamp(kernel.cellsPerJob(), 1, Step.TURN_ROWS);
            return new PatchShape(bands, Math.max(kernel.cellsPerJob() / bands, 1));
        }
        PatchShape best = new PatchShape(1, 1);
        double least = Double.POSITIVE_INFINITY;
        for (int bands = 1; bands <= mostBands; bands++) {
            int most = Math.min(kernel.cellsPerJob() / bands, cellsPerRow);
            for (int columns = most; columns > 0; columns--) {
                PatchShape shape = new PatchShape(bands, columns);
                double cost = shape.cost(cellsPerRow, kernel.blockCells()) / bands;
                if (cost < least) {
                    best = shape;
                    least = cost;
                }
            }
        }
        return best;
    }

    /// In blocks, for all columns of cells.
    private double cost(int cellsPerRow, int blockCells) {
        int whole = cellsPerRow / columns;
        int rest = cellsPerRow % columns;
        double blocks = whole * Math.ceilDiv(bands * columns, blockCells) + Math.ceilDiv(bands * rest, blockCells);
        int jobs = whole + (rest > 0 ? 1 : 0);
        return blocks + jobs * (JOB + COLUMN * bands);
    }
}
