package dev.fettle.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.network.Halo;
import dev.fettle.runtime.Tiling.Tile;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TilingTest {
    private static final Tiling.WindowCost ONE_BYTE_A_PIXEL = (height, width) -> (long) height * width;

    @Test
    void aPictureThatFitsIsOneTile() {
        Tiling tiling = Tiling.within(100, 10, 10, new Halo(3, 1, false), ONE_BYTE_A_PIXEL);
        assertThat(tiling.tiles()).containsExactly(new Tile(0, 0, 10, 10, 0, 0, 10, 10));
    }

    @Test
    void coresCoverThePictureOnceAndWindowsShowTheHalo() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int alignment = 1 << random.nextInt(3);
            Halo halo = new Halo(random.nextInt(4) * alignment, alignment, false);
            int width = 1 + random.nextInt(70);
            int height = 1 + random.nextInt(70);
            int side = alignment + 2 * halo.pixels() + alignment;
            long budget = (long) side * side + random.nextInt(2000);
            String trial = "round %d: %dx%d %s budget %d".formatted(round, width, height, halo, budget);
            Tiling tiling = Tiling.within(budget, width, height, halo, ONE_BYTE_A_PIXEL);
            int[] covered = new int[width * height];
            for (Tile tile : tiling.tiles()) {
                assertThat((long) tile.windowWidth() * tile.windowHeight())
                        .as(trial)
                        .isLessThanOrEqualTo(budget);
                assertThat(tile.windowX() % alignment + tile.windowY() % alignment + tile.coreX() % alignment)
                        .as(trial)
                        .isZero();
                requireHalo(trial, tile.windowX(), tile.windowWidth(), tile.coreX(), tile.coreWidth(), width, halo);
                requireHalo(trial, tile.windowY(), tile.windowHeight(), tile.coreY(), tile.coreHeight(), height, halo);
                for (int y = tile.coreY(); y < tile.coreY() + tile.coreHeight(); y++) {
                    for (int x = tile.coreX(); x < tile.coreX() + tile.coreWidth(); x++) {
                        covered[y * width + x]++;
                    }
                }
            }
            assertThat(covered).as(trial).containsOnly(1);
        }
    }

    private static void requireHalo(
            String trial, int window, int windowSize, int core, int coreSize, int size, Halo halo) {
        assertThat(window)
                .as(trial)
                .isLessThanOrEqualTo(Math.max(0, core - halo.pixels()))
                .isNotNegative();
        assertThat(window + windowSize)
                .as(trial)
                .isGreaterThanOrEqualTo(Math.min(size, core + coreSize + halo.pixels()))
                .isLessThanOrEqualTo(size);
    }

    @Test
    void windowsHaveOneSizeWhereTheAlignmentAllowsIt() {
        Tiling tiling = Tiling.within(400, 101, 67, new Halo(3, 1, false), ONE_BYTE_A_PIXEL);
        assertThat(tiling.tiles()).hasSizeGreaterThan(20);
        assertThat(tiling.tiles().stream()
                        .map(tile -> tile.windowWidth() + "x" + tile.windowHeight())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void aLongThinPictureIsCutOnlyAlongItsLength() {
        Tiling tiling = Tiling.within(3000, 100_000, 3, new Halo(10, 1, false), ONE_BYTE_A_PIXEL);
        assertThat(tiling.coreHeight()).isEqualTo(3);
        assertThat(tiling.coreWidth()).isEqualTo(980);
    }

    @Test
    void aBudgetTooSmallSaysHowMuchIsNeeded() {
        Tiling.WindowCost megabytes = (height, width) -> ((long) height * width) << 20;
        assertThatThrownBy(() -> Tiling.within(8L << 20, 50, 50, new Halo(2, 1, false), megabytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the memory budget of 8192 KB is too small for this network: at least 25 MB are needed");
    }

    @Test
    void aNetworkThatPoolsOverThePictureIsNotTiled() {
        assertThatThrownBy(() -> Tiling.within(99, 10, 10, new Halo(2, 1, true), ONE_BYTE_A_PIXEL))
                .hasMessageContaining("cannot be tiled: 10x10 needs 1 KB");
    }
}
