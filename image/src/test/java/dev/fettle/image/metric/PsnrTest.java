package dev.fettle.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Plane;
import org.junit.jupiter.api.Test;

class PsnrTest {
    private static final Plane REFERENCE = Plane.of(2, 2, 10, 20, 30, 40);

    @Test
    void equalPlanesHaveInfinitePsnr() {
        assertThat(Psnr.of(REFERENCE, Plane.of(2, 2, 10, 20, 30, 40)))
                .isInfinite()
                .isPositive();
    }

    @Test
    void errorOfOneEverywhereIs48Decibels() {
        // 20 log10(255)
        assertThat(Psnr.of(REFERENCE, Plane.of(2, 2, 11, 19, 31, 41))).isCloseTo(48.130803608679, within(1e-11));
    }

    @Test
    void blackAgainstWhiteIsZeroDecibels() {
        assertThat(Psnr.of(Plane.of(1, 1, 0), Plane.of(1, 1, 255))).isZero();
    }

    @Test
    void onlyPlanesOfOneSizeCompare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Psnr.of(REFERENCE, Plane.of(4, 1, 1, 2, 3, 4)))
                .withMessage("metric: the reference is 2x2, the restored picture 4x1");
    }
}
