package dev.fettle.runtime.engine;

import java.util.Arrays;

/// Where a plan finds its picture, or puts its result: a rectangle in larger planes. Row r of channel c
/// begins at planes[c][starts[c] + r · rowStep].
///
/// @param planes one per channel (and picture, picture after picture); may be the same array with
/// different starts
/// @param starts position of the rectangle's first sample in each plane
/// @param rowStep floats from a row to the next
public record Raster(float[][] planes, int[] starts, int rowStep) {
    /// @throws IllegalArgumentException if there are not as many starts as planes
    public Raster {
        if (planes.length != starts.length) {
            throw new IllegalArgumentException(planes.length + " planes need as many starts, got " + starts.length);
        }
    }

    /// A rectangle that begins at the same place of every plane.
    public static Raster at(float[][] planes, int start, int rowStep) {
        int[] starts = new int[planes.length];
        Arrays.fill(starts, start);
        return new Raster(planes, starts, rowStep);
    }

    /// All samples in one array, plane after plane, row after row.
    public static Raster dense(float[] array, int planes, int height, int width) {
        float[][] same = new float[planes][];
        Arrays.fill(same, array);
        int[] starts = new int[planes];
        Arrays.setAll(starts, plane -> plane * height * width);
        return new Raster(same, starts, width);
    }

    /// Whether a rectangle of the size lies inside the planes.
    boolean holds(int channels, int height, int width) {
        if (planes.length != channels || rowStep < width) {
            return false;
        }
        for (int i = 0; i < channels; i++) {
            long end = starts[i] + (height - 1L) * rowStep + width;
            if (starts[i] < 0 || end > planes[i].length) {
                return false;
            }
        }
        return true;
    }
}
