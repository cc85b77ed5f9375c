package dev.fettle.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.architecture.Edsr;
import dev.fettle.network.architecture.Wdsr;
import dev.fettle.network.convolution.Conv3xc;
import dev.fettle.network.convolution.Convolutions;
import dev.fettle.network.convolution.Groupable;
import org.junit.jupiter.api.Test;

class PlainFiltersTest {
    @Test
    void normalisedFiltersBecomePlainOnes() {
        Network wdsr = Network.initial(new Wdsr(2, 1, 4, 2, Wdsr.Block.A, Convolutions.PLAIN).graph(), 1);
        Network plain = PlainFilters.of(wdsr);
        assertThat(plain.weights().byName().keySet()).noneMatch(name -> name.endsWith("_v") || name.endsWith("_g"));
        requireSame(wdsr, plain);
    }

    @Test
    void sumsOfBranchesBecomeFiltersUnderTheirPlainNames() {
        Network trained = Network.initial(new Edsr(2, 1, 6, 1, 1, Conv3xc.DEFAULTS).graph(), 1);
        Network plain = PlainFilters.of(trained);
        assertThat(plain.graph().parameters())
                .extracting(Operation.Parameter::name)
                .containsExactlyInAnyOrderElementsOf(new Edsr(2, 1, 6, 1, 1)
                        .graph().parameters().stream()
                                .map(Operation.Parameter::name)
                                .toList());
        requireSame(trained, plain);
    }

    @Test
    void filtersThatGatesPartStay() {
        Network gated = Network.initial(new Edsr(2, 1, 8, 1, 1, Groupable.DEFAULTS).graph(), 1);
        assertThat(PlainFilters.of(gated).graph().parameters())
                .isEqualTo(gated.graph().parameters());
    }

    private static void requireSame(Network wdsr, Network plain) {
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
