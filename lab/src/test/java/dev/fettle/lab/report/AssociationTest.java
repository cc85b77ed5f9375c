package dev.fettle.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssociationTest {
    private static final double[] VALUES = {1, 2, 3, 7, 8, 9};

    private static double[] noise(int length, long seed) {
        Random random = new Random(seed);
        return random.doubles(length).toArray();
    }

    @Test
    void pearsonOfALineIsOneWhateverItsSlope() {
        double[] line = Arrays.stream(VALUES).map(x -> 4 - 0.5 * x).toArray();
        assertThat(Association.pearson(VALUES, line).orElseThrow()).isCloseTo(-1, within(1e-12));
        assertThat(Association.pearson(VALUES, VALUES).orElseThrow()).isCloseTo(1, within(1e-12));
    }

    /// Anscombe's first set (The American Statistician 27, 1973): 0.816.
    @Test
    void pearsonIsThatOfAnscombe() {
        double[] x = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
        double[] y = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
        assertThat(Association.pearson(x, y).orElseThrow()).isCloseTo(0.81642, within(1e-5));
        assertThat(Association.multipleCorrelation(List.of(x), y).orElseThrow()).isCloseTo(0.66654, within(1e-5));
    }

    @Test
    void spearmanIsOneForWhateverRisesAndSharesRanksOfEqualNumbers() {
        double[] curve = Arrays.stream(VALUES).map(Math::exp).toArray();
        assertThat(Association.spearman(VALUES, curve).orElseThrow()).isCloseTo(1, within(1e-12));
        // ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: covariance 4.5, variances 4.5 and 5
        assertThat(Association.spearman(new double[] {1, 2, 2, 5}, new double[] {1, 2, 3, 4})
                        .orElseThrow())
                .isCloseTo(4.5 / Math.sqrt(4.5 * 5), within(1e-12));
    }

    /// Means 2 and 8 around 5: between 6 · 9 = 54, within 2 + 2 = 4.
    @Test
    void theCorrelationRatioIsThePartBetweenClasses() {
        assertThat(Association.correlationRatio(new int[] {0, 0, 0, 3, 3, 3}, VALUES)
                        .orElseThrow())
                .isCloseTo(54.0 / 58, within(1e-12));
        assertThat(Association.correlationRatio(new int[] {0, 1, 0, 0, 1, 0}, new double[] {1, 3, 5, 1, 3, 5})
                        .orElseThrow())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void valuesWithoutAClassAreLeftOut() {
        double[] more = {1, 2, 3, 1000, 7, 8, 9};
        assertThat(Association.correlationRatio(new int[] {0, 0, 0, -1, 3, 3, 3}, more)
                        .orElseThrow())
                .isCloseTo(54.0 / 58, within(1e-12));
    }

    @Test
    void multipleCorrelationOfALinearFunctionIsOneAlsoWithPredictorsThatRepeat() {
        double[] a = noise(20, 1);
        double[] b = noise(20, 2);
        double[] sum = new double[20];
        double[] values = new double[20];
        Arrays.setAll(sum, i -> 1 - a[i] - b[i]);
        Arrays.setAll(values, i -> 3 * a[i] - 2 * b[i] + 5);
        assertThat(Association.multipleCorrelation(List.of(a, b), values).orElseThrow())
                .isCloseTo(1, within(1e-9));
        assertThat(Association.multipleCorrelation(List.of(a, b, sum), noise(20, 3))
                        .orElseThrow())
                .isCloseTo(
                        Association.multipleCorrelation(List.of(a, b), noise(20, 3))
                                .orElseThrow(),
                        within(1e-9));
    }

    /// The mean over draws is the expectation under independence, p / (n - 1), for both measures.
    @Test
    void whatHasNothingToDoWithEachOtherHasWhatChanceGives() {
        double ratio = 0;
        double multiple = 0;
        int draws = 2000;
        for (int seed = 0; seed < draws; seed++) {
            double[] values = noise(21, 7L * seed);
            int[] classes = new Random(7L * seed + 1).ints(21, 0, 4).toArray();
            classes[0] = 0;
            classes[1] = 1;
            classes[2] = 2;
            classes[3] = 3;
            ratio += Association.correlationRatio(classes, values).orElseThrow() / draws;
            List<double[]> predictors = List.of(noise(21, 7L * seed + 2), noise(21, 7L * seed + 3));
            multiple += Association.multipleCorrelation(predictors, values).orElseThrow() / draws;
        }
        assertThat(ratio).isCloseTo(3 / 20.0, within(0.01));
        assertThat(multiple).isCloseTo(2 / 20.0, within(0.01));
    }

    @Test
    void whatDoesNotVaryHasNoCorrelation() {
        double[] same = {0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f};
        assertThat(Association.pearson(same, VALUES)).isEmpty();
        assertThat(Association.spearman(same, VALUES)).isEmpty();
        assertThat(Association.multipleCorrelation(List.of(same), VALUES)).isEmpty();
        assertThat(Association.multipleCorrelation(List.of(VALUES), same)).isEmpty();
        assertThat(Association.correlationRatio(new int[] {2, 2, 2, 2, 2, 2}, VALUES))
                .isEmpty();
        assertThat(Association.correlationRatio(new int[] {-1, -1, -1, -1, -1, -1}, VALUES))
                .isEmpty();
    }
}
