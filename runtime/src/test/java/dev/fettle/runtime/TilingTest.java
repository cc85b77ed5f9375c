package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Halo;
import dev.fettle.runtime.Tiling.Tile;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TilingTest {
    private static final int HEIGHT = 10;

    private static long bytes(int columns) {
        return (long) HEIGHT * columns;
    }

    @Test
    void aPictureThatFitsIsOneTile() {
        Tiling tiling = Tiling.within(100, 10, new Halo(3, 1, false), TilingTest::bytes);
        assertThat(tiling.tiles()).containsExactly(new Tile(0, 10, 0, 10));
    }

    @Test
    void coresCoverThePictureOnceAndWindowsShowTheHalo() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int alignment = 1 << random.nextInt(3);
            Halo halo = new Halo(random.nextInt(4) * alignment, alignment, false);
            int width = 1 + random.nextInt(200);
            long budget = bytes(alignment + 2 * halo.pixels() + alignment) + random.nextInt(2000);
            String trial = "round %d: %d %s budget %d".formatted(round, width, halo, budget);
            int[] covered = new int[width];
            for (Tile tile :
                    Tiling.within(budget, width, halo, TilingTest::bytes).tiles()) {
                assertThat(bytes(tile.windowSize())).as(trial).isLessThanOrEqualTo(budget);
                assertThat(tile.window() % alignment + tile.core() % alignment)
                        .as(trial)
                        .isZero();
                assertThat(tile.window())
                        .as(trial)
                        .isLessThanOrEqualTo(Math.max(0, tile.core() - halo.pixels()))
                        .isNotNegative();
                assertThat(tile.window() + tile.windowSize())
                        .as(trial)
                        .isGreaterThanOrEqualTo(Math.min(width, tile.core() + tile.coreSize() + halo.pixels()))
                        .isLessThanOrEqualTo(width);
                for (int x = tile.core(); x < tile.core() + tile.coreSize(); x++) {
                    covered[x]++;
                }
            }
            assertThat(covered).as(trial).containsOnly(1);
        }
    }

    @Test
    void windowsHaveOneSizeWhateverTheAlignment() {
        for (int alignment : new int[] {1, 4, 6}) {
            Halo halo = new Halo(6 * alignment, alignment, false);
            Tiling tiling = Tiling.within(bytes(40 * alignment), 401, halo, TilingTest::bytes);
            assertThat(tiling.tiles()).hasSizeGreaterThan(1);
            assertThat(tiling.tiles().stream().map(Tile::windowSize).distinct()).hasSize(1);
        }
    }

    /// Two windows of a little more than half, where the largest that fit would have been two and a
    /// rest.
    @Test
    void theWidthIsDividedEvenly() {
        Tiling tiling = Tiling.within(bytes(7000), 8000, new Halo(120, 24, false), TilingTest::bytes);
        assertThat(tiling.count()).isEqualTo(2);
        assertThat(2.0 * tiling.window() / 8000).isLessThan(1.04);
        assertThat(tiling.tiles().getLast().coreSize()).isBetween(3900, 4100);
    }

    @Test
    void aBudgetTooSmallSaysHowMuchIsNeeded() {
        assertThatThrownBy(() -> Tiling.within(8L << 20, 50, new Halo(2, 1, false), columns -> (5L * columns) << 20))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the memory budget of 8192 KB is too small for this network: at least 25 MB are needed; "
                        + "raise it (withMemoryBytes, --memory)");
    }

    @Test
    void aNetworkThatPoolsOverThePictureIsNotTiled() {
        assertThatThrownBy(() -> Tiling.within(99, 10, new Halo(2, 1, true), TilingTest::bytes))
                .hasMessageContaining("cannot be tiled: it needs 1 KB");
    }
}
