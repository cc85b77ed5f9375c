package dev.fettle.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class HighFrequencyTest {
    private static final int SIDE = 64;

    private static Plane rows(IntToDoubleFunction value) {
        double[] samples = new double[SIDE * SIDE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = value.applyAsDouble(i % SIDE);
        }
        return Plane.of(SIDE, SIDE, samples);
    }

    /// Away from the borders.
    private static double inner(Plane energy) {
        return HighFrequency.mean(energy, 16, 16, 32, 32);
    }

    @Test
    void aFlatPlaneHasNone() {
        Plane energy = HighFrequency.energy(rows(x -> 100));
        assertThat(HighFrequency.mean(energy, 0, 0, SIDE, SIDE)).isCloseTo(0, within(1e-20));
    }

    @Test
    void aSlopeHasNoneAwayFromTheBorders() {
        assertThat(inner(HighFrequency.energy(rows(x -> 3.0 * x)))).isCloseTo(0, within(1e-20));
    }

    /// A wave of amplitude a has the mean square a²/2 (a² at two pixels a period), of which the blur leaves
    /// exp(-ω²/2) of the amplitude. The kernel ends at 4 σ, beyond which lie 6e-5 of its sum.
    @Test
    void aWaveHasWhatTheGaussianTakesAway() {
        for (int period : new int[] {2, 4, 8, 16}) {
            double omega = 2 * Math.PI / period;
            Plane energy = HighFrequency.energy(rows(x -> 10 * Math.cos(omega * x)));
            double taken = 1 - Math.exp(-omega * omega / 2);
            double meanSquare = period == 2 ? 100 : 50;
            assertThat(inner(energy))
                    .as("period %d", period)
                    .isCloseTo(meanSquare * taken * taken, within(meanSquare * 0.03 * taken));
        }
    }

    @Test
    void aRectangleOutsideIsRefused() {
        Plane plane = rows(x -> x);
        assertThat(HighFrequency.mean(plane, 2, 5, 3, 1)).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HighFrequency.mean(plane, 60, 0, 5, 5))
                .withMessageContaining("5x5 at (60, 0) leaves the plane of 64x64");
        assertThatIllegalArgumentException().isThrownBy(() -> HighFrequency.mean(plane, 0, 0, 0, 5));
    }
}
