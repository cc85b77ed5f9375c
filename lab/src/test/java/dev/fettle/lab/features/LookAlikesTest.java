package dev.fettle.lab.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.lab.report.FeatureResults.Count;
import dev.fettle.lab.report.FeatureResults.Layer;
import dev.fettle.lab.report.FeatureResults.Pair;
import dev.fettle.network.Offset;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookAlikesTest {
    private static final int WIDTH = 30;
    private static final int HEIGHT = 24;

    private static float[] noise(long seed) {
        Random random = new Random(seed);
        float[] map = new float[WIDTH * HEIGHT];
        for (int i = 0; i < map.length; i++) {
            map[i] = (float) random.nextGaussian();
        }
        return map;
    }

    /// As the network's shift: zeros come in at the edge.
    private static float[] shifted(float[] map, int down, int right) {
        float[] shifted = new float[map.length];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                boolean isInside = y - down >= 0 && y - down < HEIGHT && x - right >= 0 && x - right < WIDTH;
                shifted[y * WIDTH + x] = isInside ? map[(y - down) * WIDTH + x - right] : 0;
            }
        }
        return shifted;
    }

    private static float[] scaled(float[] map, float factor, float offset) {
        float[] scaled = map.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * scaled[i] + offset;
        }
        return scaled;
    }

    private static Layer layer(int reach, float[]... maps) {
        return new LookAlikes(new Maps("layer", WIDTH, HEIGHT, maps), reach).layer(0.9, 3);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-1, 0", "2, -2", "0, 0"})
    void theShiftOfACopyIsFound(int down, int right) {
        float[] map = noise(1);
        Layer layer = layer(2, noise(2), map, scaled(shifted(map, down, right), 3, 7));
        Pair pair = layer.pairs().getFirst();
        assertThat(pair.first()).isEqualTo(1);
        assertThat(pair.second()).isEqualTo(2);
        assertThat(pair.shift()).isEqualTo(new Offset(down, right));
        assertThat(pair.correlation()).isCloseTo(1, within(1e-6));
        boolean isMoved = down != 0 || right != 0;
        assertThat(layer.alike()).isEqualTo(new Count(isMoved ? 0 : 2, 2));
    }

    @Test
    void correlationsAreThoseOfPearsonsFormula() {
        float[] first = noise(3);
        float[] second = scaled(first, 0.5f, 1);
        float[] third = noise(4);
        for (int i = 0; i < second.length; i++) {
            second[i] += third[i];
        }
        // of a sum of two independent parts with deviations 0.5 and 1: 0.5 / √(0.5² + 1²)
        double expected = 0.5 / Math.sqrt(1.25);
        Pair pair = layer(0, first, second).pairs().getFirst();
        assertThat(pair.still()).isCloseTo(expected, within(2 / Math.sqrt(WIDTH * HEIGHT)));
        assertThat(pair.correlation()).isEqualTo(pair.still());
        double exact = pearson(first, second);
        assertThat(pair.still()).isCloseTo(exact, within(1e-12));
    }

    private static double pearson(float[] a, float[] b) {
        double n = a.length;
        double sumA = 0;
        double sumB = 0;
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int i = 0; i < a.length; i++) {
            sumA += a[i];
            sumB += b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
            products += (double) a[i] * b[i];
        }
        return (n * products - sumA * sumB) / Math.sqrt((n * squaresA - sumA * sumA) * (n * squaresB - sumB * sumB));
    }

    @Test
    void aMirroredMapIsNoLikeness() {
        float[] map = noise(5);
        Layer layer = layer(0, map, scaled(map, -1, 0));
        assertThat(layer.pairs()).isEmpty();
        assertThat(layer.partner().still()).isZero();
    }

    @Test
    void mapsWithOneValueOrAFewSparksAreIdle() {
        float[] spark = new float[WIDTH * HEIGHT];
        spark[WIDTH * HEIGHT / 2] = 100;
        Layer layer = layer(1, spark, noise(6), scaled(new float[WIDTH * HEIGHT], 1, 0.1f), spark.clone());
        assertThat(layer.idle()).isEqualTo(3);
        assertThat(layer.pairs()).isEmpty();
    }

    @Test
    void eachMapIsInOnePairAtMost() {
        float[] map = noise(7);
        Layer layer = layer(1, map, noise(8), map.clone(), map.clone());
        assertThat(layer.pairs().getFirst())
                .extracting(Pair::first, Pair::second)
                .containsExactly(0, 2);
        assertThat(layer.pairs().get(1)).extracting(Pair::first, Pair::second).containsExactly(1, 3);
    }

    /// A ramp is as much like a noisy ramp wherever it moves.
    @Test
    void aShiftThatDoesNotHelpIsNotTaken() {
        float[] ramp = new float[WIDTH * HEIGHT];
        float[] noisy = noise(9);
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i % WIDTH + 2 * Math.floorDiv(i, WIDTH);
            noisy[i] += ramp[i];
        }
        Pair pair = layer(2, ramp, noisy).pairs().getFirst();
        assertThat(pair.correlation()).isLessThan(1);
        assertThat(pair.shift()).isEqualTo(new Offset(0, 0));
    }
}
