package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DynamicConvTest {
    /// Chen et al., eq. 3 and fig. 3: π = softmax(W₂ ReLU(W₁ mean(x)) / τ) over the kernels, y = (Σ πᵢ Wᵢ) * x + Σ πᵢ
    /// bᵢ; once trained, τ is the last temperature.
    @Test
    void theKernelIsTheSumOfTheKernelsWeightedByTheirAttention() {
        double last = 2.5;
        DynamicConv dynamic = new DynamicConv(3, 1, new Temperature(30, last, 0.5));
        for (long seed = 1; seed <= 5; seed++) {
            ByHand layer = new ByHand(dynamic, seed);

            double[] hidden = ByHand.relu(layer.dense("attention.0", ByHand.means(layer.picture)));
            double[] logits = layer.dense("attention.2", hidden);
            double sum = Arrays.stream(logits).map(z -> Math.exp(z / last)).sum();
            double[] attention = ByHand.each(logits, i -> Math.exp(logits[i] / last) / sum);
            double[] kernel = ByHand.weightedSum(attention, layer.parameter("weight"));
            double[] bias = ByHand.weightedSum(attention, layer.parameter("bias"));

            assertThat(hidden).hasSize(ByHand.IN);
            assertThat(layer.result())
                    .as("seed %d", seed)
                    .containsExactly(layer.convolved(kernel, bias), within(1e-12));
        }
    }
}
