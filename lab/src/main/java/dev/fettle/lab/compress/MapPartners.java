package dev.fettle.lab.compress;

import dev.fettle.lab.fit.MapMoments;
import dev.fettle.network.Offset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;

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

    /// For a layer that only convolutions read, which are fitted to what they are given: those stay that tell most
    /// of what is read, one after the other (a Cholesky decomposition with pivots). A copy may be anything, and is
    /// shifted such that it tells most of what those that stay do not.
    ///
    /// @param reading the length of the filters that read each channel
    Choice free(double[] reading) {
        List<Integer> staying = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        int each = moments.channels() / groups;
        for (int group = 0; group < groups; group++) {
            List<Integer> ranked = ranked(group * each, each, reading);
            int count = intrinsic / groups;
            staying.addAll(ranked.subList(0, count));
            others.addAll(ranked.subList(count, each));
        }
        GhostPlan plan = plan(staying, others, each);
        double[][] gains = new double[plan.ghosts().size()][offsets.size()];
        Telling telling = new Telling(plan, reading);
        for (int j = 0; j < gains.length; j++) {
            for (int o = 0; o < offsets.size(); o++) {
                gains[j][o] = telling.gain(plan.source(j), offsets.get(o));
            }
        }
        return new Choice(plan, best(gains));
    }

    /// Others become ghosts in the order in which they come, in their own group while there is room.
    private static GhostPlan plan(List<Integer> staying, List<Integer> others, int each) {
        Integer[] ghosts = new Integer[others.size()];
        List<Integer> left = new ArrayList<>();
        for (int other : others) {
            int slot = IntStream.range(0, ghosts.length)
                    .filter(j -> ghosts[j] == null && staying.get(j % staying.size()) / each == other / each)
                    .findFirst()
                    .orElse(-1);
            if (slot < 0) {
                left.add(other);
            } else {
                ghosts[slot] = other;
            }
        }
        for (int j = 0; j < ghosts.length; j++) {
            if (ghosts[j] == null) {
                ghosts[j] = left.removeFirst();
            }
        }
        return new GhostPlan(staying, Arrays.asList(ghosts));
    }

    private List<Integer> ranked(int from, int count, double[] reading) {
        double[][] rest = new double[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                rest[i][j] = moments.covariance(from + i, from + j, NONE) * reading[from + i] * reading[from + j];
            }
        }
        List<Integer> ranked = new ArrayList<>();
        boolean[] isTaken = new boolean[count];
        for (int rank = 0; rank < count; rank++) {
            int best = -1;
            for (int i = 0; i < count; i++) {
                if (!isTaken[i] && (best < 0 || rest[i][i] > rest[best][best])) {
                    best = i;
                }
            }
            isTaken[best] = true;
            ranked.add(from + best);
            takeOut(rest, best);
        }
        return ranked;
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

    /// What a shifted copy tells of the channels that went, beyond what those say that stay.
    private final class Telling {
        private static final double RIDGE = 1e-6;
        private final GhostPlan plan;
        private final double[] reading;
        private final DecompositionSolver known;
        private final double[][] told; // of those that stay with the others

        Telling(GhostPlan plan, double[] reading) {
            this.plan = plan;
            this.reading = reading;
            int size = plan.intrinsic().size();
            double[][] square = new double[size][size];
            double trace = 0;
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    square[i][j] =
                            symmetric(plan.intrinsic().get(i), plan.intrinsic().get(j));
                }
                trace += square[i][i];
            }
            for (int i = 0; i < size; i++) {
                square[i][i] += RIDGE * trace / size + Double.MIN_NORMAL;
            }
            known = new CholeskyDecomposition(new Array2DRowRealMatrix(square, false), 1e-12, 0).getSolver();
            told = new double[size][plan.ghosts().size()];
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < told[i].length; j++) {
                    told[i][j] = moments.covariance(
                            plan.intrinsic().get(i), plan.ghosts().get(j), NONE);
                }
            }
        }

        private double symmetric(int k, int l) {
            return moments.covariance(Math.min(k, l), Math.max(k, l), NONE);
        }

        double gain(int source, Offset offset) {
            int size = plan.intrinsic().size();
            double[] common = new double[size];
            for (int i = 0; i < size; i++) {
                common[i] = moments.covariance(source, plan.intrinsic().get(i), offset);
            }
            double[] solved = known.solve(new Array2DRowRealMatrix(common)).getColumn(0);
            double left = moments.covariance(source, source, NONE);
            double all = left;
            for (int i = 0; i < size; i++) {
                left -= common[i] * solved[i];
            }
            if (!(left > RIDGE * all)) {
                return 0;
            }
            double gain = 0;
            for (int j = 0; j < plan.ghosts().size(); j++) {
                int ghost = plan.ghosts().get(j);
                double covariance = moments.covariance(source, ghost, offset);
                for (int i = 0; i < size; i++) {
                    covariance -= told[i][j] * solved[i];
                }
                double weighed = covariance * reading[ghost];
                gain += weighed * weighed / left;
            }
            return gain;
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
        return java.util.Objects.requireNonNull(best);
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
                gains[k][l] = Double.NEGATIVE_INFINITY;
                for (Offset offset : allowed) {
                    double product = moments.product(k, l, offset);
                    if (product > gains[k][l]) {
                        gains[k][l] = product;
                        chosen[k][l] = offset;
                    }
                }
            }
        }
        GhostPlan plan = new Matching(gains, groups, intrinsic).plan();
        List<Offset> found = new ArrayList<>();
        for (int j = 0; j < plan.ghosts().size(); j++) {
            found.add(chosen[plan.source(j)][plan.ghosts().get(j)]);
        }
        return new Choice(plan, found);
    }
}
