package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.network.Operation.Shift;
import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A rectangle of cells of a convolution's output that one thread computes at a time, small enough to stay in
/// its cache: where to read and where the sums go. Its cells are numbered from 0, row by row. It lies in a
/// frame: a whole picture, or a window that has a kernel of its own. Belongs to one thread.
final class Patch {
    private @Nullable ConvolutionStep step;
    private @Nullable Workspace workspace;
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
    private int together;

    /// Begins anew: sets every field, so that nothing is left of what the thread has done before. The frame is the
    /// whole picture at first, and no cell of it is taken.
    void begin(ConvolutionStep wanted, Workspace memory, int wantedPicture, float[] itsBias) {
        step = wanted;
        workspace = memory;
        picture = wantedPicture;
        memory.finish.begin(wanted, memory, itsBias);
        frame(-wanted.extent() - wanted.lead(), -wanted.extent(), wanted.bottom(), wanted.right());
        takeBands(0, 0);
        takeColumns(0, 0);
        row = top;
        column = left;
        strip = 0;
        together = 1;
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
        together = 1;
    }

    /// Goes to a cell and takes it together with those to the right of it, as one that is wider.
    void moveTo(int cell, int cells) {
        moveTo(cell);
        together = cells;
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

    /// Columns of the cell, or of those that are taken together, that lie inside the output.
    int columns() {
        return Math.min(together * step().kernel().cellColumns(), right - column);
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
        return tapPosition(step().input().layout(), below);
    }

    /// The same for some channels of the input.
    int tapPosition(Layout part, int below) {
        Convolve convolve = step().convolution().geometry().convolve();
        int from = row * convolve.stride() - convolve.padding() + below;
        return part.position(picture, from, firstTapColumn());
    }

    /// Position of a pixel of the input's channels, so far below and to the right of the cell's first sample.
    int position(Layout part, int below, int beside) {
        return part.position(picture, row + below, column + beside);
    }

    /// Whether the picture has a column so far to the right of the cell's first.
    boolean hasColumn(int beside) {
        return column + beside >= 0 && column + beside < step().right();
    }

    boolean isAtLeft() {
        return column == -step().extent();
    }

    boolean isAtRight() {
        return column + columns() == step().right();
    }

    boolean isAtTop() {
        return row <= 0 && row + step().kernel().grid() > 0;
    }

    boolean isAtBottom() {
        return row + rows() == step().bottom();
    }

    /// The column of the cell's first tap.
    int firstTapColumn() {
        Convolve convolve = step().convolution().geometry().convolve();
        return column * convolve.stride() - convolve.padding();
    }

    /// Where the channels of the input lie.
    InputPart[] parts() {
        return step().parts();
    }

    /// Sums of some filters, pixel after pixel, in {@link Workspace#first}.
    ///
    /// @param pixelStep floats from a pixel to the next
    /// @param firstPlace of the filters
    /// @param places number of filters
    record Sums(int pixelStep, int firstPlace, int places) {}

    /// Takes one row of the cell to its place and to that of its ghosts: bias, activation, residual, activation,
    /// pixel shuffle.
    ///
    /// @param from where the sums of its first pixel lie
    /// @param rowInCell from 0
    void finish(Sums sums, int from, int rowInCell) {
        ConvolutionStep current = step();
        Finish finish = workspace().finish;
        Layout result = current.resultMap().layout();
        int shuffle = current.epilogue().shuffle();
        int y = (row + rowInCell) * shuffle;
        finish.takeRow(sums.pixelStep, columns(), residualPosition(rowInCell, sums.firstPlace));
        int end = sums.firstPlace + sums.places;
        Neighbours run = current.neighbours();
        for (int place = sums.firstPlace; place < end; place += finish.channels) {
            int inRun = place % run.filters();
            finish.takeChannels(
                    Math.min(run.filters() - inRun, end - place),
                    from + place - sums.firstPlace,
                    place,
                    result.position(picture, y + run.down(place), column * shuffle + run.right(place))
                            + run.channel(place)
                            + inRun);
            current.lanes().finish(finish);
        }
        Optional<Shift> ghosts = current.epilogue().ghosts();
        if (ghosts.isPresent()) {
            finishGhosts(sums, from, rowInCell, ghosts.get());
        }
        if (end == current.convolution().geometry().filters()) {
            fillPadding(result, finish.y, y);
        }
    }

    /// The same row to where its shifted copy belongs, behind the channels of all filters; and where no copy reaches,
    /// zeros.
    private void finishGhosts(Sums sums, int from, int rowInCell, Shift shift) {
        int y = row + rowInCell;
        int to = y + shift.down();
        int first = Math.max(-(column + shift.right()), 0);
        int end = Math.min(columns(), step().right() - column - shift.right());
        if (to >= 0 && to < step().bottom() && first < end) {
            takeGhosts(sums, to, column + shift.right() + first, end - first);
            workspace().finish.xFrom = from + first * sums.pixelStep;
            step().lanes().finish(workspace().finish);
        }
        boolean isWithout = y < shift.down() || y >= step().bottom() + shift.down();
        int before = isWithout ? columns() : Math.clamp(shift.right() - (long) column, 0, columns());
        int behind =
                isWithout ? 0 : Math.clamp((long) column + columns() - step().right() - shift.right(), 0, columns());
        finishZeros(sums, y, column, before);
        finishZeros(sums, y, column + columns() - behind, behind);
    }

    private void finishZeros(Sums sums, int y, int x, int count) {
        if (count > 0) {
            takeGhosts(sums, y, x, count);
            workspace().finish.finishZeros();
        }
    }

    private void takeGhosts(Sums sums, int y, int x, int count) {
        ConvolutionStep current = step();
        int channel = current.convolution().geometry().filters() + sums.firstPlace;
        Finish finish = workspace().finish;
        Layout residual = current.residual().orElseThrow().layout();
        finish.takeRow(sums.pixelStep, count, residual.position(picture, y, x) + channel);
        int to = current.resultMap().layout().position(picture, y, x) + channel;
        finish.takeChannels(sums.places, 0, sums.firstPlace, to);
    }

    private int residualPosition(int rowInCell, int firstPlace) {
        Optional<Operand> residual = step().residual();
        return residual.isEmpty() ? 0 : residual.get().layout().position(picture, row + rowInCell, column) + firstPlace;
    }

    /// Beside rows whose outermost samples are made.
    private void fillPadding(Layout result, float[] array, int firstRow) {
        boolean isFirst = isAtLeft();
        boolean isLast = isAtRight();
        for (int y = firstRow; y < firstRow + step().epilogue().shuffle(); y++) {
            if (isFirst) {
                result.fillLeft(array, picture, y);
            }
            if (isLast) {
                result.fillRight(array, picture, y);
            }
        }
    }
}
