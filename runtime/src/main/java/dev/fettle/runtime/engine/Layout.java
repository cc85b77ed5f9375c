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
/// @param view which channels of the array's pixels, and how far shifted
record Layout(int pictures, int channels, int height, int width, int left, int right, int ring, View view) {
    /// The part of a map that another one is.
    ///
    /// @param pixelStep floats from a pixel to the next: the channels of the whole map
    /// @param channel the first
    /// @param down what is seen lies so many rows further up
    /// @param right what is seen lies so many columns further to the left
    record View(int pixelStep, int channel, int down, int right) {}

    /// All rows are kept.
    static Layout of(Shape shape, int left, int right) {
        int channels = shape.channels();
        View all = new View(channels, 0, 0, 0);
        return new Layout(
                shape.dimension(0), channels, shape.height(), shape.width(), left, right, shape.height(), all);
    }

    Layout withRing(int rows) {
        return new Layout(pictures, channels, height, width, left, right, Math.min(rows, height), view);
    }

    /// Some neighbouring channels of this map, as a map of as many channels.
    Layout part(int firstChannel, int some) {
        View part = new View(view.pixelStep, view.channel + firstChannel, view.down, view.right);
        return new Layout(pictures, some, height, width, left, right, ring, part);
    }

    /// This map, which must not be shifted yet, as it is after a shift. The columns that come in must be
    /// among the zeros beside the rows.
    Layout shifted(int down, int toTheRight) {
        View shifted = new View(view.pixelStep, view.channel, down, toTheRight);
        return new Layout(pictures, channels, height, width, left, right, ring, shifted);
    }

    /// Floats from a pixel to the next.
    int pixelStep() {
        return view.pixelStep;
    }

    /// Floats from a row to the next.
    int rowStep() {
        return (left + width + right) * view.pixelStep;
    }

    /// Samples of a row.
    int rowLength() {
        return width * channels;
    }

    /// Position of channel 0 of a pixel. Rows outside the map are the row of zeros; columns from -left
    /// on.
    int position(int picture, int row, int column) {
        int offset = (left + column - view.right) * view.pixelStep + view.channel;
        int seen = row - view.down;
        boolean isOutside = row < 0 || row >= height || seen < 0 || seen >= height;
        return isOutside ? offset : (1 + picture * ring + seen % ring) * rowStep() + offset;
    }

    /// Floats that the map takes, its part of the array if it is a view; in `long` because a plan may turn
    /// out too large for arrays.
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
            clear(array, view.channel, left + width + right);
        }
        int from = position(picture, row, -left);
        clear(array, from, left);
        clear(array, from + (left + width) * view.pixelStep, right);
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
