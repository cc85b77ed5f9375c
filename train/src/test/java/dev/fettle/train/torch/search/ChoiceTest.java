package dev.fettle.train.torch.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final float LN2 = (float) Math.log(2);

    /// Chances 1/4, 1/2, 1/4.
    @Test
    void theLargestChanceIsChosen() {
        Choice choice = Choice.of(List.of(4, 8, 12), new float[] {0, LN2, 0});
        assertThat(choice.width()).isEqualTo(8);
        assertThat(choice.margin()).isCloseTo(0.25, within(1e-6));
        assertThat(choice.entropy()).isCloseTo(1.5 / (Math.log(3) / Math.log(2)), within(1e-6));
        assertThat(choice.factor(List.of(4, 8, 12), 3)).isCloseTo(1, within(1e-6));
        assertThat(choice.factor(List.of(4, 8, 12), 4)).isCloseTo(0.75, within(1e-6));
        assertThat(choice.factor(List.of(4, 8, 12), 11)).isCloseTo(0.25, within(1e-6));
        assertThat(choice.factor(List.of(4, 8, 12), 12)).isZero();
    }

    /// The margin is that from the best of another width, and the entropy counts widths, not candidates.
    @Test
    void candidatesOfOneWidthAreOneAnswer() {
        Choice choice = Choice.of(List.of(4, 8, 8), new float[] {0, LN2, LN2});
        assertThat(choice.width()).isEqualTo(8);
        assertThat(choice.margin()).isCloseTo(0.2, within(1e-6));
        assertThat(choice.entropy()).isCloseTo(0.721928, within(1e-5)); // of 0.2 and 0.8, in bits
        Choice only = Choice.of(List.of(4, 4), new float[] {0, 1});
        assertThat(only.width()).isEqualTo(4);
        assertThat(only.margin()).isEqualTo(1);
        assertThat(only.entropy()).isZero();
    }

    @Test
    void hugeNumbersDoNotOverflow() {
        Choice choice = Choice.of(List.of(4, 8), new float[] {1000, -1000});
        assertThat(choice.width()).isEqualTo(4);
        assertThat(choice.entropy()).isZero();
        assertThat(choice.margin()).isEqualTo(1);
    }
}
