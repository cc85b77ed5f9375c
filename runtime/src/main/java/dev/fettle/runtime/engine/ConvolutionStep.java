package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.Shift;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A convolution with its epilogue: patch by patch through the kernel, and from the patch to the result
/// while it is hot. A band is one row of the kernel's cells, or of windows that have kernels of their own.
final class ConvolutionStep implements Step {
    private final String name;
    private final Convolution convolution;
    private final Kernel kernel;
    private final Epilogue epilogue;
    private final Operand input;
    private final InputPart[] parts;
    private final Operand result;
    private final Optional<Operand> residual;
    private final List<Read> reads;
    private final KernelSource source;
    private final int extent;
    private final int lead;
    private final int height;
    private final int width;
    private final int cellsPerRow;
    private final int bandRows;
    private final PatchShape shape;
    private final int turnBands;
    private final Neighbours neighbours;

    /// What is read and written.
    ///
    /// @param parts all channels of the input, in its array
    /// @param residual a map that is added to the result
    record Maps(Operand input, List<InputPart> parts, Operand result, Optional<Operand> residual) {}

    ConvolutionStep(Stage stage, Program program, Maps maps, KernelSource source, Pace pace) {
        convolution = program.convolution(stage);
        input = maps.input();
        parts = maps.parts().toArray(InputPart[]::new);
        result = maps.result();
        residual = maps.residual();
        this.source = source;
        lead = source instanceof KernelSource.Windows ? 0 : program.leads().of(stage);
        name = stage.node().name();
        epilogue = stage.epilogue();
        neighbours = Neighbours.of(convolution.geometry(), epilogue.shuffle(), result.layout());
        extent = result.layout().extent() / epilogue.shuffle();
        height = result.layout().height() / epilogue.shuffle();
        width = result.layout().width() / epilogue.shuffle();
        cellsPerRow = Math.ceilDiv(width + 2 * extent, convolution.kernel().cellColumns());
        bandRows = source instanceof KernelSource.Windows(Operand _, int side)
                ? side
                : convolution.kernel().grid();
        reads = findReads();
        shape = PatchShape.of(convolution.kernel(), cellsPerRow, bandsPerPicture(), pace);
        kernel = source instanceof KernelSource.Windows
                ? convolution.kernel()
                : convolution.kernel().forPatches(shape.bands() * shape.columns());
        turnBands = turnBands(pace);
    }

    private int turnBands(Pace pace) {
        if (source instanceof KernelSource.Windows) {
            return 1;
        }
        if (kernel().grid() == 1) {
            return TURN_ROWS;
        }
        int bands = shape.turnBands(cellsPerRow, pace);
        return kernel().fold().isNone() || pace.turnCells() == 1 ? bands : asManyRows(bands);
    }

    /// Bands that are lower than those of other layers' squares: as many rows as these make in a turn. With fewer,
    /// what is left over would be a turn of its own in all layers that follow.
    private int asManyRows(int bands) {
        return Math.ceilDiv(bands * 6, kernel().grid());
    }

    private List<Read> findReads() {
        List<Read> list = new ArrayList<>();
        Geometry geometry = convolution.geometry();
        // what lies in parts is read by those who write the shifted ones: see Storage.writers
        Fold fold = parts.length == 1 ? convolution.kernel().fold() : Fold.NONE;
        list.add(new Read(input.node(), new Read.Rows() {
            @Override
            public int from(int band) {
                return geometry.inputStart(firstRow(band))
                        - fold.above()
                        + input.layout().extent();
            }

            @Override
            public int to(int band) {
                return geometry.inputEnd(firstRow(band))
                        + fold.below()
                        + input.layout().extent();
            }
        }));
        residual.ifPresent(other -> list.add(new Read(other.node(), new Read.Rows() {
            @Override
            public int from(int band) {
                return firstRow(band)
                        + Math.min(ghostsDown(), 0)
                        + other.layout().extent();
            }

            @Override
            public int to(int band) {
                return firstRow(band)
                        + Math.max(ghostsDown(), 0)
                        + other.layout().extent();
            }
        })));
        switch (source) {
            case KernelSource.Fixed _ -> {}
            case KernelSource.Packed(PackStep step) -> list.add(Read.whole(step.result()));
            case KernelSource.Windows(Operand coefficients, int _) -> list.add(Read.sameRow(coefficients.node()));
        }
        return list;
    }

    Kernel kernel() {
        return kernel;
    }

    Lanes lanes() {
        return convolution.lanes();
    }

    Convolution convolution() {
        return convolution;
    }

    Epilogue epilogue() {
        return epilogue;
    }

    Operand input() {
        return input;
    }

    /// All channels of the input, and where they lie in its array.
    InputPart[] parts() {
        return parts;
    }

    Operand resultMap() {
        return result;
    }

