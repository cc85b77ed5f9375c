package dev.fettle.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Initial;
import dev.fettle.network.Links;
import dev.fettle.network.Shape;
import dev.fettle.network.TrainingOnly.GatedFilters;
import dev.fettle.network.Values;
import dev.fettle.train.NeedsLibtorch;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What gates let through, and the gradients of gates and filters.
@NeedsLibtorch
@SuppressWarnings("try") // scopes act by being open
class GateTrainingTest {
    private static final int OUT = 16;
    private static final int IN = 8;
    private static final Values FILTERS = new Initial.Normal(1).draw(Shape.of(OUT, IN, 3, 3), new Random(1));
    private static final Values WEIGHTING = new Initial.Normal(1).draw(Shape.of(OUT, IN, 3, 3), new Random(2));

    private record Gradients(float[] filters, float[] gates, float[] value) {}

    private static float[] gates(String digits) {
        float[] gates = new float[digits.length()];
        for (int i = 0; i < gates.length; i++) {
            gates[i] = digits.charAt(i) == '1' ? 0.2f + 0.1f * i : -0.3f - 0.1f * i;
        }
        return gates;
    }

    /// Of Σ weighting · masked filters.
    private static Gradients gradients(GatedFilters gated, String digits) {
        try (PointerScope scope = new PointerScope()) {
            Tensor filters = Tensor.create(FILTERS.array(), FlatTensor.sizes(FILTERS.shape()));
            Tensor gates = Tensor.create(gates(digits), digits.length());
            filters.set_requires_grad(true);
            gates.set_requires_grad(true);
            Tensor masked = TorchGates.masked(gated, filters, gates);
            masked.mul(Tensor.create(WEIGHTING.array(), FlatTensor.sizes(WEIGHTING.shape())))
                    .sum()
                    .backward();
            return new Gradients(
                    FlatTensor.array(filters.grad()),
                    FlatTensor.array(gates.grad()),
                    FlatTensor.array(masked.detach()));
        }
    }

    /// Bit of a gate in the index of a channel.
    private static int bit(int channel, int channels, int gate, int gates) {
        return channel / (channels >> gates) >> (gates - 1 - gate) & 1;
    }

    /// The place that a gate has once closed ones are put first.
    private static int place(String digits, int gate, boolean isSorted) {
        if (!isSorted) {
            return gate;
        }
        int place = 0;
        for (int i = 0; i < digits.length(); i++) {
            boolean isBefore =
                    digits.charAt(i) < digits.charAt(gate) || (digits.charAt(i) == digits.charAt(gate) && i < gate);
            place += isBefore ? 1 : 0;
        }
        return place;
    }

    /// ∂U/∂g of gate k is the Kronecker product with ones less identity in its place: of the entries that
    /// no other closed gate switches off, those that differ in its bit. What two closed gates part has no
    /// gradient.
    @ParameterizedTest
    @CsvSource({
        "000, false, false",
        "111, false, false",
        "010, false, true",
        "101, false, true",
        "100, true, false",
        "110, true, true",
        "001, false, false"
    })
    void theGradientOfAGateIsThatOfWhatItAloneDecides(String digits, boolean isSorted, boolean isScaled) {
        GatedFilters gated = new GatedFilters(isSorted, isScaled);
        Links links = Links.of(gates(digits), isSorted);
        Gradients found = gradients(gated, digits);
        for (int gate = 0; gate < 3; gate++) {
            double expected = 0;
            for (int i = 0; i < FILTERS.array().length; i++) {
                int p = i / 9 / IN;
                int q = i / 9 % IN;
                boolean isItsOwn = true;
                for (int other = 0; other < 3; other++) {
                    boolean differs = bit(p, OUT, other, 3) != bit(q, IN, other, 3);
                    boolean isThis = other == place(digits, gate, isSorted);
                    isItsOwn &= isThis ? differs : !differs || links.open().get(other);
                }
                expected += isItsOwn
                        ? gated.factor(links) * FILTERS.array()[i] * WEIGHTING.array()[i]
                        : 0;
            }
            assertThat((double) found.gates[gate]).as("gate %d", gate).isCloseTo(expected, within(1e-3));
        }
    }

    @Test
    void anEntryThatTwoClosedGatesPartMovesNoGate() {
        Gradients two = gradients(new GatedFilters(false, false), "000");
        double alone = 0;
        for (int i = 0; i < FILTERS.array().length; i++) {
            int differing = 0;
            for (int gate = 0; gate < 3; gate++) {
                differing += bit(i / 9 / IN, OUT, gate, 3) == bit(i / 9 % IN, IN, gate, 3) ? 0 : 1;
            }
            alone += differing == 1 ? (double) FILTERS.array()[i] * WEIGHTING.array()[i] : 0;
        }
        double sum = 0;
        for (float gate : two.gates) {
            sum += gate;
        }
        assertThat(sum).isCloseTo(alone, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"010, false, true", "110, true, false"})
    void aFilterLearnsWhereItIsLetThrough(String digits, boolean isSorted, boolean isScaled) {
        GatedFilters gated = new GatedFilters(isSorted, isScaled);
        Links links = Links.of(gates(digits), isSorted);
        Gradients found = gradients(gated, digits);
        for (int i = 0; i < FILTERS.array().length; i++) {
            boolean isLinked = links.group(i / 9 / IN, OUT) == links.group(i / 9 % IN, IN);
            double factor = isLinked ? gated.factor(links) : 0;
            assertThat((double) found.filters[i]).isCloseTo(factor * WEIGHTING.array()[i], within(1e-5));
            assertThat((double) found.value[i]).isCloseTo(factor * FILTERS.array()[i], within(1e-5));
        }
    }
}
