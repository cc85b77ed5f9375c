package dev.fettle.network.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Configuration;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BlendTest {
    private static final Blend BLEND = new Blend(new TreeMap<>(Map.of(20, 1.0, 80, 0.4, 90, 0.0)));

    @Test
    void factorsAreInterpolatedBetweenQualities() {
        assertThat(BLEND.factor(20)).isEqualTo(1);
        assertThat(BLEND.factor(50)).isCloseTo(0.7, Offset.offset(1e-12));
        assertThat(BLEND.factor(80)).isEqualTo(0.4);
        assertThat(BLEND.factor(85)).isCloseTo(0.2, Offset.offset(1e-12));
    }

    @Test
    void factorsStayBeyondTheFirstAndTheLastQuality() {
        assertThat(BLEND.factor(1)).isEqualTo(1);
        assertThat(BLEND.factor(100)).isZero();
    }

    @Test
    void withoutFactorsTheWholeChangeIsKept() {
        assertThat(Blend.NONE.factor(95)).isEqualTo(1);
        assertThat(Blend.NONE.isNone()).isTrue();
    }

    @Test
    void jsonIsAMapFromQualityToFactor() {
        String json = Configuration.MAPPER.writeValueAsString(BLEND);
        assertThat(json).isEqualTo("{\"20\":1.0,\"80\":0.4,\"90\":0.0}");
        assertThat(Configuration.MAPPER.readValue(json, Blend.class)).isEqualTo(BLEND);
    }

    @Test
    void impossibleFactorsAreRefused() {
        for (Map<Integer, Double> wrong :
                java.util.List.of(Map.of(0, 1.0), Map.of(101, 1.0), Map.of(50, 1.1), Map.of(50, Double.NaN))) {
            assertThatThrownBy(() -> new Blend(new TreeMap<>(wrong)))
                    .as(wrong.toString())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("factors 0 to 1");
        }
    }
}
