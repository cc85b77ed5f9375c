package dev.fettle.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PlaneTest {
    private static final Plane PLANE = Plane.of(3, 4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    @Test
    void samplesAreAddressedByColumnAndRow() {
        assertThat(PLANE.at(2, 1)).isEqualTo(5);
    }

    @Test
    void theBorderIsCutOffOnEverySide() {
        Plane inner = PLANE.withoutBorder(1);

        assertThat(inner.width()).isEqualTo(1);
        assertThat(inner.height()).isEqualTo(2);
        assertThat(inner.samples()).containsExactly(4, 7);
        assertThat(PLANE.withoutBorder(0).samples()).containsExactly(PLANE.samples());
    }

    @Test
    void aBorderThatLeavesNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLANE.withoutBorder(2))
                .withMessage("plane: nothing is left of 3x4 inside a border of 2");
        assertThatIllegalArgumentException().isThrownBy(() -> PLANE.withoutBorder(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> PLANE.withoutBorder(1 << 30)); // twice that is negative
        assertThatIllegalArgumentException().isThrownBy(() -> PLANE.withoutBorder(Integer.MAX_VALUE)); // that is -2
    }

    @Test
    void theNumberOfSamplesMustFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plane.of(2, 2, 1, 2, 3))
                .withMessage("plane: 2x2 needs 4 samples, got 3");
        assertThatIllegalArgumentException().isThrownBy(() -> Plane.of(0, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Plane.of(1 << 16, 1 << 16)); // 0 samples as an int
    }
}
