package dev.fettle.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.network.Operation.Convolve;
import org.junit.jupiter.api.Test;

class PatchShapeTest {
    private static Kernel body() {
        Lanes lanes = Engine.lanes();
        Geometry geometry = new Geometry(new Convolve(1, 1, 1, 1), 64, 64, 3, 3);
        return new WinogradKernel(geometry, lanes, lanes.tileTransform(6).orElseThrow());
    }

    /// A row of one and a half patches: two half ones, one above the other, are better than a whole one and a half.
    @Test
    void rowsThatATurnHasAnywayCostNothing() {
        int cells = body().cellsPerJob() * 3 / 2;
        Pace pace = new Pace(2 * cells, 4, 1, 0);
        assertThat(PatchShape.of(body(), cells, 30, pace).bands()).isEqualTo(2);
    }

    @Test
    void rowsThatSaveNothingAreNotTaken() {
        int cells = body().cellsPerJob() * 3;
        Pace pace = new Pace(1, 4, 1, 0);
        assertThat(PatchShape.of(body(), cells, 30, pace)).isEqualTo(new PatchShape(1, body().cellsPerJob()));
    }

    @Test
    void aTurnHasWholePatchesAndTheCellsThatItWants() {
        Pace pace = new Pace(100, 4, 1, 0);
        assertThat(new PatchShape(1, 10).turnBands(40, pace)).isEqualTo(3);
        assertThat(new PatchShape(2, 10).turnBands(40, pace)).isEqualTo(4);
        assertThat(new PatchShape(2, 10).turnBands(200, pace)).isEqualTo(2);
    }
}
