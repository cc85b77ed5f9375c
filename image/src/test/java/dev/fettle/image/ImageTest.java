package dev.fettle.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTest {
    private static final Image IMAGE = Image.of(3, 2, new float[] {0, 1, 2, 3, 4, 5});

    @Test
    void aCropIsTheRectangleAtItsCorner() {
        Image crop = IMAGE.crop(1, 0, 2, 2);
        assertThat(crop.width()).isEqualTo(2);
        assertThat(crop.plane(0)).containsExactly(1, 2, 4, 5);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, 2, 1",
        "0, 1, 1, 2",
        "-1, 0, 1, 1",
        "0, 0, 0, 1",
        "2147483647, 0, 1, 1", // left + width overflows
        "0, 2147483647, 1, 1",
        "1, 0, 2147483647, 1",
        "0, 1, 1, 2147483647"
    })
    void aCropThatLeavesThePictureIsRefused(int left, int top, int width, int height) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IMAGE.crop(left, top, width, height))
                .withMessageContaining("leaves the picture of 3x2");
    }

    @Test
    void moreSamplesThanAnArrayHoldsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Image.of(1 << 16, 1 << 16, new float[0]))
                .withMessage("image: a plane of 65536x65536 needs 4294967296 samples, got 0");
    }
}
