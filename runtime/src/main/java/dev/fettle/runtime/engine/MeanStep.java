package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;
import java.util.List;

/// Means over windows. A job is one window and some neighbouring channels.
///
/// Some pixels of a row at a time are added up in floats, the sums of these in doubles, always in the same order.
///
/// @param resultMap a pixel for each window
/// @param window rows and columns of a window
/// @param margin that windows see beyond themselves
/// @param lanes the machine's arithmetic
record MeanStep(
        String name, String label, Operand x, Operand resultMap, List<Read> reads, int window, int margin, Lanes lanes)
        implements Step {
    /// In most networks all: memory is read from front to back.
    private static final int MOST_CHANNELS = 64;

    /// Few enough for sums in floats.
    private static final int RUN_PIXELS = 64;

    @Override
    public int result() {
        return resultMap.node();
    }

    @Override
    public int bands() {
        return resultMap.layout().rows();
    }

    private int parts() {
        return Math.ceilDiv(channels(), MOST_CHANNELS);
    }

    int channels() {
        return resultMap.layout().channels();
    }

    @Override
    public int turnBands() {
        return 1;
    }

    @Override
    public int jobs(int from, int to) {
        return (to - from) * resultMap.layout().width() * parts();
    }

    @Override
    public Layout layout() {
        return resultMap.layout();
    }

    /// The sums of some pixels, and of all, one for each channel.
    @Override
    public Scratch scratch() {
        int most = Math.min(MOST_CHANNELS, channels());
        return Scratch.of(Part.FIRST, most).and(Part.SUMS, most);
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        Layout result = resultMap.layout();
        int part = job % parts();
        int column = job / parts() % result.width();
        int band = from + job / parts() / result.width();
        int picture = band / result.height();
        int row = band % result.height();
        float[] map = workspace.maps[resultMap.node()];
        int channel = part * MOST_CHANNELS;
        write(picture, row, column, channel, Math.min(MOST_CHANNELS, channels() - channel), map, workspace);
        if (job % (parts() * result.width()) == 0) {
            result.fillPadding(map, picture, row);
        }
    }

    private void write(int picture, int row, int column, int channel, int channels, float[] map, Workspace workspace) {
        Layout layout = x.layout();
        int top = first(row);
        int bottom = end(row, layout.height());
        int left = first(column);
        int right = end(column, layout.width());
        Arrays.fill(workspace.sums, 0, channels, 0);
        for (int y = top; y < bottom; y++) {
            for (int start = left; start < right; start += RUN_PIXELS) {
                int pixels = Math.min(RUN_PIXELS, right - start);
                int from = layout.position(picture, y, start) + channel;
                lanes.addPixels(x.map(workspace), from, layout.pixelStep(), pixels, workspace.first, 0, channels);
                for (int c = 0; c < channels; c++) {
                    workspace.sums[c] += workspace.first[c];
                }
            }
        }
        double area = (double) (bottom - top) * (right - left);
        int to = resultMap.layout().position(picture, row, column) + channel;
        for (int c = 0; c < channels; c++) {
            map[to + c] = (float) (workspace.sums[c] / area);
        }
    }

    private int first(int number) {
        return Math.max(number * window - margin, 0);
    }

    private int end(int number, int size) {
        return Math.min((number + 1) * window + margin, size);
    }
}
