package dev.fettle.runtime.engine;

import dev.fettle.network.Operation.AveragePool;
import dev.fettle.network.Operation.MaxPool;
import dev.fettle.network.Operation.Pooling;
import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;

/// Rows of a map that is pooled ({@link Pooling}). For each place in a window the samples at that place of
/// all windows of a row are put side by side, and taken together with those before: long loops over two
/// arrays, whatever the stride. Samples are taken in the order of the window, so that the bits are the same
/// for every tile.
///
/// Beyond the edge lies what was computed there; with zeros around the picture nothing is, and windows end
/// at the edge.
final class PooledRows implements RowFunction.Writer {
    private final Pooling pooling;
    private final Operand x;
    private final Layout result;

    private PooledRows(Pooling pooling, Operand x, Layout result) {
        this.pooling = pooling;
        this.x = x;
        this.result = result;
    }

    static RowFunction of(Pooling pooling, Operand x, Layout result) {
        int length = result.rowLength();
        Scratch scratch = Scratch.of(Part.FIRST, length).and(Part.SECOND, length);
        return new RowFunction(scratch, new PooledRows(pooling, x, result));
    }

    /// Band by band the rows of the windows.
    static Read read(Pooling pooling, Operand x, Layout result) {
        int first = x.layout().extent() - pooling.padding() - result.extent() * pooling.stride();
        return new Read(x.node(), new Read.Rows() {
            @Override
            public int from(int band) {
                return first + band * pooling.stride();
            }

            @Override
            public int to(int band) {
                return first + (band - 1) * pooling.stride() + pooling.kernel();
            }
        });
    }

    @Override
    public void write(int picture, int row, float[] to, Workspace workspace) {
        float[] pooled = workspace.first;
        int length = result.rowLength();
        Arrays.fill(pooled, 0, length, start());
        for (int down = 0; down < pooling.kernel(); down++) {
            int inRow = row * pooling.stride() - pooling.padding() + down;
            if (isThere(inRow)) {
                for (int across = 0; across < pooling.kernel(); across++) {
                    take(picture, inRow, across, workspace);
                }
            }
        }
        if (pooling instanceof AveragePool) {
            Elementwise.scale(pooled, 1f / (pooling.kernel() * pooling.kernel()), length);
        }
        int channels = result.channels();
        int position = result.position(picture, row, -result.extent());
        Rearrangement.copy(pooled, 0, channels, to, position, result.pixelStep(), channels, result.fullWidth());
    }

    private float start() {
        return switch (pooling) {
            case MaxPool _ -> Float.NEGATIVE_INFINITY;
            case AveragePool _ -> 0;
        };
    }

    private boolean isThere(int row) {
        return switch (x.layout().edges().border()) {
            case REPEAT -> true;
            case ZEROS -> row >= 0 && row < x.layout().height();
        };
    }

    /// The samples at one place of all windows of a row, as far as they are there.
    private void take(int picture, int inRow, int across, Workspace workspace) {
        int stride = pooling.stride();
        int before = pooling.padding() - across; // columns from a window's place to the column that it reads there
        int from = first(before);
        int end = end(before);
        if (from >= end) {
            return;
        }
        Layout layout = x.layout();
        int channels = layout.channels();
        int position = layout.position(picture, inRow, from * stride - before);
        int at = (from + result.extent()) * channels;
        int step = stride * layout.pixelStep();
        Rearrangement.copy(x.map(workspace), position, step, workspace.second, at, channels, channels, end - from);
        int last = at + (end - from) * channels;
        switch (pooling) {
            case MaxPool _ -> Elementwise.maximum(workspace.first, workspace.second, at, last);
            case AveragePool _ -> Elementwise.add(workspace.first, workspace.second, at, last);
        }
    }

    /// The first column of the result whose window has something there.
    private int first(int before) {
        return switch (x.layout().edges().border()) {
            case REPEAT -> -result.extent();
            case ZEROS -> Math.max(Math.ceilDiv(before, pooling.stride()), 0);
        };
    }

    /// The column behind the last of them.
    private int end(int before) {
        return switch (x.layout().edges().border()) {
            case REPEAT -> result.width() + result.extent();
            case ZEROS ->
                Math.min(Math.floorDiv(x.layout().width() - 1 + before, pooling.stride()) + 1, result.width());
        };
    }
}
