package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;

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

        /// Copies as much of a row as is computed of a result to the beginning of an array: a map as large as the
        /// result, or one pixel for all pixels.
        void read(int picture, int row, Layout result, Workspace workspace, float[] to) {
            int channels = layout.channels();
            boolean isOne = layout.fullWidth() == 1;
            int pixels = isOne ? 1 : result.fullWidth();
            int from = layout.position(picture, row, isOne ? 0 : -result.extent());
            Rearrangement.copy(map(workspace), from, layout.pixelStep(), to, 0, channels, channels, pixels);
            spread(to, pixels * channels, result.rowLength());
        }

        /// One pixel is doubled until the row is full.
        private static void spread(float[] row, int once, int length) {
            int filled = once;
            while (filled < length) {
                int more = Math.min(filled, length - filled);
                System.arraycopy(row, 0, row, filled, more);
                filled += more;
            }
        }
    }

    private Elementwise() {}

    static RowFunction of(Operand x, Layout result, Unary function) {
        int length = result.rowLength();
        return new RowFunction(Scratch.of(Part.FIRST, length), (picture, row, to, workspace) -> {
            x.read(picture, row, result, workspace, workspace.first);
            function.apply(workspace.first, 0, length);
            write(workspace.first, result, picture, row, to);
        });
    }

    /// @param b as large as a, or one pixel for all pixels, or one pixel and one picture for all
    static RowFunction of(Operand a, Operand b, Layout result, Binary function) {
        int length = result.rowLength();
        Scratch scratch = Scratch.of(Part.FIRST, length).and(Part.SECOND, length);
        return new RowFunction(scratch, (picture, row, to, workspace) -> {
            a.read(picture, row, result, workspace, workspace.first);
            Layout other = b.layout();
            int inPicture = other.pictures() == 1 ? 0 : picture;
            b.read(inPicture, other.fullHeight() == 1 ? 0 : row, result, workspace, workspace.second);
            function.apply(workspace.first, workspace.second, 0, length);
            write(workspace.first, result, picture, row, to);
        });
    }

    /// x for x ≥ 0, slope · x otherwise.
    ///
    /// @param slopes one for each channel
    static RowFunction bent(Operand x, float[] slopes, Layout result) {
        float[] row = Arrays.copyOf(slopes, result.rowLength());
        Operand.spread(row, slopes.length, row.length);
        return of(x, result, (array, from, to) -> bend(array, row, from, to));
    }

    private static void write(float[] row, Layout result, int picture, int number, float[] to) {
        int channels = result.channels();
        int position = result.position(picture, number, -result.extent());
        Rearrangement.copy(row, 0, channels, to, position, result.pixelStep(), channels, result.fullWidth());
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

    private static void bend(float[] a, float[] slopes, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] = Math.max(a[i], 0f) + slopes[i] * Math.min(a[i], 0f);
        }
    }

    static void maximum(float[] a, float[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] = Math.max(a[i], b[i]);
        }
    }

    static Unary scale(float factor) {
        return (array, from, to) -> {
            for (int i = from; i < to; i++) {
                array[i] *= factor;
            }
        };
    }

    static void scale(float[] array, float factor, int length) {
        for (int i = 0; i < length; i++) {
            array[i] *= factor;
        }
    }

    static void addScaled(float[] a, float[] b, float factor, int length) {
        for (int i = 0; i < length; i++) {
            a[i] += factor * b[i];
        }
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
