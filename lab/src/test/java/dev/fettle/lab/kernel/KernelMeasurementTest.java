package dev.fettle.lab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import dev.fettle.lab.report.KernelResults;
import dev.fettle.lab.report.KernelResults.Cardinal;
import dev.fettle.lab.report.KernelResults.Layer;
import dev.fettle.network.MixedKernels.Choice;
import dev.fettle.runtime.KernelMap;
import dev.fettle.runtime.KernelMap.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelMeasurementTest {
    private static final int SIDE = 16;
    private static final int WINDOWS = 8;

    /// A row of windows with stripes of two pixels a period, of amplitude 10^i / 255 · 0.01 in window i / 2:
    /// brightness has no part in it.
    private static KernelMap map(List<Choice> choices, float[][] coefficients) {
        int width = SIDE * WINDOWS;
        float[] plane = new float[width * SIDE];
        for (int i = 0; i < plane.length; i++) {
            int window = i % width / SIDE;
            plane[i] = 0.5f + (i % 2 == 0 ? 1 : -1) * amplitude(window) / 255;
        }
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            windows.add(new Window(i * SIDE, 0, SIDE, SIDE));
        }
        return new KernelMap(
                Image.of(width, SIDE, plane), WINDOWS, 1, windows, choices, new float[][][] {coefficients});
    }

    private static float amplitude(int window) {
        return window % 2 == 0 ? 0 : 100;
    }

    private static float[][] coefficients(List<float[]> even, List<float[]> odd) {
        return IntStream.range(0, WINDOWS)
                .mapToObj(i -> (i % 2 == 0 ? even : odd).get(i / 2 % even.size()))
                .toArray(float[][]::new);
    }

    /// Beside an untrained network that chooses nothing.
    private static KernelResults results(KernelMap map) {
        float[][] zeros = new float[WINDOWS][map.coefficients()[0][0].length];
        KernelMeasurement untrained = KernelMeasurement.of(map(map.choices(), zeros));
        return KernelMeasurement.of(map).results("m", "p.png", untrained, List.of());
    }

    private static Layer only(KernelMap map) {
        return results(map).layers().getFirst();
    }

    private static List<Choice> one(int groups, int cardinals) {
        return List.of(new Choice(List.of("body.0"), groups, cardinals, 0));
    }

    /// Of stripes of amplitude 100 the blur takes all but 1.4 %; a flat window has only rounding's 1/12, but
    /// for the pixels beside the stripes.
    @Test
    void energyIsThatOfTheStripes() {
        double[] energies =
                KernelMeasurement.of(map(one(2, 1), new float[WINDOWS][2])).energies();
        assertThat(energies[3]).isCloseTo(Math.log10(1e4), within(0.05));
        assertThat(energies[0]).isLessThan(2.6).isGreaterThanOrEqualTo(Math.log10(1 / 12.0));
    }

    @Test
    void aChoiceThatFollowsTheStripesTellsAllOfTheEnergy() {
        float[][] follows = coefficients(List.of(new float[] {0.9f, 0.1f}), List.of(new float[] {0.2f, 0.8f}));
        KernelResults results = results(map(one(2, 1), follows));
        Layer layer = results.layers().getFirst();
        Cardinal part = layer.parts().getFirst();
        assertThat(part.chosen()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        assertThat(part.windows()).containsExactly(4, 4);
        assertThat(part.shares().getFirst()).isCloseTo(0.55, within(1e-6));
        assertThat(layer.chosenRatio().orElseThrow()).isGreaterThan(0.95);
        assertThat(layer.weightsDetermination().orElseThrow()).isGreaterThan(0.95);
        assertThat(layer.strongest().orElseThrow().correlation()).isBetween(-1.0, 1.0);
        assertThat(layer.largest()).isCloseTo(0.85, within(1e-6));
        // both shares deviate by 0.35: √(2 · 0.35²)
        assertThat(layer.variation()).isCloseTo(0.35 * Math.sqrt(2), within(1e-6));
        double entropy = (binary(0.9) + binary(0.2)) / 2;
        assertThat(layer.entropy()).isCloseTo(entropy, within(1e-6));
        assertThat(results.notes()).isEmpty();
        assertThat(results.untrained()).hasSize(1);
        assertThat(results.untrained().getFirst().chosenRatio()).isEmpty();
        assertThat(results.untrained().getFirst().entropy()).isCloseTo(1, within(1e-9));
        assertThat(results.chance()).isCloseTo(1 / 7.0, within(1e-12));
    }

    /// In bits.
    private static double binary(double p) {
        return -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
    }

    @Test
    void aChoiceThatHasNothingToDoWithTheStripesTellsNothing() {
        List<float[]> both = List.of(new float[] {0.9f, 0.1f}, new float[] {0.1f, 0.9f});
        Layer layer = only(map(one(2, 1), coefficients(both, both)));
        assertThat(layer.parts().getFirst().chosen()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
        assertThat(layer.chosenRatio().orElseThrow()).isLessThan(0.05);
        assertThat(layer.weightsDetermination().orElseThrow()).isLessThan(0.05);
    }

    @Test
    void equalWeightsAreOpenAndSaidToBeNoChoice() {
        float[][] equal = coefficients(
                List.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}), List.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}));
        KernelResults results = results(map(one(4, 1), equal));
        Layer layer = results.layers().getFirst();
        assertThat(layer.hasNoChoice()).isTrue();
        assertThat(layer.entropy()).isCloseTo(1, within(1e-9));
        assertThat(layer.chosenRatio()).isEmpty();
        assertThat(layer.weightsDetermination()).isEmpty();
        assertThat(layer.strongest()).isEmpty();
        assertThat(layer.parts().getFirst().chosen()).containsOnly(KernelResults.OPEN);
        assertThat(layer.parts().getFirst().windows()).containsExactly(0, 0, 0, 0);
        assertThat(results.notes()).hasSize(1).first().asString().contains("does not choose", "nothing to correlate");
    }

    /// Weights that follow the stripes by half a thousandth are a correlation of one, but no choice.
    @Test
    void aVariationTooSmallToMatterIsNoChoice() {
        float[][] barely =
                coefficients(List.of(new float[] {0.7005f, 0.2995f}), List.of(new float[] {0.6995f, 0.3005f}));
        Layer layer = only(map(one(2, 1), barely));
        assertThat(layer.hasNoChoice()).isTrue();
        assertThat(layer.parts().getFirst().chosen()).containsOnly(0);
        assertThat(layer.weightsDetermination()).isEmpty();
    }

    @Test
    void cardinalGroupsAreReadApartAndTheSteadyOneIsLeftOut() {
        // [i, j] is i·d + j: cardinal 0 is steady, cardinal 1 follows the stripes
        float[][] two = coefficients(List.of(new float[] {0.6f, 1, 0.4f, 0}), List.of(new float[] {0.6f, 0, 0.4f, 1}));
        Layer layer = only(map(one(2, 2), two));
        assertThat(layer.steady()).isEqualTo(1);
        assertThat(layer.parts().get(0).chosen()).containsOnly(0);
        assertThat(layer.parts().get(1).chosen()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
        assertThat(layer.chosenRatio()).isEqualTo(layer.parts().get(1).chosenRatio());
        assertThat(layer.strongest().orElseThrow().cardinal()).isEqualTo(2);
        assertThat(layer.parts().get(1).moving().shares()).containsExactly(1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0);
    }

    @Test
    void weightsOfAnySizeAndSignBecomeShares() {
        float[][] free = coefficients(List.of(new float[] {-3, 1}), List.of(new float[] {0, 0}));
        Cardinal part = only(map(one(2, 1), free)).parts().getFirst();
        assertThat(part.chosen()).containsExactly(0, -1, 0, -1, 0, -1, 0, -1);
        assertThat(part.largest().get(0)).isCloseTo(0.75, within(1e-9));
        assertThat(part.largest().get(1)).isCloseTo(0.5, within(1e-9));
    }
}
