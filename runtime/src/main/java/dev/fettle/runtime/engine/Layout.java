package dev.fettle.runtime.engine;

import dev.fettle.network.Shape;
import java.util.Arrays;

/// Where the samples of a feature map lie in an array: pixel after pixel with all channels of a pixel
/// together (N, H, W, C), zeros to the left and right of every row that serve as the padding of the
/// convolutions that read it, and one row of zeros in front of all that stands for every row outside the
/// map.
///
/// A map whose readers follow its writer closely keeps only its latest rows: row r lies at r modulo ring.
///
/// @param left columns of zeros to the left
/// @param right columns of zeros to the right
/// @param ring rows of a picture that are kept; the height if all are
record Layout(int pictures, int channels, int height, int width, int left, int right, int ring) {
    /// All rows are kept.
    static Layout of(Shape shape, int left, int right) {
        return new Layout(
                shape.dimension(0), shape.channels(), shape.height(), shape.width(), left, right, shape.height());
    }

    Layout withRing(int rows) {
        return new Layout(pictures, channels, height, width, left, right, Math.min(rows, height));
    }

    /// Floats from a row to the next.
    int rowStep() {
        return (left + width + right) * channels;
    }

    /// Samples of a row.
    int rowLength() {
        return width * channels;
    }

    /// Position of channel 0 of a pixel. Rows outside the map are the row of zeros; columns from -left
    /// on.
    int position(int picture, int row, int column) {
        int offset = (left + column) * channels;
        return row < 0 || row >= height ? offset : (1 + picture * ring + row % ring) * rowStep() + offset;
    }

    /// Length of the array, in `long` because a plan may turn out too large for arrays.
    long floats() {
        return (1 + (long) pictures * ring) * (left + width + right) * channels;
    }

    /// All rows of all pictures.
    int rows() {
        return pictures * height;
    }

    /// Sets the columns beside a row to zero, and with row 0 the row that stands for those outside.
    void clearMargins(float[] array, int picture, int row) {
        if (row == 0) {
            Arrays.fill(array, 0, rowStep(), 0);
        }
        int from = position(picture, row, -left);
        Arrays.fill(array, from, from + left * channels, 0);
        Arrays.fill(array, from + (left + width) * channels, from + rowStep(), 0);
    }
}
