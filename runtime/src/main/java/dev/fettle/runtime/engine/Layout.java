package dev.fettle.runtime.engine;

import dev.fettle.network.Border;
import dev.fettle.network.Shape;
import java.util.Arrays;

/// Where the samples of a feature map lie in an array: pixel after pixel with all channels of a pixel
/// together (N, H, W, C), columns to the left and right of every row that serve as the padding of the
/// convolutions that read it, and one row of zeros in front of all. Outside the map every row is the row of zeros
/// ({@link Border#ZEROS}), or the outermost row that was computed ({@link Border#REPEAT}).
///
/// A map whose readers follow its writer closely keeps only its latest rows: row r lies at r modulo ring. Rows and
/// columns are counted from the picture's edge; those that are computed beyond it come before 0.
///
/// @param edges what there is beyond height and width
/// @param ring rows of a picture that are kept; all that are computed, if all are
/// @param view which channels of the array's pixels, and how far shifted
record Layout(int pictures, int channels, int height, int width, Edges edges, int ring, View view) {
    /// What a map holds beyond the picture's edges.
    ///
    /// @param extent rows and columns that are computed beyond each edge; see {@link Extents}
    /// @param left columns of padding to the left of these
    /// @param right columns of padding to the right of these
    /// @param border zeros in the padding, or copies of the outermost samples
    record Edges(int extent, int left, int right, Border border) {
        static final Edges NONE = new Edges(0, 0, 0, Border.ZEROS);
    }

    /// The part of a map that another one is.
    ///
    /// @param pixelStep floats from a pixel to the next: the channels of the whole map
    /// @param channel the first
    /// @param down what is seen lies so many rows further up
    /// @param right what is seen lies so many columns further to the left
    record View(int pixelStep, int channel, int down, int right) {}

    /// All rows are kept.
    static Layout of(Shape shape, Edges edges) {
        int channels = shape.channels();
        View all = new View(channels, 0, 0, 0);
        int rows = shape.height() + 2 * edges.extent;
        return new Layout(shape.dimension(0), channels, shape.height(), shape.width(), edges, rows, all);
    }

    Layout withRing(int rows) {
        return new Layout(pictures, channels, height, width, edges, Math.min(rows, fullHeight()), view);
    }

    /// Some neighbouring channels of this map, as a map of as many channels.
    Layout part(int firstChannel, int some) {
        View part = new View(view.pixelStep, view.channel + firstChannel, view.down, view.right);
        return new Layout(pictures, some, height, width, edges, ring, part);
    }

    /// This map as it is after a shift, which with zeros must be its only one. The columns that come in must be among
    /// the padding beside the rows.
    Layout shifted(int down, int toTheRight) {
        View shifted = new View(view.pixelStep, view.channel, view.down + down, view.right + toTheRight);
        return new Layout(pictures, channels, height, width, edges, ring, shifted);
    }

    /// Channels of all pictures.
    int planes() {
        return pictures * channels;
    }

    /// Floats from a pixel to the next.
    int pixelStep() {
        return view.pixelStep;
    }

    /// Floats from a row to the next.
    int rowStep() {
        return (edges.left + fullWidth() + edges.right) * view.pixelStep;
    }

    /// Rows and columns that are computed beyond each edge.
    int extent() {
        return edges.extent;
    }

    /// Rows of a picture that are computed.
    int fullHeight() {
        return height + 2 * edges.extent;
    }

    /// Columns that are computed.
    int fullWidth() {
        return width + 2 * edges.extent;
    }

    /// Samples of a row that are computed.
    int rowLength() {
        return fullWidth() * channels;
    }

    /// Position of channel 0 of a pixel, of any row, and of columns as far as the padding goes.
    int position(int picture, int row, int column) {
        int offset = (edges.left + edges.extent + column - view.right) * view.pixelStep + view.channel;
        int seen = row - view.down;
        return switch (edges.border) {
            case ZEROS -> {
                boolean isOutside = row < 0 || row >= height || seen < 0 || seen >= height;
                yield isOutside ? offset : rowStart(picture, seen) + offset;
            }
            case REPEAT -> rowStart(picture, Math.clamp(seen, -edges.extent, height + edges.extent - 1)) + offset;
        };
    }

    private int rowStart(int picture, int row) {
        return (1 + picture * ring + (row + edges.extent) % ring) * rowStep();
    }

    /// Floats that the map takes, its part of the array if it is a view; in `long` because a plan may turn
    /// out too large for arrays.
    long floats() {
        return (1 + (long) pictures * ring) * (edges.left + fullWidth() + edges.right) * channels;
    }

    /// All rows of all pictures that are computed.
    int rows() {
        return pictures * fullHeight();
    }

    /// The picture of one of all rows.
    int pictureOf(int number) {
        return number / fullHeight();
    }

    /// One of all rows, counted from the edge of its picture.
    int rowOf(int number) {
        return number % fullHeight() - edges.extent;
    }

    /// Fills the padding on both sides of a row that is made.
    void fillPadding(float[] array, int picture, int row) {
        fillLeft(array, picture, row);
        fillRight(array, picture, row);
    }

    /// Fills the padding to the left of a row whose first sample is made, and with row 0 the row of zeros.
    void fillLeft(float[] array, int picture, int row) {
        int first = position(picture, row, -edges.extent);
        int from = first - edges.left * view.pixelStep;
        switch (edges.border) {
            case ZEROS -> {
                clear(array, from, edges.left);
                if (row == 0) {
                    clear(array, view.channel, edges.left + width + edges.right);
                }
            }
            case REPEAT -> repeat(array, first, from, edges.left);
        }
    }

    /// Fills the padding to the right of a row whose last sample is made.
    void fillRight(float[] array, int picture, int row) {
        int end = position(picture, row, width + edges.extent);
        switch (edges.border) {
            case ZEROS -> clear(array, end, edges.right);
            case REPEAT -> repeat(array, end - view.pixelStep, end, edges.right);
        }
    }

    private void repeat(float[] array, int pixel, int to, int pixels) {
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(array, pixel, array, to + i * view.pixelStep, channels);
        }
    }

    private void clear(float[] array, int from, int pixels) {
        if (channels == view.pixelStep) {
            Arrays.fill(array, from, from + pixels * channels, 0);
            return;
        }
        for (int i = 0; i < pixels; i++) {
            Arrays.fill(array, from + i * view.pixelStep, from + i * view.pixelStep + channels, 0);
        }
    }
}
