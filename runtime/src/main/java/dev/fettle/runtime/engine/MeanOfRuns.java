package dev.fettle.runtime.engine;

import dev.fettle.runtime.engine.Elementwise.Operand;
import dev.fettle.runtime.engine.Scratch.Part;
import java.util.Arrays;
import java.util.List;

/// The mean over the whole picture, of the sums that {@link RunSumsStep} has made: these are added up in doubles,
/// row by row, always in the same order. A job is some neighbouring channels of a picture.
///
/// @param averaged what the mean is of
/// @param resultMap a pixel for each picture
record MeanOfRuns(String name, String label, Layout averaged, RunSumsStep.Sums sums, Operand resultMap)
        implements Step {
    private static final int JOB_CHANNELS = 64;

    @Override
    public int result() {
        return resultMap.node();
    }

    @Override
    public Layout layout() {
        return resultMap.layout();
    }

    @Override
    public List<Read> reads() {
        return List.of(Read.whole(sums.result()));
    }

    @Override
    public int bands() {
        return layout().rows();
    }

    @Override
    public int turnBands() {
        return 1;
    }

    private int parts() {
        return Math.ceilDiv(averaged.channels(), JOB_CHANNELS);
    }

    @Override
    public int jobs(int from, int to) {
        return (to - from) * parts();
    }

    @Override
    public Scratch scratch() {
        return Scratch.of(Part.SUMS, Math.min(JOB_CHANNELS, averaged.channels()));
    }

    @Override
    public void run(int job, int from, int to, Workspace workspace) {
        int picture = from + job / parts(); // a row each
        int channel = job % parts() * JOB_CHANNELS;
        int channels = Math.min(JOB_CHANNELS, averaged.channels() - channel);
        float[] map = workspace.maps[resultMap.node()];
        double[] total = workspace.sums;
        Arrays.fill(total, 0, channels, 0);
        int floats = RunSumsStep.rowFloats(averaged) * averaged.height();
        int end = (picture + 1) * floats;
        for (int at = picture * floats + channel; at < end; at += averaged.channels()) {
            add(workspace.packed[sums.array()], at, total, channels);
        }
        double area = (double) averaged.height() * averaged.width();
        int position = layout().position(picture, 0, 0) + channel;
        for (int c = 0; c < channels; c++) {
            map[position + c] = (float) (total[c] / area);
        }
        if (channel == 0) {
            layout().fillPadding(map, picture, 0);
        }
    }

    private static void add(float[] sums, int from, double[] total, int channels) {
        for (int c = 0; c < channels; c++) {
            total[c] += sums[from + c];
        }
    }
}
