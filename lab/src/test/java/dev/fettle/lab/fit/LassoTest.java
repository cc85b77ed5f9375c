package dev.fettle.lab.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LassoTest {
    /// Inputs that have nothing to do with one another shrink each on its own: sign(m) · max(|m| - λ, 0) /
    /// g.
    @Test
    void inputsWithoutProductsShrinkOnTheirOwn() {
        Lasso lasso = new Lasso(new double[][] {{2, 0, 0}, {0, 1, 0}, {0, 0, 4}}, new double[] {3, -0.5, -8});
        assertThat(lasso.coefficients(1)).containsExactly(1, 0, -1.75);
        assertThat(lasso.strongest(2)).containsExactly(0, 2);
        assertThat(lasso.strongest(1)).containsExactly(2);
        assertThat(lasso.strongest(3)).containsExactly(0, 1, 2);
    }

    /// The conditions of Karush, Kuhn and Tucker: |m - G·β| = λ where β is not 0, and below elsewhere.
    @Test
    void theSolutionIsTheMinimum() {
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            double[][] products = new double[6][6];
            double[] moments = new double[6];
            for (int sample = 0; sample < 20; sample++) {
                double[] input = random.doubles(6, -1, 1).toArray();
                double target = random.nextGaussian();
                for (int i = 0; i < 6; i++) {
                    moments[i] += input[i] * target;
                    for (int j = 0; j < 6; j++) {
                        products[i][j] += input[i] * input[j];
                    }
                }
            }
            double[] found = new Lasso(products, moments).coefficients(0.8);
            for (int i = 0; i < 6; i++) {
                double left = moments[i];
                for (int j = 0; j < 6; j++) {
                    left -= products[i][j] * found[j];
                }
                if (found[i] == 0) {
                    assertThat(Math.abs(left)).as("seed " + seed).isLessThanOrEqualTo(0.8 + 1e-7);
                } else {
                    assertThat(left).as("seed " + seed).isCloseTo(Math.signum(found[i]) * 0.8, within(1e-6));
                }
            }
        }
    }

    @Test
    void ofInputsThatAreAlikeTheFirstStays() {
        Lasso lasso = new Lasso(new double[][] {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}}, new double[] {1, 1, 1});
        assertThat(lasso.strongest(2)).containsExactly(0, 2);
    }
}
