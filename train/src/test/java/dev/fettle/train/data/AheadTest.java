package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AheadTest {
    private static BatchSource source(float sign) {
        return (random, count) -> {
            float[] input = new float[count];
            for (int i = 0; i < count; i++) {
                input[i] = sign * (float) random.nextDouble();
            }
            return new Batch(count, 1, 1, 1, input, input);
        };
    }

    @Test
    void batchesAndStatesAreThoseOfTheSourcesThemselves() {
        BatchSource first = source(1);
        BatchSource second = source(-1);
        RandomState alone = new RandomState(3);
        RandomState ahead = new RandomState(3);
        try (Ahead made = new Ahead()) {
            for (int step = 0; step < 60; step++) {
                BatchSource source = step % 7 < 4 ? first : second; // not always the one that was to be expected
                int count = step < 40 ? 5 : 3;
                assertThat(made.next(source, ahead, count).input())
                        .isEqualTo(source.next(alone, count).input());
                assertThat(ahead.state()).isEqualTo(alone.state()); // what a checkpoint would hold
            }
        }
    }

    @Test
    void aBatchIsMadeOnAnotherThreadWhileTheOneBeforeIsTaken() {
        List<String> threads = Collections.synchronizedList(new ArrayList<>());
        BatchSource source = (random, count) -> {
            threads.add(Thread.currentThread().getName());
            return source(1).next(random, count);
        };
        RandomState random = new RandomState(1);
        try (Ahead made = new Ahead()) {
            for (int step = 0; step < 4; step++) {
                made.next(source, random, 2);
            }
        }
        assertThat(threads.getFirst()).isEqualTo(Thread.currentThread().getName());
        assertThat(threads.subList(1, 4)).containsOnly("fettle-batches");
    }

    @Test
    void whatCannotBeMadeIsSaidWhenItIsTaken() {
        int[] drawn = new int[1];
        BatchSource source = (random, count) -> {
            if (++drawn[0] == 3) {
                throw new IllegalArgumentException("p3.png: gone");
            }
            return source(1).next(random, count);
        };
        RandomState random = new RandomState(1);
        try (Ahead made = new Ahead()) {
            made.next(source, random, 2);
            made.next(source, random, 2);
            assertThatThrownBy(() -> made.next(source, random, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("p3.png: gone");
        }
    }
}
