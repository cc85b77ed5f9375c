package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.report.SweepResults.Variant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparedPairTest {
    @Test
    void picturesThatOneAloneGetsRightAreCountedSeedBySeed() {
        Variant first = SortedVariants.of("first", "11110000", "11111110");
        Variant second = SortedVariants.of("second", "11000001", "11111111");
        ComparedPair pair = ComparedPair.of(SortedVariants.SET, first, second);
        assertThat(pair.pictures()).isEqualTo(8);
        assertThat(pair.seeds()).extracting(ComparedPair.OfSeed::onlyFirst).containsExactly(2, 0);
        assertThat(pair.seeds()).extracting(ComparedPair.OfSeed::onlySecond).containsExactly(1, 1);
        assertThat(pair.seeds()).extracting(ComparedPair.OfSeed::p).containsExactly(1.0, 1.0);
        assertThat(pair.paired().orElseThrow().points()).as("11 and 11 of 16").isCloseTo(0, within(1e-9));
        assertThat(pair.seeds().getFirst().paired().points()).isCloseTo(100.0 / 8, within(1e-9));
    }

    /// Five of eight that the first alone gets right: 2 · 1/2⁵.
    @Test
    void aSeedHasTheProbabilityOfCoins() {
        ComparedPair pair = ComparedPair.of(
                SortedVariants.SET, SortedVariants.of("a", "11111000"), SortedVariants.of("b", "00000000"));
        assertThat(pair.seeds().getFirst().p()).isCloseTo(0.0625, within(1e-12));
        assertThat(pair.paired().orElseThrow().overAll()).isEmpty();
    }

    @Test
    void onlyPicturesThatAllTrainingsWereMeasuredOnCount() {
        ComparedPair pair = ComparedPair.of(
                SortedVariants.SET, SortedVariants.of("a", "1111----", "11111111"), SortedVariants.of("b", "-0000000"));
        assertThat(pair.pictures()).isEqualTo(3);
        assertThat(pair.seeds()).as("that both were trained from").hasSize(1);
        assertThat(pair.seeds().getFirst().onlyFirst()).isEqualTo(3);
    }

    @Test
    void othersAreComparedWithTheBaselineOrEachWithEach() {
        List<Variant> variants =
                List.of(SortedVariants.of("a", "10"), SortedVariants.of("b", "11"), SortedVariants.of("c", "00"));
        List<String> sets = List.of(SortedVariants.SET);
        assertThat(ComparedPair.all(sets, variants, ""))
                .extracting(pair -> pair.first() + pair.second())
                .containsExactly("ba", "ca", "cb");
        assertThat(ComparedPair.all(sets, variants, "b"))
                .extracting(pair -> pair.first() + pair.second())
                .containsExactly("ab", "cb");
    }

    @Test
    void whatIsNotMeasuredIsSaid() {
        ComparedPair pair =
                ComparedPair.of(SortedVariants.SET, SortedVariants.of("a"), SortedVariants.of("b", "10101010"));
        assertThat(pair.paired()).isEmpty();
        PairTable table = PairTable.of(SortedVariants.results(List.of(pair)));
        assertThat(table.all().getFirst()).contains("a", "b", ResultTable.NOT_MEASURED);
        assertThat(table.seeds()).isEmpty();
    }
}
