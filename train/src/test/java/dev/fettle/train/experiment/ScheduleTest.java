package dev.fettle.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void cosineFallsFromTheBaseToTheEnd() {
        Schedule cosine = new Schedule("cosine", 0, 1e-6, List.of(), 0.5, 1);
        assertThat(cosine.learningRate(0, 1000, 1e-3)).isEqualTo(1e-3);
        assertThat(cosine.learningRate(500, 1000, 1e-3)).isCloseTo((1e-3 + 1e-6) / 2, within(1e-12));
        assertThat(cosine.learningRate(250, 1000, 1e-3))
                .isCloseTo(1e-6 + 0.999e-3 * (1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(cosine.learningRate(1000, 1000, 1e-3)).isCloseTo(1e-6, within(1e-15));
    }

    /// Three periods of 400 steps; the highest rate halves, the lowest stays.
    @Test
    void cosineWithCyclesRestartsLowerEachTime() {
        Schedule restarted = new Schedule("cosine", 0, 1, List.of(), 0.5, 3);
        assertThat(restarted.learningRate(0, 1200, 9)).isEqualTo(9);
        assertThat(restarted.learningRate(200, 1200, 9)).isCloseTo(5, within(1e-12));
        assertThat(restarted.learningRate(399, 1200, 9)).isCloseTo(1, within(1e-3));
        assertThat(restarted.learningRate(400, 1200, 9)).isEqualTo(5);
        assertThat(restarted.learningRate(800, 1200, 9)).isEqualTo(3);
        assertThat(restarted.learningRate(1000, 1200, 9)).isCloseTo(2, within(1e-12));
        assertThat(restarted.learningRate(1200, 1200, 9)).isEqualTo(1);
        assertThatThrownBy(() -> new Schedule("linear", 0, 0, List.of(), 0.5, 2))
                .hasMessage("schedule: cycles must be at least 1, and more than 1 for cosine alone, got 2");
        assertThatThrownBy(() -> new Schedule("cosine", 0, 0, List.of(), 0.5, 0))
                .hasMessageContaining("at least 1");
    }

    @Test
    void warmupRisesLinearly() {
        Schedule constant = new Schedule("constant", 3, 0, List.of(), 0.5, 1);
        assertThat(constant.learningRate(0, 10, 8)).isEqualTo(2);
        assertThat(constant.learningRate(1, 10, 8)).isEqualTo(4);
        assertThat(constant.learningRate(3, 10, 8)).isEqualTo(8);
        assertThat(constant.learningRate(9, 10, 8)).isEqualTo(8);
    }

    @Test
    void multiStepHalvesAtItsMilestones() {
        Schedule halving = new Schedule("multi-step", 0, 0, List.of(200L, 400L), 0.5, 1);
        assertThat(halving.learningRate(199, 1000, 1)).isEqualTo(1);
        assertThat(halving.learningRate(200, 1000, 1)).isEqualTo(0.5);
        assertThat(halving.learningRate(400, 1000, 1)).isEqualTo(0.25);
    }

    @Test
    void linearAndExponentialGoFromTheHighestRateToTheEnd() {
        Schedule linear = new Schedule("linear", 0, 0, List.of(), 0.5, 1);
        assertThat(linear.learningRate(0, 1000, 2)).isEqualTo(2);
        assertThat(linear.learningRate(750, 1000, 2)).isEqualTo(0.5);
        Schedule exponential = new Schedule("exponential", 0, 1e-4, List.of(), 0.5, 1);
        assertThat(exponential.learningRate(500, 1000, 1e-2)).isCloseTo(1e-3, within(1e-15));
        assertThat(exponential.learningRate(1000, 1000, 1e-2)).isEqualTo(1e-4);
        assertThatThrownBy(() -> new Schedule("exponential", 0, 0, List.of(), 0.5, 1))
                .hasMessageContaining("above 0");
    }

    @Test
    void unknownTypesAreListedWithTheKnownOnes() {
        assertThatThrownBy(() -> new Schedule("cosinus", 0, 0, List.of(), 0.5, 1))
                .hasMessageContaining("constant, multi-step, cosine");
    }
}
