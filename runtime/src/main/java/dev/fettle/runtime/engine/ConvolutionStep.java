package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A convolution with its epilogue: patch by patch through the kernel, and from the patch to the result
/// while it is hot. A band is one row of the kernel's cells.
final class ConvolutionStep implements Step {
    private final String name;
    private final Convolution convolution;
    private final Epilogue epilogue;
    private final Operand input;
    private final Operand result;
    private final Optional<Operand> residual;
    private final List<Read> reads;
    private final Optional<PackStep> pack;
    private final int height;
    private final int width;
    private final int cellsPerRow;

    /// @param pack who brings weights that depend on the picture
    ConvolutionStep(
            Stage stage,
            Convolution convolution,
            Operand input,
            Operand result,
            Optional<Operand> residual,
            Optional<PackStep> pack) {
        this.convolution = convolution;
        this.input = input;
        this.result = result;
        this.residual = residual;
        this.pack = pack;
        name = stage.node().name();
        epilogue = stage.epilogue();
        height = result.layout().height() / epilogue.shuffle();
        width = result.layout().width() / epilogue.shuffle();
        cellsPerRow = Math.ceilDiv(width, kernel().cellColumns());
        reads = result.layout().pictures() == 1 ? findReads() : wholeReads();
    }

    private List<Read> findReads() {
        List<Read> list = new ArrayList<>();
        Geometry geometry = convolution.geometry();
        int grid = kernel().grid();
        list.add(new Read(input.node(), new Read.Rows() {
            @Override
            public int from(int band) {
                return band * grid * geometry.convolve().stride()
                        - geometry.convolve().padding();
            }

            @Override
            public int to(int band) {
                return geometry.inputEnd(band * grid);
            }
        }));
        residual.ifPresent(other -> list.add(new Read(other.node(), new Read.Rows() {
            @Override
            public int from(int band) {
                return band * grid;
            }

            @Override
            public int to(int band) {
                return band * grid;
            }
        })));
        pack.ifPresent(step -> list.add(Read.whole(step.result())));
        return list;
    }

    /// Several pictures do not run as a wave.
    private List<Read> wholeReads() {
        List<Read> list = new ArrayList<>();
        list.add(Read.whole(input.node()));
        residual.ifPresent(other -> list.add(Read.whole(other.node())));
        pack.ifPresent(step -> list.add(Read.whole(step.result())));
        return list;
    }

    Kernel kernel() {
        return convolution.kernel();
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

    Operand resultMap() {
        return result;
    }

    Optional<Operand> residual() {
        return residual;
    }

    /// Of the convolution's output, before the shuffle.
    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int cellsPerRow() {
        return cellsPerRow;
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
        return convolution.geometry().macsPerPixel() * result.layout().pictures() * height * width;
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
        return result.layout().pictures() * Math.ceilDiv(height, kernel().grid());
    }

    @Override
    public int rowsAfter(int bands) {
        return Math.min(bands * kernel().grid(), height) * epilogue.shuffle();
    }

    /// Rectangles of cells, numbered from left to right (see {@link Workers} for why).
    @Override
    public int jobs(int from, int to) {
        return Math.ceilDiv(cellsPerRow, jobColumns(to - from)) * Math.ceilDiv(to - from, jobBands(to - from));
    }

    private int jobBands(int bands) {
        return Math.min(kernel().bandsPerJob(), bands);
    }

    private int jobColumns(int bands) {
        return kernel().cellsPerJob() / jobBands(bands);
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        int rows = Math.ceilDiv(to - from, jobBands(to - from));
        int band = from + job % rows * jobBands(to - from);
        int column = job / rows * jobColumns(to - from);
        float[] packed = pack.map(step -> workspace.packed[step.packedIndex()])
                .orElseGet(() -> convolution.packed().orElseThrow());
        Patch patch = workspace.patch;
        patch.begin(this, workspace);
        patch.takeBands(band, Math.min(jobBands(to - from), to - band));
        patch.takeColumns(column, Math.min(jobColumns(to - from), cellsPerRow - column));
        kernel().compute(patch, packed, workspace);
    }
}
