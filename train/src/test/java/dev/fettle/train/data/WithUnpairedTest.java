package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WithUnpairedTest {
    private static final int SAMPLES = 3 * 2 * 2;

    private static float[] filled(int count, float value) {
        float[] samples = new float[count];
        Arrays.fill(samples, value);
        return samples;
    }

    /// Each batch filled with what the stream gives, so that it tells when it was drawn.
    private static BatchSource source(float sign) {
        return (random, count) -> {
            float value = sign * (1 + random.nextInt(1000));
            float[] input = filled(count * SAMPLES, value);
            return new Batch(
                    count, 2, 3, input, new TreeMap<>(Map.of(1, input, 2, filled(4 * count * SAMPLES, value))));
        };
    }

    @Test
    void theLastPatchesHaveNoOriginalsButTheirInput() {
        Batch batch = new WithUnpaired(source(1), source(-1), 0.3).next(new RandomState(4), 8);
        assertThat(batch.count()).isEqualTo(8);
        assertThat(batch.paired()).isEqualTo(6); // 0.3 of 8, rounded
        assertThat(batch.input()).hasSize(8 * SAMPLES);
        for (int i = 0; i < batch.input().length; i++) {
            assertThat(batch.input()[i] > 0).as("sample %d", i).isEqualTo(i < 6 * SAMPLES);
        }
        assertThat(batch.target(1)).isEqualTo(batch.input());
        assertThat(batch.target(2)).hasSize(6 * 4 * SAMPLES).doesNotContain(-1f);
        assertThat(batch.count(1)).isEqualTo(8);
        assertThat(batch.count(2)).isEqualTo(6);
        assertThat(batch.arrays().get("target2").shape().toString()).isEqualTo("[6×4×4×3]");
        assertThat(batch.scale()).isEqualTo(2);
    }

    /// All randomness comes from the one stream, whose state a checkpoint holds.
    @Test
    void theSameStateGivesTheSameBatch() {
        WithUnpaired mixed = new WithUnpaired(source(1), source(-1), 0.5);
        RandomState random = new RandomState(7);
        mixed.next(random, 4);
        RandomState again = new RandomState(random.state());
        assertThat(mixed.next(again, 4).input()).isEqualTo(mixed.next(random, 4).input());
        assertThat(again.state()).isEqualTo(random.state());
    }

    @Test
    void aBatchWithoutAnyOriginalsIsRefused() {
        assertThatThrownBy(() -> new Batch(2, 0, 2, 1, 3, filled(2 * SAMPLES, 0), new TreeMap<>()))
                .hasMessageContaining("1 to 2 of the patches must have originals, got 0");
        assertThatThrownBy(() -> new Batch(
                        2, 1, 2, 1, 3, filled(2 * SAMPLES, 0), new TreeMap<>(Map.of(2, filled(8 * SAMPLES, 0)))))
                .hasMessageContaining("1 originals of 2² pixels at scale 2 do not have");
    }
}
