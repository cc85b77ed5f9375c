package dev.fettle.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimesTest {
    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(new Times(9, List.of(4.0, 1.0, 2.0)).median()).isEqualTo(2);
        assertThat(new Times(9, List.of(4.0, 1.0, 2.0, 7.0)).median()).isEqualTo(3);
    }

    @Test
    void theFirstRunDoesNotCount() {
        Times times = new Times(9, List.of(4.0, 1.0, 2.0));
        assertThat(times.max()).isEqualTo(4);
        assertThat(times.min()).isEqualTo(1);
    }
}
