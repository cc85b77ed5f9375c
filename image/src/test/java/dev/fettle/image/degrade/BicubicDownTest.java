package dev.fettle.image.degrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.image.Image;
import dev.fettle.image.resample.Bicubic.Flavour;
import org.junit.jupiter.api.Test;

class BicubicDownTest {
    private static final BicubicDown HALF = new BicubicDown(2, Flavour.MIRROR_8BIT);

    /// In doubles MATLAB halves the matrix 0..63 to 4.043, 6.082, 8.105, 10.145 in the first row. Of that 3.594
    /// is the share of the rows, which the first pass rounds to 4; the second adds 0.449, 2.488, 4.512, 6.551
    /// and rounds again.
    @Test
    void itIsMatlabsBicubicRoundedToEightBitsAfterEachPass() {
        float[] counting = new float[64];
        for (int i = 0; i < 64; i++) {
            counting[i] = i / 255f;
        }

        Image degraded = HALF.apply(Image.of(8, 8, counting), 0);

        assertThat(degraded.crop(0, 0, 4, 1).plane(0)).containsExactly(4 / 255f, 6 / 255f, 9 / 255f, 11 / 255f);
    }

    @Test
    void theReferenceIsCroppedToAMultipleOfTheScale() {
        Image odd = Image.of(7, 5, new float[35]);

        Image reference = HALF.reference(odd);

        assertThat(reference.width()).isEqualTo(6);
        assertThat(reference.height()).isEqualTo(4);
        assertThat(HALF.apply(reference, 0).width()).isEqualTo(3);
        assertThat(HALF.apply(odd, 0).width()).isEqualTo(3);
        Image tiny = Image.of(7, 1, new float[7]);
        assertThatIllegalArgumentException().isThrownBy(() -> HALF.apply(tiny, 0));
    }

    @Test
    void aScaleBelowTwoIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BicubicDown(1, Flavour.MIRROR_8BIT))
                .withMessage("bicubic: scale must be at least 2, got 1");
    }
}
