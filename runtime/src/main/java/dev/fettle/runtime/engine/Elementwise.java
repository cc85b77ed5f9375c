package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.RowStep.RowFunction;

/// Row functions that treat all samples alike. Rows are copied to scratch memory and back, because C2
/// vectorises loops over arrays only where all of them are read at the same index.
final class Elementwise {
    /// In place, from the first index to the one before the last.
    interface Unary {
        void apply(float[] array, int from, int to);
    }

    /// `a[i] = a[i] ∘ b[i]`, from the first index to the one before the last.
    interface Binary {
        void apply(float[] a, float[] b, int from, int to);
    }

    /// A feature map that is read.
    record Operand(int node, Layout layout) {
        float[] map(Workspace workspace) {
            return workspace.maps[node];
        }

        /// Copies a row, without the margins, to the beginning of an array.
        void read(int picture, int row, Workspace workspace, float[] to) {
            int channels = layout.channels();
            int from = layout.position(picture, row, 0);
            Rearrangement.copy(map(workspace), from, layout.pixelStep(), to, 0, channels, channels, layout.width());
        }
    }

    private Elementwise() {}

    static RowFunction of(Operand x, Layout result, Unary function) {
        int length = result.rowLength();
        return (picture, row, to, workspace) -> {
            x.read(picture, row, workspace, workspace.first);
            function.apply(workspace.first, 0, length);
            write(workspace.first, result, picture, row, to);
        };
    }

    /// @param b as large as a, or one pixel for all pixels, or one pixel and one picture for all
    static RowFunction of(Operand a, Operand b, Layout result, Binary function) {
        int length = result.rowLength();
        return (picture, row, to, workspace) -> {
            a.read(picture, row, workspace, workspace.first);
            spread(b, picture, row, workspace, length);
            function.apply(workspace.first, workspace.second, 0, length);
            write(workspace.first, result, picture, row, to);
        };
    }

    private static void write(float[] row, Layout result, int picture, int number, float[] to) {
        int channels = result.channels();
        int position = result.position(picture, number, 0);
        Rearrangement.copy(row, 0, channels, to, position, result.pixelStep(), channels, result.width());
    }

    private static void spread(Operand b, int picture, int row, Workspace workspace, int length) {
        Layout layout = b.layout;
        b.read(layout.pictures() == 1 ? 0 : picture, layout.height() == 1 ? 0 : row, workspace, workspace.second);
        int filled = layout.rowLength();
        while (filled < length) { // one pixel: doubled until the row is full
            int more = Math.min(filled, length - filled);
            System.arraycopy(workspace.second, 0, workspace.second, filled, more);
            filled += more;
        }
    }

    static void add(float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] += b[i];
        }
    }

    static void multiply(float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] *= b[i];
        }
    }

    static Unary scale(float factor) {
        return (array, from, to) -> {
            for (int i = from; i < to; i++) {
                array[i] *= factor;
            }
        };
    }

    static void squareRoot(float[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            array[i] = (float) Math.sqrt(array[i]);
        }
    }

    static void sigmoid(float[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            array[i] = (float) (1 / (1 + Math.exp(-array[i])));
        }
    }
}
