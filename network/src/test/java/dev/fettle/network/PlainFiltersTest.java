package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Convolutions;
import org.junit.jupiter.api.Test;

class PlainFiltersTest {
    @Test
    void theNetworkComputesTheSame() {
        Network wdsr = Network.initial(new Wdsr(2, 1, 4, 2, Wdsr.Block.A, Convolutions.PLAIN).graph(), 1);
        Network plain = PlainFilters.of(wdsr);
        assertThat(plain.weights().byName().keySet()).noneMatch(name -> name.endsWith("_v") || name.endsWith("_g"));
        Values picture = Values.zeros(Shape.of(1, 3, 6, 6));
        for (int i = 0; i < picture.array().length; i++) {
            picture.array()[i] = i % 7 / 7f;
        }
        double[] expected = Reference.run(wdsr, picture).array();
        double[] found = Reference.run(plain, picture).array();
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(1e-5));
        }
    }
}
