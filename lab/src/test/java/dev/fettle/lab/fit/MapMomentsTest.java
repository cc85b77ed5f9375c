package dev.fettle.lab.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Offset;
import dev.fettle.runtime.InnerMaps.Maps;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MapMomentsTest {
    private static final int SIDE = 80;

    /// The second channel is the first, moved by (1, -1).
    private static Maps moved() {
        Random random = new Random(3);
        float[][] channels = new float[2][SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            channels[0][i] = 2 + (float) random.nextGaussian();
        }
        for (int y = 1; y < SIDE; y++) {
            for (int x = 0; x < SIDE - 1; x++) {
                channels[1][y * SIDE + x] = channels[0][(y - 1) * SIDE + x + 1];
            }
        }
        return new Maps("moved", SIDE, SIDE, channels);
    }

    @Test
    void aCopyIsFoundWhereItHasMovedTo() {
        Maps maps = moved();
        Offset there = new Offset(1, -1);
        MapMoments moments = new MapMoments(2, List.of(there));
        moments.add(maps, Positions.draw(maps, 3, 4000, new Random(1)));
        double variance = moments.covariance(0, 0, new Offset(0, 0));
        assertThat(moments.covariance(0, 1, there)).isCloseTo(variance, within(0.06));
        assertThat(moments.covariance(0, 1, new Offset(0, 0))).isCloseTo(0, within(0.06));
        assertThat(moments.product(0, 0, new Offset(0, 0))).isCloseTo(5, within(0.3));
    }

    @Test
    void positionsAreDrawnOnceEachAndStayInside() {
        Positions all = Positions.draw(moved(), 3, 10_000, new Random(1));
        assertThat(all.count()).isEqualTo((SIDE - 6) * (SIDE - 6));
        assertThat(IntStream.of(all.rows())).allMatch(row -> row >= 3 && row < SIDE - 3);
        assertThat(IntStream.range(0, all.count())
                        .map(i -> all.rows()[i] * SIDE + all.columns()[i])
                        .distinct())
                .hasSize(all.count());
    }
}
