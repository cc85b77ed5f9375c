package dev.fettle.lab.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedSharesTest {
    private static final int PICTURES = 400;

    /// 100 pictures, of which 60 both get right, 12 the first alone and 5 the second alone.
    private static final boolean[] FIRST = hits(0, 72);

    private static final boolean[] SECOND = hits(12, 77);

    private static final PairedShares SAME =
            new PairedShares(0, new Interval(0, 0), Optional.of(new Interval(0, 0)), Optional.of(1.0));

    private static boolean[] hits(int from, int to) {
        boolean[] hits = new boolean[100];
        for (int i = from; i < to; i++) {
            hits[i] = true;
        }
        return hits;
    }

    /// Wald's interval for paired proportions, with n - 1: (b - c) / n ± t · √(b + c - (b - c)² / n) /
    /// √(n (n - 1)); t of 99 degrees of freedom is 1.984217 in printed tables.
    @Test
    void oneTrainingEachHasTheIntervalOfPairedProportions() {
        PairedShares paired = PairedShares.of(List.of(FIRST), List.of(SECOND));
        assertThat(paired.points()).isCloseTo(12 - 5, within(1e-9));
        double half = 100 * 1.984217 * Math.sqrt(17 - 49 / 100.0) / Math.sqrt(100 * 99.0);
        assertThat(paired.overPictures().low()).isCloseTo(7 - half, within(1e-4));
        assertThat(paired.overPictures().high()).isCloseTo(7 + half, within(1e-4));
        assertThat(paired.overAll()).isEmpty();
        assertThat(paired.p()).isEmpty();
    }

    /// Trainings that say the same of every picture vary in nothing: as one training.
    @Test
    void seedsThatAgreeAddNothing() {
        PairedShares once = PairedShares.of(List.of(FIRST), List.of(SECOND));
        PairedShares thrice = PairedShares.of(List.of(FIRST, FIRST, FIRST), List.of(SECOND, SECOND));
        assertThat(thrice.points()).isCloseTo(once.points(), within(1e-9));
        assertThat(thrice.overAll().orElseThrow().low())
                .isCloseTo(once.overPictures().low(), within(1e-6));
        assertThat(thrice.overAll().orElseThrow().high())
                .isCloseTo(once.overPictures().high(), within(1e-6));
    }

    @Test
    void theOtherWayRoundIsItsMirrorImage() {
        List<boolean[]> some = List.of(FIRST, SECOND, hits(20, 80));
        List<boolean[]> others = List.of(SECOND, hits(3, 60));
        PairedShares one = PairedShares.of(some, others);
        PairedShares other = PairedShares.of(others, some);
        assertThat(other.points()).isCloseTo(-one.points(), within(1e-9));
        assertThat(other.overAll().orElseThrow().low())
                .isCloseTo(-one.overAll().orElseThrow().high(), within(1e-9));
        assertThat(other.p().orElseThrow()).isCloseTo(one.p().orElseThrow(), within(1e-12));
    }

    /// Of seeds whose shares differ by far more than pictures can tell, the interval is Welch's of the
    /// shares: two and two seeds, 90 and 50 of 100 against 60 and 20.
    @Test
    void seedsThatDifferDecide() {
        PairedShares paired = PairedShares.of(List.of(hits(0, 90), hits(0, 50)), List.of(hits(0, 60), hits(0, 20)));
        assertThat(paired.points()).isCloseTo(30, within(1e-9));
        double welch = Math.sqrt(0.08 / 2 + 0.08 / 2); // variances of 0.9, 0.5 and of 0.6, 0.2
        double half = 4.303 * welch * 100; // t of 2 degrees of freedom
        Interval all = paired.overAll().orElseThrow();
        assertThat(all.high() - 30).isBetween(0.8 * half, 1.05 * half);
        assertThat(paired.p().orElseThrow()).isGreaterThan(0.3);
    }

    /// Two ways that are equally good in truth, of which seeds and pictures are drawn: the interval over
    /// both holds 0 in 95 of 100 draws, that over pictures alone in far fewer, since seeds are much of
    /// what varies.
    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        Random random = new Random(7);
        int draws = 600;
        int overAll = 0;
        int overPictures = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[] ease = random.doubles(PICTURES, -1.5, 2.5).toArray();
            PairedShares paired = PairedShares.of(drawn(random, ease, 5), drawn(random, ease, 5));
            overAll += paired.overAll().orElseThrow().contains(0) ? 1 : 0;
            overPictures += paired.overPictures().contains(0) ? 1 : 0;
        }
        assertThat(overAll).isBetween(draws * 92 / 100, draws * 98 / 100);
        assertThat(overPictures).isLessThan(draws * 80 / 100);
    }

    /// Trainings whose logit is the picture's ease and their own luck.
    private static List<boolean[]> drawn(Random random, double[] ease, int seeds) {
        List<boolean[]> trainings = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            double luck = 0.25 * random.nextGaussian();
            boolean[] hits = new boolean[ease.length];
            for (int i = 0; i < hits.length; i++) {
                hits[i] = random.nextDouble() < 1 / (1 + Math.exp(-2 * ease[i] - luck));
            }
            trainings.add(hits);
        }
        return trainings;
    }

    /// However many seeds, a share of all of them is one.
    @Test
    void whatAllSeedsGetRightIsNoDifference() {
        for (int seeds = 2; seeds <= 30; seeds++) {
            PairedShares paired =
                    PairedShares.of(List.of(hits(0, 100), hits(0, 100)), Collections.nCopies(seeds, hits(0, 100)));
            assertThat(paired).as("%d seeds", seeds).isEqualTo(SAME);
        }
    }

    /// Of two seeds that each get right just what the other gets wrong, what is taken off the variance
    /// can be nearly all of it. One degree of freedom is left even then: an interval of at most
    /// 12.7062 standard deviations (printed tables of t) of the seeds, of which there is ½ each at most.
    @Test
    void seedsThatMirrorEachOtherHaveAnInterval() {
        for (int right = 0; right <= 100; right++) {
            List<boolean[]> mirrored = List.of(hits(0, right), hits(right, 100));
            PairedShares paired = PairedShares.of(mirrored, List.of(hits(0, 50), hits(50, 100)));
            Interval all = paired.overAll().orElseThrow();
            assertThat(all.low()).as("%d right", right).isBetween(-12.7062 * 50, 1e-9);
            assertThat(all.high()).as("%d right", right).isBetween(-1e-9, 12.7062 * 50);
            assertThat(paired.p().orElseThrow()).as("%d right", right).isGreaterThan(0.99);
        }
    }

    @Test
    void otherPicturesAreNoPairs() {
        assertThatThrownBy(() -> PairedShares.of(List.of(FIRST), List.of(new boolean[99])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the same pictures are needed");
        assertThatThrownBy(() -> PairedShares.of(List.of(), List.of(FIRST)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one training");
    }
}
