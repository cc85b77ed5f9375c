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
    }

    private Elementwise() {}

    static RowFunction of(Operand x, Layout result, Unary function) {
        int length = result.rowLength();
        return (picture, row, to, workspace) -> {
            System.arraycopy(x.map(workspace), x.layout.position(picture, row, 0), workspace.first, 0, length);
            function.apply(workspace.first, 0, length);
            System.arraycopy(workspace.first, 0, to, result.position(picture, row, 0), length);
        };
    }

    /// @param b as large as a, or one pixel for all pixels, or one pixel and one picture for all
    static RowFunction of(Operand a, Operand b, Layout result, Binary function) {
        int length = result.rowLength();
        return (picture, row, to, workspace) -> {
            System.arraycopy(a.map(workspace), a.layout.position(picture, row, 0), workspace.first, 0, length);
            spread(b, picture, row, workspace, length);
            function.apply(workspace.first, workspace.second, 0, length);
            System.arraycopy(workspace.first, 0, to, result.position(picture, row, 0), length);
        };
    }

    private static void spread(Operand b, int picture, int row, Workspace workspace, int length) {
        Layout layout = b.layout;
        int from = layout.position(layout.pictures() == 1 ? 0 : picture, layout.height() == 1 ? 0 : row, 0);
        int filled = layout.rowLength();
        System.arraycopy(b.map(workspace), from, workspace.second, 0, filled);
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