    Optional<Operand> residual() {
        return residual;
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /// Rows and columns of the convolution's output that are computed beyond each edge of the picture. As the
    /// following, before the shuffle.
    int extent() {
        return extent;
    }

    /// Rows by which the first cells begin above the first row that is computed; see {@link Leads}.
    int lead() {
        return lead;
    }

    /// The row behind the last.
    int bottom() {
        return height + extent;
    }

    /// The column behind the last.
    int right() {
        return width + extent;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String label() {
        return kernel().label();
    }

    @Override
    public long macs() {
        return macs(height + 2 * extent, width + 2 * extent);
    }

    @Override
    public long macsInside() {
        return macs(height, width);
    }

    private long macs(int rows, int columns) {
        return convolution.geometry().macsPerPixel() * result.layout().pictures() * rows * columns;
    }

    @Override
    public int result() {
        return result.node();
    }

    @Override
    public List<Read> reads() {
        return reads;
    }

    @Override
    public int bands() {
        return result.layout().pictures() * bandsPerPicture();
    }

    /// Where ghosts are shifted up, the next band makes those of the last rows.
    @Override
    public int rowsAfter(int bands) {
        int rows = Math.min(firstRow(bands), bottom());
        int complete = rows < bottom() ? Math.max(rows + Math.min(ghostsDown(), 0), -extent) : rows;
        return (complete + extent) * epilogue.shuffle();
    }

    @Override
    public int rowsTouched(int bands) {
        return (Math.min(firstRow(bands) + Math.max(ghostsDown(), 0), bottom()) + extent) * epilogue.shuffle();
    }

    private int ghostsDown() {
        return epilogue.ghosts().map(Shift::down).orElse(0);
    }

    private int bandsPerPicture() {
        return Math.ceilDiv(source instanceof KernelSource.Windows ? height : lead + height + 2 * extent, bandRows);
    }

    /// Of a band, or behind the last one, where cells may reach beyond the bottom. What lies beyond the picture's edges
    /// belongs to the outermost windows.
    private int firstRow(int band) {
        boolean isInWindows = source instanceof KernelSource.Windows;
        if (isInWindows && band >= bandsPerPicture()) {
            return band * bandRows + extent;
        }
        return isInWindows && band > 0 ? band * bandRows : band * bandRows - extent - lead;
    }

    @Override
    public int turnBands() {
        return turnBands;
    }

    /// Rectangles of cells.
    @Override
    public int jobs(int from, int to) {
        int bands = to - from;
        return source instanceof KernelSource.Windows(Operand coefficients, int _)
                ? bands * coefficients.layout().width()
                : Math.ceilDiv(cellsPerRow, shape.columns()) * Math.ceilDiv(bands, shape.bands());
    }

    @Override
    public Layout layout() {
        return result.layout();
    }

    @Override
    public Scratch scratch() {
        Scratch own = kernel().scratch(input.layout());
        return switch (source) {
            case KernelSource.Fixed _, KernelSource.Packed _ -> own;
            case KernelSource.Windows _ ->
                own.max(convolution.mixingScratch())
                        .and(Part.MIXED_KERNEL, kernel().packedFloats())
                        .and(Part.MIXED_BIAS, convolution.bias().length);
        };
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        if (source instanceof KernelSource.Windows(Operand coefficients, int side)) {
            runWindow(from + job % (to - from), job / (to - from), coefficients, side, workspace);
            return;
        }
        int rows = Math.ceilDiv(to - from, shape.bands());
        int first = from + job % rows * shape.bands();
        int end = Math.min(first + shape.bands(), to);
        int column = job / rows * shape.columns();
        for (int band = first; band < end; ) {
            int picture = band / bandsPerPicture();
            int last = Math.min(end, (picture + 1) * bandsPerPicture());
            Patch patch = workspace.patch;
            patch.begin(this, workspace, picture, bias(picture, workspace));
            patch.takeBands(band - picture * bandsPerPicture(), last - band);
            patch.takeColumns(column, Math.min(shape.columns(), cellsPerRow - column));
            kernel().compute(patch, packed(picture, workspace), workspace);
            band = last;
        }
    }

    private float[] packed(int picture, Workspace workspace) {
        return source instanceof KernelSource.Packed(PackStep step)
                ? step.kernel(picture, workspace)
                : convolution.packed().orElseThrow();
    }

    private float[] bias(int picture, Workspace workspace) {
        return source instanceof KernelSource.Packed(PackStep step)
                ? step.bias(picture, workspace)
                : convolution.bias();
    }

    private void runWindow(int band, int column, Operand coefficients, int side, Workspace workspace) {
        int picture = band / bandsPerPicture();
        int row = band - picture * bandsPerPicture();
        int from = coefficients.layout().position(picture, row, column);
        convolution.mix(coefficients.map(workspace), from, workspace.mixedKernel, workspace.mixedBias, workspace);
        Patch patch = workspace.patch;
        patch.begin(this, workspace, picture, workspace.mixedBias);
        boolean isLast = column == coefficients.layout().width() - 1;
        patch.frame(
                firstRow(row),
                column == 0 ? -extent : column * side,
                Math.min(firstRow(row + 1), bottom()),
                isLast ? right() : (column + 1) * side);
        int most = kernel().cellsPerJob();
        for (int left = 0; left < patch.columnsOfFrame(); left += most) {
            int columns = Math.min(most, patch.columnsOfFrame() - left);
            int bands = kernel().cellsPerJob() / columns; // a narrow rest is taken in tall patches
            patch.takeColumns(left, columns);
            for (int first = 0; first < patch.bandsOfFrame(); first += bands) {
                patch.takeBands(first, Math.min(bands, patch.bandsOfFrame() - first));
                kernel().compute(patch, workspace.mixedKernel, workspace);
            }
        }
    }
}
