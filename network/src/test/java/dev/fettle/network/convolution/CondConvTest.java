package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CondConvTest {
    /// Yang et al., eq. 2 and 3: y = (Σ αᵢ Wᵢ) * x + Σ αᵢ bᵢ with α = sigmoid(R · mean(x)).
    @Test
    void theKernelIsTheSumOfTheExpertsWeightedByTheSigmoidOfTheRouter() {
        for (long seed = 1; seed <= 5; seed++) {
            ByHand layer = new ByHand(new CondConv(3), seed);

            double[] alpha = ByHand.sigmoid(layer.dense("routing.0", ByHand.means(layer.picture)));
            double[] kernel = ByHand.weightedSum(alpha, layer.parameter("weight"));
            double[] bias = ByHand.weightedSum(alpha, layer.parameter("bias"));

            assertThat(alpha).hasSize(3);
            assertThat(layer.result())
                    .as("seed %d", seed)
                    .containsExactly(layer.convolved(kernel, bias), within(1e-12));
        }
    }
}
