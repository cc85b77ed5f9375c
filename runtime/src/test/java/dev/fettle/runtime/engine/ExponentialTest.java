package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTest {
    private static final float[] SAMPLES = samples();

    /// Every 997th of all floats from the smallest to 200, of either sign, and where it changes its way.
    private static float[] samples() {
        int most = Float.floatToIntBits(200f);
        int count = most / 997;
        float[] samples = new float[2 * count + 6];
        for (int i = 0; i < count; i++) {
            samples[2 * i] = Float.intBitsToFloat(i * 997);
            samples[2 * i + 1] = -samples[2 * i];
        }
        float[] ends = {-88f, Math.nextDown(-88f), Math.nextUp(-88f), 87f, Math.nextUp(87f), Math.nextDown(87f)};
        System.arraycopy(ends, 0, samples, 2 * count, ends.length);
        return samples;
    }

    @Test
    void siluIsExactButForTheLastBits() {
        double worst = 0;
        for (float x : SAMPLES) {
            double exact = x / (1 + Math.exp(-x));
            double error = Math.abs(Exponential.silu(x) - exact);
            if (x >= Exponential.LEAST && Math.abs(exact) >= Float.MIN_NORMAL) {
                worst = Math.max(worst, error / Math.abs(exact));
            } else {
                assertThat(error).as("silu of %s", x).isLessThan(6e-37);
            }
        }
        assertThat(worst).isLessThan(2.5e-7);
    }

    @Test
    void vectorsHaveTheSameBits() {
        float[] one = SAMPLES.clone();
        float[] other = SAMPLES.clone();
        Engine.lanes().silu(one, 3, one.length - 1);
        new PlainLanes().silu(other, 3, other.length - 1);
        assertThat(one).isEqualTo(other);
        assertThat(one[2]).isEqualTo(SAMPLES[2]);
        assertThat(one[3]).isEqualTo(Exponential.silu(SAMPLES[3]));
    }

    /// By hand: σ(0) = 1/2, σ(ln 3) = 3/4 and σ(-ln 3) = 1/4.
    @Test
    void siluOfSimpleNumbers() {
        float ln3 = (float) Math.log(3);
        assertThat(Exponential.silu(0f)).isZero();
        assertThat(Exponential.silu(ln3)).isCloseTo(0.75f * ln3, within(1e-7f));
        assertThat(Exponential.silu(-ln3)).isCloseTo(-0.25f * ln3, within(1e-7f));
        assertThat(Exponential.silu(1e30f)).isEqualTo(1e30f);
        assertThat(Exponential.silu(-1e30f)).isEqualTo(-0f);
        assertThat(Exponential.silu(Float.NaN)).isNaN();
    }
}
