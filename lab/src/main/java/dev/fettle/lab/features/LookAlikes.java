package dev.fettle.lab.features;

import dev.fettle.lab.report.FeatureResults.Count;
import dev.fettle.lab.report.FeatureResults.Gain;
import dev.fettle.lab.report.FeatureResults.Layer;
import dev.fettle.lab.report.FeatureResults.Pair;
import dev.fettle.network.Offset;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How much every two feature maps of a layer are alike: Pearson's correlation of the later channel with the earlier
/// one, shifted by up to some samples. All shifts are judged by the same samples of the later one, those that
/// none of them leaves without a partner. Correlations below 0 are no likeness: a shift cannot turn them.
final class LookAlikes {
    /// What a longer shift must leave at most of the distance to a correlation of 1.
    private static final double REASON = 0.99;

    /// Deviation beside the mean up to which a map has one value everywhere, but for rounding.
    private static final double CONSTANT = 1e-6;

    /// Of the samples, how many of the largest and of the smallest say nothing about a map: a few sparks in the dark
    /// are alike in all maps that have some.
    private static final double BEYOND = 0.005;

    private final Maps maps;
    private final int reach;
    private final int channels;
    private final int samples;
    private final List<Offset> offsets;
    private final double[] still;
    private final double[] best;
    private final int[] shifts;
    private final boolean[] isIdle;

    /// @param reach largest shift in each direction; the maps' sides are more than twice as long
    LookAlikes(Maps maps, int reach) {
        this.maps = maps;
        this.reach = reach;
        channels = maps.channels().length;
        samples = (maps.width() - 2 * reach) * (maps.height() - 2 * reach);
        offsets = offsets(reach);
        isIdle = new boolean[channels];
        double[] second = moved(new Offset(0, 0));
        still = correlations(second, second);
        best = still.clone();
        shifts = new int[channels * channels];
        for (int shift = 1; shift < offsets.size(); shift++) {
            keepBetter(correlations(moved(offsets.get(shift)), second), shift);
        }
        for (int channel = 0; channel < channels; channel++) {
            isIdle[channel] = isIdle(second, channel);
        }
    }

    /// The shortest first.
    private static List<Offset> offsets(int reach) {
        return IntStream.rangeClosed(-reach, reach)
                .boxed()
                .flatMap(down -> IntStream.rangeClosed(-reach, reach).mapToObj(right -> new Offset(down, right)))
                .sorted(Comparator.comparingInt(
                        offset -> offset.down() * offset.down() + offset.right() * offset.right()))
                .toList();
    }

    /// The samples that the inner part of each map holds after a shift, in units of their standard deviation from their
    /// mean, all channels of a sample side by side; zeros where there is no deviation.
    private double[] moved(Offset offset) {
        double[] moved = new double[samples * channels];
        int width = maps.width() - 2 * reach;
        for (int channel = 0; channel < channels; channel++) {
            float[] map = maps.channels()[channel];
            for (int i = 0; i < samples; i++) {
                int y = reach + i / width - offset.down();
                int x = reach + i % width - offset.right();
                moved[i * channels + channel] = map[y * maps.width() + x];
            }
            standardise(moved, channel);
        }
        return moved;
    }

    private void standardise(double[] values, int channel) {
        double sum = 0;
        for (int i = channel; i < values.length; i += channels) {
            sum += values[i];
        }
        double mean = sum / samples;
        double squares = 0;
        for (int i = channel; i < values.length; i += channels) {
            values[i] -= mean;
            squares += values[i] * values[i];
        }
        double deviation = Math.sqrt(squares / samples);
        boolean varies = deviation > CONSTANT * Math.abs(mean);
        for (int i = channel; i < values.length; i += channels) {
            values[i] = varies ? values[i] / deviation : 0;
        }
    }

    private boolean isIdle(double[] values, int channel) {
        double[] sorted = IntStream.range(0, samples)
                .mapToDouble(i -> values[i * channels + channel])
                .sorted()
                .toArray();
        int beyond = (int) (BEYOND * samples);
        return sorted[beyond] == sorted[samples - 1 - beyond];
    }

    /// Of each channel with all later ones, at `earlier · channels + later`.
    private double[] correlations(double[] first, double[] second) {
        double[] sums = new double[channels * channels];
        for (int at = 0; at < first.length; at += channels) {
            for (int earlier = 0; earlier < channels; earlier++) {
                addProducts(sums, earlier, first[at + earlier], second, at);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= samples;
        }
        return sums;
    }

    private void addProducts(double[] sums, int earlier, double factor, double[] second, int at) {
        int row = earlier * channels;
        for (int later = earlier + 1; later < channels; later++) {
            sums[row + later] += factor * second[at + later];
        }
    }

    private void keepBetter(double[] correlations, int shift) {
        for (int i = 0; i < best.length; i++) {
            if (1 - correlations[i] < REASON * (1 - best[i])) {
                best[i] = correlations[i];
                shifts[i] = shift;
            }
        }
    }

    /// What is told of the layer.
    ///
    /// @param alikeFrom correlation from which on maps are alike
    /// @param most pairs
    Layer layer(double alikeFrom, int most) {
        int idle = (int) IntStream.range(0, channels).filter(c -> isIdle[c]).count();
        double[] stillPartners = partners(still);
        double[] shiftedPartners = partners(best);
        return new Layer(
                maps.layer(),
                maps.width(),
                maps.height(),
                channels,
                idle,
                new Gain(mean(stillPartners), mean(shiftedPartners)),
                new Count(from(stillPartners, alikeFrom), from(shiftedPartners, alikeFrom)),
                pairs(most));
    }

    /// For each map that is not idle the correlation with the one most alike, at least 0.
    private double[] partners(double[] correlations) {
        return IntStream.range(0, channels)
                .filter(channel -> !isIdle[channel])
                .mapToDouble(channel -> partner(correlations, channel))
                .toArray();
    }

    private double partner(double[] correlations, int channel) {
        return IntStream.range(0, channels)
                .filter(other -> other != channel && !isIdle[other])
                .mapToDouble(other -> correlations[Math.min(channel, other) * channels + Math.max(channel, other)])
                .reduce(0, Math::max);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static int from(double[] values, double least) {
        return (int) Arrays.stream(values).filter(value -> value >= least).count();
    }

    private List<Pair> pairs(int most) {
        List<Integer> byLikeness = IntStream.range(0, channels * channels)
                .filter(i -> i / channels < i % channels && best[i] > 0)
                .filter(i -> !isIdle[i / channels] && !isIdle[i % channels])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> best[i]).reversed())
                .toList();
        boolean[] isTaken = new boolean[channels];
        List<Pair> pairs = new ArrayList<>();
        for (int i : byLikeness) {
            int first = i / channels;
            int second = i % channels;
            if (pairs.size() < most && !isTaken[first] && !isTaken[second]) {
                isTaken[first] = true;
                isTaken[second] = true;
                pairs.add(new Pair(first, second, Math.min(best[i], 1), Math.min(still[i], 1), offsets.get(shifts[i])));
            }
        }
        return pairs;
    }
}
