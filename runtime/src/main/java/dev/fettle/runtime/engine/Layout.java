package dev.fettle.runtime.engine;

import dev.fettle.network.Shape;
import java.util.Arrays;

/// Where the samples of a feature map lie in an array: pixel after pixel with all channels of a pixel
/// together (N, H, W, C), every picture inside a border of zeros that serves as the padding of the
/// convolutions that read it.
///
/// @param border rows and columns of zeros on every side
record Layout(int pictures, int channels, int height, int width, int border) {
    static Layout of(Shape shape, int border) {
        return new Layout(shape.dimension(0), shape.channels(), shape.height(), shape.width(), border);
    }

    /// Floats from a sample to the one below it.
    int rowStep() {
        return (width + 2 * border) * channels;
    }

    /// Floats of one picture without its border's rows: what a row of the map holds.
    int rowLength() {
        return width * channels;
    }

    /// Position of channel 0 of a pixel; rows and columns from -border on.
    int position(int picture, int row, int column) {
        return ((picture * (height + 2 * border) + border + row) * (width + 2 * border) + border + column) * channels;
    }

    /// Length of the array, in `long` because a plan may turn out too large for arrays.
    long floats() {
        return (long) pictures * (height + 2L * border) * (width + 2L * border) * channels;
    }

    /// All rows of all pictures.
    int rows() {
        return pictures * height;
    }

    /// Sets the border beside a row to zero, and what lies above the first and below the last row.
    void clearBorder(float[] array, int picture, int row) {
        if (border == 0) {
            return;
        }
        clear(array, position(picture, row, -border), border * channels);
        clear(array, position(picture, row, width), border * channels);
        for (int outside = 1; outside <= border; outside++) {
            if (row == 0) {
                clear(array, position(picture, -outside, -border), rowStep());
            }
            if (row == height - 1) {
                clear(array, position(picture, row + outside, -border), rowStep());
            }
        }
    }

    private static void clear(float[] array, int from, int length) {
        Arrays.fill(array, from, from + length, 0);
    }
}
