package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneOfSeveralTest {
    private static final OneOfSeveral SOURCES = new OneOfSeveral(List.of(source(2), source(3), source(4)));

    private static BatchSource source(int scale) {
        return (_, count) -> new Batch(count, 1, scale, 1, new float[count], new float[count * scale * scale]);
    }

    @Test
    void eachSourceHasTheSameChance() {
        RandomState random = new RandomState(1);
        int[] drawn = new int[5];
        IntStream.range(0, 3000).forEach(_ -> drawn[SOURCES.next(random, 2).scale()]++);
        for (int scale = 2; scale <= 4; scale++) {
            assertThat(drawn[scale]).isCloseTo(1000, within(100)); // almost four standard deviations
        }
    }

    @Test
    void theSameStateDrawsTheSame() {
        RandomState random = new RandomState(7);
        for (int i = 0; i < 20; i++) {
            RandomState again = new RandomState(random.state());
            assertThat(SOURCES.next(random, 1).scale())
                    .isEqualTo(SOURCES.next(again, 1).scale());
            assertThat(random.state()).isEqualTo(again.state());
        }
    }
}
