package dev.fettle.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SqueezeExciteTest {
    /// Hu et al., eq. 2 to 4: z = mean(y), s = sigmoid(W₂ ReLU(W₁ z)), each channel of y times its s.
    @Test
    void eachChannelOfTheResultIsScaledByItsGate() {
        for (long seed = 1; seed <= 5; seed++) {
            ByHand layer = new ByHand(new SqueezeExcite(2), seed);

            double[] y = layer.convolved(layer.parameter("weight"), layer.parameter("bias"));
            double[] hidden = ByHand.relu(layer.dense("gate.0", ByHand.means(y)));
            double[] gate = ByHand.sigmoid(layer.dense("gate.2", hidden));
            double[] expected = ByHand.each(y, i -> y[i] * gate[i / (ByHand.HEIGHT * ByHand.WIDTH)]);

            assertThat(hidden).hasSize(ByHand.OUT / 2);
            assertThat(layer.result()).as("seed %d", seed).containsExactly(expected, within(1e-12));
        }
    }
}
