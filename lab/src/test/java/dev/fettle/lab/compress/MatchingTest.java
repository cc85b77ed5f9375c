package dev.fettle.lab.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MatchingTest {
    private static double[][] random(int channels, int seed) {
        Random random = new Random(seed);
        double[][] gains = new double[channels][channels];
        for (double[] row : gains) {
            for (int i = 0; i < channels; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return gains;
    }

    private static double gain(double[][] gains, GhostPlan plan) {
        return IntStream.range(0, plan.ghosts().size())
                .mapToDouble(j -> gains[plan.source(j)][plan.ghosts().get(j)])
                .sum();
    }

    /// The first that is left with each of the others, either being the ghost.
    private static double best(double[][] gains, boolean[] isTaken) {
        int first = 0;
        while (first < isTaken.length && isTaken[first]) {
            first++;
        }
        if (first == isTaken.length) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        isTaken[first] = true;
        for (int other = first + 1; other < isTaken.length; other++) {
            if (!isTaken[other]) {
                isTaken[other] = true;
                double pair = Math.max(gains[first][other], gains[other][first]);
                best = Math.max(best, pair + best(gains, isTaken));
                isTaken[other] = false;
            }
        }
        isTaken[first] = false;
        return best;
    }

    @Test
    void pairsAreNearlyTheBestThereAre() {
        for (int seed = 1; seed <= 20; seed++) {
            double[][] gains = random(8, seed);
            double found = gain(gains, new Matching(gains, 1, 4).plan());
            assertThat(found).as("seed %d", seed).isGreaterThan(0.8 * best(gains, new boolean[8]));
        }
    }

    @Test
    void thoseThatStayStandInTheirGroupsAndAllChannelsAreThereOnce() {
        for (int intrinsic : new int[] {4, 6, 8, 10}) {
            GhostPlan plan = new Matching(random(12, intrinsic), 2, intrinsic).plan();
            for (int i = 0; i < intrinsic; i++) {
                assertThat(plan.intrinsic().get(i) / 6).isEqualTo(i / (intrinsic / 2));
            }
            assertThat(plan.order()).hasSize(12).doesNotHaveDuplicates();
        }
    }
}
