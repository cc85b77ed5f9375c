package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.network.Operation.Convolve;
import dev.fettle.runtime.engine.Traffic.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficTest {
    private static final int SMALL_CACHE = 32 << 10;
    private static final int LARGE_CACHE = 48 << 10;

    /// How layers went until products were written over their input, with 512-bit vectors.
    private static Way apart(int channels) {
        return new Way(VectorTile.of(new VectorLine6()), channels, channels, 32, 12, 12, 12, 16, false);
    }

    private static Way inPlace(int channels, int tiles) {
        return new Way(
                VectorTile.of(new VectorLine6()), channels, channels, Math.min(channels, 64), 6, tiles, 6, 16, true);
    }

    private static double share(int channels, int tiles, int cache) {
        return Traffic.of(inPlace(channels, tiles), cache).total()
                / Traffic.of(apart(channels), cache).total();
    }

    @Test
    void everyPartIsCountedByHand() {
        Traffic traffic =
                Traffic.of(new Way(VectorTile.of(new VectorLine2()), 8, 16, 16, 4, 4, 3, 8, false), SMALL_CACHE);
        assertThat(traffic.maps()).isCloseTo(4 * (4 * 8 * 8 / 3.0 + 2 * 2 * 16), within(1e-9));
        assertThat(traffic.weights()).isEqualTo(4 * 16 * 8 * 16 / 4.0);
        assertThat(traffic.scratch()).isEqualTo(4 * (2 * 16 * 8 + 2 * 16 * 16));
    }

    @Test
    void halfTransformedRowsThatDoNotFitAreWrittenAndReadOnceMore() {
        Way way = apart(64); // 8 rows of 74 columns of 16 channels: 37,888 bytes
        double more =
                Traffic.of(way, 37_887).scratch() - Traffic.of(way, 37_888).scratch();
        assertThat(more).isCloseTo(2 * 4 * 8 * 74 / 12.0 * 64, within(1e-9));
    }

    @Test
    void aPanelThatDoesNotFitIsFetchedForEachBlock() {
        assertThat(Traffic.of(inPlace(128, 18), SMALL_CACHE).weights()).isEqualTo(4 * 64 * 128 * 128 / 6.0);
        assertThat(Traffic.of(inPlace(128, 18), LARGE_CACHE).weights()).isEqualTo(4 * 64 * 128 * 128 / 18.0);
    }

    /// What is left of the bytes of 64 to 64 channels: a half, or little more where rows fitted before.
    @Test
    void productsInPlaceHalveTheBytes() {
        assertThat(share(64, 36, SMALL_CACHE)).isCloseTo(0.50, within(0.005));
        assertThat(share(64, 36, LARGE_CACHE)).isCloseTo(0.575, within(0.005));
        assertThat(share(32, 48, SMALL_CACHE)).isCloseTo(0.53, within(0.005));
    }

    @ParameterizedTest
    @CsvSource({"16, 16", "32, 32", "64, 64", "48, 64", "128, 128"})
    void aKernelFetchesLessThanItDidApart(int channels, int filters) {
        Lanes lanes = Engine.lanes();
        Geometry geometry = new Geometry(new Convolve(1, 1, 1, 1), filters, channels, 3, 3);
        WinogradKernel kernel =
                new WinogradKernel(geometry, lanes, lanes.tileTransform(6).orElseThrow());
        Way apart = new Way(
                VectorTile.of(new VectorLine6()),
                channels,
                filters,
                2 * lanes.count(),
                12,
                12,
                12,
                lanes.count(),
                false);
        assertThat(kernel.traffic(LARGE_CACHE).total())
                .isLessThan(0.95 * Traffic.of(apart, LARGE_CACHE).total());
    }
}
