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

    /// Another row of cells in a turn makes maps keep more rows, and must save so much.
    private static final double WORTH_A_BAND = 0.94;

    /// Cells side by side that are worth a job, whatever the number of threads.
    private static final int STRIP = 12;

    /// The shape that takes the least time for a row of cells, where a kernel computes whole blocks of cells.
    ///
    /// @param cellsPerRow columns of cells of the picture
    /// @param bandsPerPicture rows of cells of the picture
    static PatchShape of(Kernel kernel, int cellsPerRow, int bandsPerPicture, Pace pace) {
        if (kernel.grid() == 1) {
            int bands = Math.clamp(kernel.cellsPerJob(), 1, Step.TURN_ROWS);
            return new PatchShape(bands, Math.max(kernel.cellsPerJob() / bands, 1));
        }
        PatchShape best = new PatchShape(1, 1);
        double least = Double.POSITIVE_INFINITY;
        int mostCells = mostCells(kernel, cellsPerRow * bandsPerPicture, pace);
        int mostColumns = Math.max(Math.ceilDiv(cellsPerRow, pace.parts()), Math.min(STRIP, cellsPerRow));
        for (int bands = 1; bands <= Math.min(pace.mostBands(), bandsPerPicture); bands++) {
            int most = Math.min(mostCells / bands, mostColumns);
            for (int columns = most; columns > 0; columns--) {
                PatchShape shape = new PatchShape(bands, columns);
                double cost = shape.cost(cellsPerRow, kernel.blockCells()) / bands;
                boolean isHigher = shape.turnBands(cellsPerRow, pace) > best.turnBands(cellsPerRow, pace);
                if (cost < least * (isHigher ? WORTH_A_BAND : 1)) {
                    best = shape;
                    least = cost;
                }
            }
        }
        return best;
    }

    /// Bands of a turn: whole jobs, and enough cells for the fetching of the weights.
    int turnBands(int cellsPerRow, Pace pace) {
        return bands * Math.ceilDiv(pace.turnCells(), bands * cellsPerRow);
    }

    /// At least two jobs for each thread, but no job less than what is computed together.
    private static int mostCells(Kernel kernel, int cells, Pace pace) {
        int share = pace.parts() == 1 ? cells : cells / (2 * pace.parts());
        return Math.clamp(share, Math.min(kernel.blockCells(), kernel.cellsPerJob()), kernel.cellsPerJob());
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
