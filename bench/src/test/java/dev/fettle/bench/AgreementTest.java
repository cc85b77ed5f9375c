package dev.fettle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final float[] EXPECTED = {0.5f, -2, 1, 0};

    private static Agreement.Difference difference(Contestant contestant, float... actual) {
        return Agreement.Difference.of(contestant, EXPECTED, actual);
    }

    private static List<Agreement.Difference> failures(Contestant contestant, float... actual) {
        return Agreement.of(List.of(Contestant.FETTLE, contestant), List.of(EXPECTED, actual))
                .failures();
    }

    @Test
    void differencesAreThoseOfTheClosedForm() {
        Agreement.Difference difference = difference(Contestant.LIBTORCH, 0.5f, -1.9f, 1, 0);
        assertThat(difference.maximum()).isCloseTo(0.1, within(1e-6));
        assertThat(difference.relative()).isCloseTo(0.05, within(1e-6));
        // peak² / mean square = 4 / (0.01 / 4) = 1600
        assertThat(difference.psnr()).isCloseTo(10 * Math.log10(1600), within(1e-4));
    }

    @Test
    void equalOutputsHaveInfinitePsnr() {
        assertThat(difference(Contestant.LIBTORCH, EXPECTED).psnr()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void theToleranceIsRelativeToTheLargestOutput() {
        assertThat(failures(Contestant.LIBTORCH, 0.50019f, -2, 1, 0)).isEmpty();
        assertThat(failures(Contestant.LIBTORCH, 0.50021f, -2, 1, 0)).hasSize(1);
    }

    @Test
    void whatIsNoNumberDoesNotAgree() {
        assertThat(failures(Contestant.ONNXRUNTIME, Float.NaN, -2, 1, 0)).hasSize(1);
        assertThat(failures(Contestant.ONNXRUNTIME, 0.5f, -2, Float.POSITIVE_INFINITY, 0))
                .hasSize(1);
    }
}
