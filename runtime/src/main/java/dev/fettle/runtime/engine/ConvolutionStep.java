package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import java.util.Optional;

/// A convolution with its epilogue: patch by patch through the kernel, and from the patch to the result while
/// it is hot.
final class ConvolutionStep implements Step {
    /// Floats of a patch's result that stay in a core's first-level cache.
    private static final int PATCH_FLOATS = 6144;

    private static final int BANDS = 32;

    private final Convolution convolution;
    private final Kernel kernel;
    private final Epilogue epilogue;
    private final Operand input;
    private final Operand result;
    private final Optional<Operand> residual;
    private final int packedIndex;
    private final int height;
    private final int width;
    private final int patchColumns;
    private final int rowsPerJob;

    /// @param packedIndex where {@link Task#packed} holds weights that depend on the picture
    ConvolutionStep(
            Convolution convolution,
            Epilogue epilogue,
            Operand input,
            Operand result,
            Optional<Operand> residual,
            int packedIndex) {
        this.convolution = convolution;
        this.epilogue = epilogue;
        this.input = input;
        this.result = result;
        this.residual = residual;
        this.packedIndex = packedIndex;
        kernel = convolution.kernel();
        height = result.layout().height() / epilogue.shuffle();
        width = result.layout().width() / epilogue.shuffle();
        int fitting = PATCH_FLOATS / (kernel.patchRows() * kernel.pixelStep());
        int columns = Math.max(fitting / kernel.patchColumns(), 1) * kernel.patchColumns();
        patchColumns = Math.min(columns, width);
        rowsPerJob = kernel.patchRows() * Math.max(1, height / (kernel.patchRows() * BANDS));
    }

    @Override
    public String label() {
        return kernel.label();
    }

    /// Scratch floats that a thread needs.
    int scratchFloats() {
        return kernel.patchFloats(kernel.patchRows(), patchColumns);
    }

    private int bands() {
        return Math.ceilDiv(height, rowsPerJob);
    }

    @Override
    public int jobs() {
        return result.layout().pictures() * bands();
    }

    @Override
    public void run(int job, Task task) {
        int picture = job / bands();
        int from = job % bands() * rowsPerJob;
        int to = Math.min(from + rowsPerJob, height);
        float[] packed = convolution.packed().orElseGet(() -> task.packed[packedIndex]);
        for (int row = from; row < to; row += kernel.patchRows()) {
            int rows = Math.min(kernel.patchRows(), to - row);
            for (int column = 0; column < width; column += patchColumns) {
                compute(task, packed, picture, row, rows, column);
            }
            clearBorders(task, picture, row, rows);
        }
    }

    private void compute(Task task, float[] packed, int picture, int row, int rows, int column) {
        var geometry = convolution.geometry().convolve();
        Patch patch = task.patch;
        patch.input = input.map(task);
        patch.inputRowStep = input.layout().rowStep();
        patch.rows = rows;
        patch.columns = Math.min(patchColumns, width - column);
        patch.from = input.layout()
                .position(
                        picture,
                        row * geometry.stride() - geometry.padding(),
                        column * geometry.stride() - geometry.padding());
        kernel.compute(patch, packed);
        for (int i = 0; i < rows; i++) {
            finish(task, picture, row + i, column, i * patch.rowStep);
        }
    }

    /// One row of a patch: activation, residual, activation, and off to its place.
    private void finish(Task task, int picture, int row, int column, int from) {
        Patch patch = task.patch;
        int to = from + patch.columns * kernel.pixelStep();
        epilogue.first().apply(patch.output, from, to);
        if (residual.isPresent()) {
            Operand added = residual.get();
            int channels = added.layout().channels();
            int at = added.layout().position(picture, row, column);
            Rearrangement.copy(
                    added.map(task), at, channels, task.second, from, kernel.pixelStep(), channels, patch.columns);
            Elementwise.add(patch.output, task.second, from, to);
        }
        epilogue.then().apply(patch.output, from, to);
        store(patch, picture, row, column, from, result.map(task));
    }

    private void store(Patch patch, int picture, int row, int column, int from, float[] to) {
        int factor = epilogue.shuffle();
        Layout layout = result.layout();
        int channels = layout.channels();
        for (int i = 0; i < factor; i++) {
            for (int j = 0; j < factor; j++) {
                int place = from + (i * factor + j) * channels;
                int at = layout.position(picture, row * factor + i, column * factor + j);
                Rearrangement.copy(
                        patch.output, place, kernel.pixelStep(), to, at, factor * channels, channels, patch.columns);
            }
        }
    }

    private void clearBorders(Task task, int picture, int row, int rows) {
        for (int i = row * epilogue.shuffle(); i < (row + rows) * epilogue.shuffle(); i++) {
            result.layout().clearBorder(result.map(task), picture, i);
        }
    }
}
