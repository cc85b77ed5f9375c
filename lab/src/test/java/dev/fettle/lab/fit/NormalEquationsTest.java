package dev.fettle.lab.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NormalEquationsTest {
    private static final double RIDGE = 1e-6;

    private static double[][] random(int rows, int columns, Random random) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextGaussian();
            }
        }
        return values;
    }

    private static double[][] results(double[][] inputs, double[][] weights) {
        double[][] results = new double[inputs.length][weights.length];
        for (int s = 0; s < inputs.length; s++) {
            for (int t = 0; t < weights.length; t++) {
                for (int i = 0; i < inputs[s].length; i++) {
                    results[s][t] += weights[t][i] * inputs[s][i];
                }
            }
        }
        return results;
    }

    @Test
    void whatTargetsWereMadeByIsFound() {
        Random random = new Random(1);
        double[][] truth = random(3, 7, random);
        NormalEquations equations = new NormalEquations(7, 3);
        for (int batch : new int[] {5, 1, 30, 4}) { // whole and partial fours
            double[][] inputs = random(batch, 7, random);
            equations.add(inputs, results(inputs, truth));
        }
        double[][] found = equations.solve(new double[3][7], RIDGE);
        for (int t = 0; t < 3; t++) {
            assertThat(found[t]).containsExactly(truth[t], within(1e-4));
        }
        assertThat(equations.samples()).isEqualTo(40);
        assertThat(equations.error(truth)).isCloseTo(0, within(1e-12));
    }

    @Test
    void errorIsTheMeanSquare() {
        NormalEquations equations = new NormalEquations(1, 2);
        equations.add(new double[][] {{1}, {2}}, new double[][] {{1, 0}, {2, 1}});
        assertThat(equations.error(new double[][] {{1}, {1}})).isCloseTo((1.0 + 1.0) / 4, within(1e-12));
    }

    @Test
    void nothingIsWorseThanItWasAndWhatSamplesDoNotTellStays() {
        for (int seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            double[][] inputs = random(12, 6, random);
            for (double[] input : inputs) {
                input[3] = input[2]; // the same twice
                input[5] = 0; // never anything
            }
            NormalEquations equations = new NormalEquations(6, 2);
            equations.add(inputs, random(12, 2, random));
            double[][] start = random(2, 6, random);
            double[][] found = equations.solve(start, RIDGE);
            assertThat(equations.error(found)).as("seed %d", seed).isLessThanOrEqualTo(equations.error(start));
            assertThat(found[0][5]).isCloseTo(start[0][5], within(1e-12));
            assertThat(found[0][3] - found[0][2]).isCloseTo(start[0][3] - start[0][2], within(1e-6));
        }
    }

    @Test
    void withoutAnythingSeenAllStays() {
        NormalEquations equations = new NormalEquations(2, 1);
        equations.add(new double[3][2], new double[3][1]);
        assertThat(equations.solve(new double[][] {{4, 5}}, RIDGE)[0]).containsExactly(4, 5);
    }
}
