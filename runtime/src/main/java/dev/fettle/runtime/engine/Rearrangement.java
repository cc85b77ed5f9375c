package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.RowStep.RowFunction;
import java.util.Arrays;
import java.util.List;

/// Row functions that move samples or reduce them, without arithmetic on single samples.
final class Rearrangement {
    private Rearrangement() {}

    static RowFunction concat(List<Operand> parts, Layout result) {
        return (picture, row, to, workspace) -> {
            int channel = result.position(picture, row, 0);
            for (Operand part : parts) {
                int channels = part.layout().channels();
                int from = part.layout().position(picture, row, 0);
                copy(part.map(workspace), from, channels, to, channel, result.channels(), channels, result.width());
                channel += channels;
            }
        };
    }

    static RowFunction slice(Operand x, int firstChannel, Layout result) {
        return (picture, row, to, workspace) -> {
            int from = x.layout().position(picture, row, 0) + firstChannel;
            int channels = result.channels();
            copy(
                    x.map(workspace),
                    from,
                    x.layout().channels(),
                    to,
                    result.position(picture, row, 0),
                    channels,
                    channels,
                    result.width());
        };
    }

    /// For each of count pixels, a number of neighbouring channels.
    static void copy(float[] x, int from, int fromStep, float[] y, int to, int toStep, int channels, int count) {
        if (fromStep == channels && toStep == channels) {
            System.arraycopy(x, from, y, to, count * channels);
            return;
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(x, from + i * fromStep, y, to + i * toStep, channels);
        }
    }

    static RowFunction pixelShuffle(Operand x, int factor, Layout result) {
        int channels = x.layout().channels();
        return (picture, row, to, workspace) -> {
            float[] map = x.map(workspace);
            int position = result.position(picture, row, 0);
            int from = x.layout().position(picture, row / factor, 0) + row % factor * factor;
            for (int column = 0; column < result.width(); column++) {
                int first = from + column / factor * channels + column % factor;
                for (int c = 0; c < result.channels(); c++) {
                    to[position++] = map[first + c * factor * factor];
                }
            }
        };
    }

    static RowFunction shift(Operand x, int down, int right, Layout result) {
        int channels = result.channels();
        int moved = Math.clamp((long) result.width() - Math.abs((long) right), 0, result.width());
        return (picture, row, to, workspace) -> {
            int position = result.position(picture, row, 0);
            Arrays.fill(to, position, position + result.rowLength(), 0);
            long above = (long) row - down;
            if (above >= 0 && above < result.height() && moved > 0) {
                int from = x.layout().position(picture, (int) above, Math.max(-right, 0));
                System.arraycopy(
                        x.map(workspace), from, to, position + Math.max(right, 0) * channels, moved * channels);
            }
        };
    }

    /// The one row of a map of one pixel per picture.
    static RowFunction globalMean(Operand x, Layout result) {
        Layout layout = x.layout();
        return (picture, row, to, workspace) -> {
            Arrays.fill(workspace.sums, 0);
            for (int y = 0; y < layout.height(); y++) {
                int from = layout.position(picture, y, 0);
                addPixels(x.map(workspace), from, layout.width(), layout.channels(), workspace.sums);
            }
            int position = result.position(picture, 0, 0);
            for (int c = 0; c < layout.channels(); c++) {
                to[position + c] = (float) (workspace.sums[c] / ((double) layout.height() * layout.width()));
            }
        };
    }

    static void addPixels(float[] map, int from, int pixels, int channels, double[] sums) {
        int position = from;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int c = 0; c < channels; c++) {
                sums[c] += map[position++];
            }
        }
    }
}
