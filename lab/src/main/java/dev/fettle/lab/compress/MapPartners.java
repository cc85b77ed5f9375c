package dev.fettle.lab.compress;

import dev.fettle.lab.fit.MapMoments;
import dev.fettle.network.Offset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Which channels of a layer stay, and which shifted copies stand for the others, by what a dense network makes of
/// photographs.
///
/// @param moments of the layer's channels
/// @param groups that they stand in
/// @param intrinsic channels that stay
/// @param offsets that a ghost may have
/// @param isShiftedTogether whether all ghosts have the same
record MapPartners(MapMoments moments, int groups, int intrinsic, List<Offset> offsets, boolean isShiftedTogether) {
    private static final Offset NONE = new Offset(0, 0);

    /// @param offsets of the ghosts: one for each
    record Choice(GhostPlan plan, List<Offset> offsets) {}

    /// How convolutions read a layer.
    ///
    /// @param lengths for each channel, of the filters that read it
    /// @param groups that they read it in, one behind the other
    record Reading(double[] lengths, int groups) {}

    /// For a layer that only convolutions read, which are fitted to what they are given: those stay that tell most
    /// of what is read, one after the other (a Cholesky decomposition with pivots). A copy may be anything, and is
    /// shifted such that it tells most of what those that stay do not.
    ///
    /// Where groups read, a copy goes to another group than its source: filters that see the source see what is
    /// around it, too, and a copy tells them little more.
    Choice free(Reading reading) {
        GhostPlan plan = telling(reading.lengths);
        return reading.groups == 1 ? shifted(plan, reading) : shuffled(plan, reading);
    }

    private Choice shifted(GhostPlan plan, Reading reading) {
        Telling telling = new Telling(moments, plan.intrinsic(), plan.ghosts(), reading.lengths);
        double[][] gains = new double[plan.ghosts().size()][offsets.size()];
        for (int j = 0; j < gains.length; j++) {
            for (int o = 0; o < offsets.size(); o++) {
                gains[j][o] = telling.gain(plan.source(j), offsets.get(o));
            }
        }
        return new Choice(plan, best(gains));
    }

    private Choice shuffled(GhostPlan plan, Reading reading) {
        Shuffle shuffle = new Shuffle(moments, plan, reading);
        List<List<Offset>> allowed =
                isShiftedTogether ? offsets.stream().map(List::of).toList() : List.of(offsets);
        return allowed.stream()
                .map(shuffle::best)
                .max(Comparator.comparingDouble(Shuffle.Weighed::gain))
                .orElseThrow()
                .choice();
    }

    private GhostPlan telling(double[] reading) {
        List<Integer> staying = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        int each = moments.channels() / groups;
        for (int group = 0; group < groups; group++) {
            List<Integer> ranked = ranked(group * each, each, reading);
            staying.addAll(ranked.subList(0, intrinsic / groups));
            others.addAll(ranked.subList(intrinsic / groups, each));
        }
        return plan(staying, others, each);
    }

    /// Others become ghosts in the order in which they come, in their own group while there is room.
    private static GhostPlan plan(List<Integer> staying, List<Integer> others, int each) {
        Integer[] ghosts = new Integer[others.size()];
        List<Integer> left = new ArrayList<>();
        for (int other : others) {
            IntStream.range(0, ghosts.length)
                    .filter(j -> ghosts[j] == null && staying.get(j % staying.size()) / each == other / each)
                    .findFirst()
                    .ifPresentOrElse(j -> ghosts[j] = other, () -> left.add(other));
        }
        for (int j = 0; j < ghosts.length; j++) {
            if (ghosts[j] == null) {
                ghosts[j] = left.removeFirst();
            }
        }
        return new GhostPlan(staying, Arrays.asList(ghosts));
    }

    /// Some channels, one behind the other, from that on which tells most.
    private List<Integer> ranked(int from, int count, double[] reading) {
        double[][] rest = weighed(from, count, reading);
        List<Integer> left = new ArrayList<>(IntStream.range(0, count).boxed().toList());
        List<Integer> ranked = new ArrayList<>();
        while (!left.isEmpty()) {
            int best = largest(rest, left);
            left.remove(Integer.valueOf(best));
            ranked.add(from + best);
            takeOut(rest, best);
        }
        return ranked;
    }

    private double[][] weighed(int from, int count, double[] reading) {
        double[][] covariances = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                covariances[i][j] =
                        moments.covariance(from + i, from + j, NONE) * reading[from + i] * reading[from + j];
            }
        }
        return covariances;
    }

    private static int largest(double[][] rest, List<Integer> left) {
        int best = left.getFirst();
        for (int i : left) {
            if (rest[i][i] > rest[best][best]) {
                best = i;
            }
        }
        return best;
    }

    private static void takeOut(double[][] rest, int pivot) {
        double[] row = rest[pivot].clone();
        if (!(row[pivot] > 0)) {
            return;
        }
        for (int i = 0; i < row.length; i++) {
            double factor = row[i] / row[pivot];
            for (int j = 0; j < row.length; j++) {
                rest[i][j] -= factor * row[j];
            }
        }
    }

    private List<Offset> best(double[][] gains) {
        int ghosts = gains.length;
        if (!isShiftedTogether) {
            return Arrays.stream(gains).map(this::best).toList();
        }
        double[] together = new double[offsets.size()];
        for (double[] each : gains) {
            for (int o = 0; o < together.length; o++) {
                together[o] += each[o];
            }
        }
        return Collections.nCopies(ghosts, best(together));
    }

    private Offset best(double[] gains) {
        int best = 0;
        for (int o = 1; o < gains.length; o++) {
            if (gains[o] > gains[best]) {
                best = o;
            }
        }
        return offsets.get(best);
    }

    /// For a layer whose result is summed: each ghost stands for a channel of its own, and those are partners whose
    /// products are largest, which makes the sum of squared differences least.
    Choice summed() {
        if (!isShiftedTogether) {
            return summed(offsets);
        }
        Choice best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (Offset offset : offsets) {
            Choice choice = summed(List.of(offset));
            double gain = gain(choice);
            if (gain > most) {
                most = gain;
                best = choice;
            }
        }
        return Objects.requireNonNull(best);
    }

    private double gain(Choice choice) {
        double gain = 0;
        for (int j = 0; j < choice.offsets.size(); j++) {
            gain += moments.product(choice.plan.source(j), choice.plan.ghosts().get(j), choice.offsets.get(j));
        }
        return gain;
    }

    private Choice summed(List<Offset> allowed) {
        int channels = moments.channels();
        double[][] gains = new double[channels][channels];
        Offset[][] chosen = new Offset[channels][channels];
        for (int k = 0; k < channels; k++) {
            for (int l = 0; l < channels; l++) {
                chosen[k][l] = alike(k, l, allowed);
                gains[k][l] = moments.product(k, l, chosen[k][l]);
            }
        }
        GhostPlan plan = new Matching(gains, groups, intrinsic).plan();
        List<Offset> found = new ArrayList<>();
        for (int j = 0; j < plan.ghosts().size(); j++) {
            found.add(chosen[plan.source(j)][plan.ghosts().get(j)]);
        }
        return new Choice(plan, found);
    }

    /// The offset of those allowed at which the product of two channels is largest.
    private Offset alike(int k, int l, List<Offset> allowed) {
        Offset best = allowed.getFirst();
        for (Offset offset : allowed) {
            if (moments.product(k, l, offset) > moments.product(k, l, best)) {
                best = offset;
            }
        }
        return best;
    }
}
