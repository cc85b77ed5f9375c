package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SpansTest {
    @Test
    void whatFitsIsOneWindow() {
        assertThat(Spans.of(64, 64, 1)).isEqualTo(new Spans(64, 64, 1, 1));
        assertThat(Spans.of(20, 64, 1)).isEqualTo(new Spans(20, 20, 1, 1));
        assertThat(Spans.of(20, 64, 1).weights(0, 2)).hasSize(40).containsOnly(1);
    }

    @Test
    void windowsCoverThePictureAndTheirWeightsAddUpToOne() {
        for (int size = 49; size < 400; size += 7) {
            for (int alignment : new int[] {1, 4}) {
                int aligned = size / alignment * alignment;
                Spans spans = Spans.of(aligned, 48, alignment);
                for (int ratio : new int[] {1, 3}) {
                    double[] sums = new double[aligned * ratio];
                    for (int i = 0; i < spans.count(); i++) {
                        assertThat(spans.start(i) % alignment).isZero();
                        float[] weights = spans.weights(i, ratio);
                        for (int x = 0; x < weights.length; x++) {
                            sums[spans.start(i) * ratio + x] += weights[x];
                        }
                    }
                    for (double sum : sums) {
                        assertThat(sum).as("%s", spans).isCloseTo(1, within(1e-6));
                    }
                }
            }
        }
    }

    /// At its edge a window counts for as good as nothing, but where the picture ends with it.
    @Test
    void aWindowFadesWhereItHasNeighbours() {
        Spans spans = Spans.of(160, 96, 1);
        assertThat(spans.count()).isEqualTo(2);
        assertThat(spans.start(1)).isEqualTo(64);
        float[] first = spans.weights(0, 1);
        assertThat(first[0]).isEqualTo(1);
        assertThat(first[64 + 16]).isCloseTo(15.5f / 32, within(1e-6f));
        assertThat(first[95]).isCloseTo(0.5f / 32, within(1e-6f));
        assertThat(spans.weights(1, 1)[95]).isEqualTo(1);
    }
}
