package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.runtime.engine.Elementwise.Operand;
import org.jspecify.annotations.Nullable;

/// A rectangle of cells of a convolution's output that one thread computes at a time, small enough to stay in
/// its cache: where to read and where the sums go. Its cells are numbered from 0, row by row. It lies in a
/// frame: a whole picture, or a window that has a kernel of its own. Belongs to one thread.
final class Patch {
    private @Nullable ConvolutionStep step;
    private @Nullable Workspace workspace;
    private float[] bias = {};
    private int left;
    private int top;
    private int right;
    private int bottom;
    private int firstBand;
    private int bands;
    private int firstColumn;
    private int columns;
    private int picture;
    private int row;
    private int column;
    private int strip;

    /// The frame is the whole picture at first.
    void begin(ConvolutionStep wanted, Workspace memory, int wantedPicture, float[] itsBias) {
        step = wanted;
        workspace = memory;
        picture = wantedPicture;
        bias = itsBias;
        frame(-wanted.extent() - wanted.lead(), -wanted.extent(), wanted.bottom(), wanted.right());
    }

    /// Rows and columns of samples from the first to the one before the last.
    void frame(int fromRow, int fromColumn, int toRow, int toColumn) {
        top = fromRow;
        left = fromColumn;
        bottom = toRow;
        right = toColumn;
    }

    /// Rows of cells.
    int bandsOfFrame() {
        return Math.ceilDiv(bottom - top, step().kernel().grid());
    }

    /// Columns of cells.
    int columnsOfFrame() {
        return Math.ceilDiv(right - left, step().kernel().cellColumns());
    }

    /// @param from within the frame
    void takeBands(int from, int count) {
        firstBand = from;
        bands = count;
    }

    /// @param from in cells, within the frame
    void takeColumns(int from, int count) {
        firstColumn = from;
        columns = count;
    }

    private ConvolutionStep step() {
        if (step == null) {
            throw new IllegalStateException("a patch is used before it has begun");
        }
        return step;
    }

    private Workspace workspace() {
        if (workspace == null) {
            throw new IllegalStateException("a patch is used before it has begun");
        }
        return workspace;
    }

    int cells() {
        return bands * columns;
    }

    /// Goes to a cell; what follows is about it.
    void moveTo(int cell) {
        ConvolutionStep current = step();
        int cellInRow = cell % columns;
        row = top + (firstBand + cell / columns) * current.kernel().grid();
        column = left + (firstColumn + cellInRow) * current.kernel().cellColumns();
        strip = columns - cellInRow;
    }

    /// Cells of the patch from this one on that lie side by side in the same row.
    int strip() {
        return strip;
    }

    /// The first row of the cell that lies inside the output.
    int firstRow() {
        return Math.max(-step().extent() - row, 0);
    }

    /// The row behind the last that does.
    int rows() {
        return Math.min(step().kernel().grid(), bottom - row);
    }

    /// Columns of the cell that lie inside the output.
    int columns() {
        return Math.min(step().kernel().cellColumns(), right - column);
    }

    /// Floats from a pixel of the input to the next.
    int pixelStep() {
        return step().input().layout().pixelStep();
    }

    float[] input() {
        return step().input().map(workspace());
    }

    /// Position in the input of the first tap of the cell's first sample, so many rows below the cell's
    /// first row of taps.
    int tapPosition(int below) {
        Convolve convolve = step().convolution().geometry().convolve();
        return step().input()
                .layout()
                .position(
                        picture,
                        row * convolve.stride() - convolve.padding() + below,
                        column * convolve.stride() - convolve.padding());
    }

    /// Takes one row of the cell to its place: bias, activation, residual, activation, pixel shuffle.
    ///
    /// @param finish says where the sums are: x, xFrom, xStep and pixels
    /// @param rowInCell from 0
    /// @param firstPlace of the filters at xFrom
    /// @param places number of filters
    void finish(Finish finish, int rowInCell, int firstPlace, int places) {
        ConvolutionStep current = step();
        Epilogue epilogue = current.epilogue();
        Operand result = current.resultMap();
        int channels = result.layout().channels();
        int y = (row + rowInCell) * epilogue.shuffle();
        int sums = finish.xFrom;
        finish.bias = bias;
        finish.first = epilogue.first();
        finish.then = epilogue.then();
        finish.y = result.map(workspace());
        finish.yStep = epilogue.shuffle() * result.layout().pixelStep();
        findResidual(finish, rowInCell, firstPlace);
        int end = firstPlace + places;
        for (int place = firstPlace; place < end; place += finish.channels) {
            int part = place / channels;
            int channel = place - part * channels;
            int down = part / epilogue.shuffle();
            finish.channels = Math.min(channels - channel, end - place);
            finish.biasFrom = place;
            finish.xFrom = sums + place - firstPlace;
            int x = column * epilogue.shuffle() + part - down * epilogue.shuffle();
            finish.yFrom = result.layout().position(picture, y + down, x) + channel;
            current.lanes().finish(finish);
        }
        if (end == current.convolution().geometry().filters()) {
            fillPadding(result.layout(), finish.y, y);
        }
    }

    /// Beside rows whose outermost samples are made.
    private void fillPadding(Layout result, float[] array, int firstRow) {
        boolean isFirst = column == -step().extent();
        boolean isLast = column + columns() == step().right();
        for (int y = firstRow; y < firstRow + step().epilogue().shuffle(); y++) {
            if (isFirst) {
                result.fillLeft(array, picture, y);
            }
            if (isLast) {
                result.fillRight(array, picture, y);
            }
        }
    }

    private void findResidual(Finish finish, int rowInCell, int firstPlace) {
        finish.hasResidual = step().residual().isPresent();
        if (finish.hasResidual) {
            Operand residual = step().residual().get();
            finish.residual = residual.map(workspace());
            finish.residualFrom = residual.layout().position(picture, row + rowInCell, column) + firstPlace;
            finish.residualStep = residual.layout().pixelStep();
        }
    }
}
