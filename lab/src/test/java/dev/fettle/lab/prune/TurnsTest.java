package dev.fettle.lab.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static DoubleSupplier counted(IntToDoubleFunction millis) {
        int[] run = {0};
        return () -> millis.applyAsDouble(run[0]++);
    }

    @Test
    void aQuietMachineNeedsFewTurns() {
        Turns turns = Turns.of(() -> 20, () -> 10);
        assertThat(turns.first()).hasSize(9);
        assertThat(turns.part()).isEqualTo(0.5);
        assertThat(turns.error()).isZero();
        assertThat(turns.millis()).isEqualTo(new PruningReport.Pair(20, 10));
    }

    /// What slows whole turns, or some runs, does not count.
    @Test
    void slowMomentsFallOut() {
        IntToDoubleFunction slowly = run -> 1 + run % 5; // a machine that others use more and less
        Turns drifting = Turns.of(
                counted(run -> 20 * slowly.applyAsDouble(run)), counted(run -> 10 * slowly.applyAsDouble(run)));
        assertThat(drifting.part()).isEqualTo(0.5);
        assertThat(drifting.first()).hasSize(9);
        Turns jolted = Turns.of(() -> 20, counted(run -> run % 7 == 3 ? 90 : 10));
        assertThat(jolted.part()).isEqualTo(0.5);
        assertThat(jolted.first()).hasSize(9);
    }

    /// The error covers the truth, and grows with the noise; more turns are made, but not for ever.
    @Test
    void noiseIsSaid() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Turns turns = Turns.of(() -> 20 * (1 + random.nextDouble()), () -> 10 * (1 + random.nextDouble()));
            assertThat(turns.first()).as("seed %d", seed).hasSizeBetween(10, 63);
            assertThat(turns.part()).as("seed %d", seed).isCloseTo(0.5, within(2 * turns.error()));
            assertThat(turns.error()).as("seed %d", seed).isBetween(0.01, 0.1);
        }
    }
}
