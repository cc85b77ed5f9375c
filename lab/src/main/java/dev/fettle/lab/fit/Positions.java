package dev.fettle.lab.fit;

import dev.fettle.network.Offset;
import dev.fettle.network.Operation.Convolve;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.Random;
import java.util.stream.IntStream;

/// Samples of feature maps of one size, away from their edges.
///
/// @param rows of each
/// @param columns of each
public record Positions(int[] rows, int[] columns) {
    /// Some of those at least so far from each edge, each at most once.
    ///
    /// @param most that are taken; all if there are no more
    public static Positions draw(Maps maps, int margin, int most, Random random) {
        int width = maps.width() - 2 * margin;
        int height = maps.height() - 2 * margin;
        int[] all = IntStream.range(0, Math.max(width, 0) * Math.max(height, 0)).toArray();
        int count = Math.min(most, all.length);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(all.length - i);
            int kept = all[other];
            all[other] = all[i];
            all[i] = kept;
        }
        int[] rows = new int[count];
        int[] columns = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = margin + all[i] / width;
            columns[i] = margin + all[i] % width;
        }
        return new Positions(rows, columns);
    }

    public int count() {
        return rows.length;
    }

    /// What channels have there, or so far from there: one row for each position.
    public double[][] samples(Maps maps, Offset beside) {
        double[][] samples = new double[count()][maps.channels().length];
        for (int c = 0; c < maps.channels().length; c++) {
            float[] channel = maps.channels()[c];
            for (int i = 0; i < rows.length; i++) {
                samples[i][c] = channel[(rows[i] + beside.down()) * maps.width() + columns[i] + beside.right()];
            }
        }
        return samples;
    }

    /// What the filters of one group of a convolution see there: channel by channel, row by row; and a 1 if they have
    /// a bias.
    ///
    /// @param read what is convolved, large enough around the positions
    public double[][] seen(Maps read, Window window, int group) {
        Convolve geometry = window.geometry;
        int kernel = window.kernel;
        int channels = read.channels().length / geometry.groups();
        int length = channels * kernel * kernel;
        double[][] seen = new double[count()][length + (window.hasBias ? 1 : 0)];
        for (int i = 0; i < rows.length; i++) {
            double[] row = seen[i];
            int top = rows[i] * geometry.stride() - geometry.padding();
            int left = columns[i] * geometry.stride() - geometry.padding();
            int at = 0;
            for (int c = group * channels; c < (group + 1) * channels; c++) {
                float[] channel = read.channels()[c];
                for (int y = 0; y < kernel; y++) {
                    int from = (top + y * geometry.dilation()) * read.width() + left;
                    for (int x = 0; x < kernel; x++) {
                        row[at++] = channel[from + x * geometry.dilation()];
                    }
                }
            }
            if (window.hasBias) {
                row[at] = 1;
            }
        }
        return seen;
    }

    /// What a convolution sees.
    ///
    /// @param kernel K
    public record Window(Convolve geometry, int kernel, boolean hasBias) {}
}
