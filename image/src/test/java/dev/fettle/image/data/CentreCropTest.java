package dev.fettle.image.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import org.junit.jupiter.api.Test;

class CentreCropTest {
    /// Brighter from left to right, so that a place can be told from its sample.
    private static Image ramp(int width, int height) {
        float[] plane = new float[width * height];
        for (int i = 0; i < plane.length; i++) {
            plane[i] = (i % width + 0.5f) / width;
        }
        return Image.of(width, height, plane);
    }

    @Test
    void aPictureOfTheSizeIsTakenInColourAndEightBits() {
        Image cut = new CentreCrop(8).of(ramp(8, 8));
        assertThat(cut.channels()).isEqualTo(3);
        for (int channel = 0; channel < 3; channel++) {
            for (int x = 0; x < 8; x++) {
                assertThat(cut.plane(channel)[x]).isEqualTo(Math.round((x + 0.5f) / 8 * 255) / 255f);
            }
        }
    }

    /// A picture that is as high as the square loses columns, and is not resized.
    @Test
    void ofAWiderPictureTheMiddleIsTaken() {
        Image cut = new CentreCrop(4).of(ramp(10, 4));
        assertThat(cut.width()).isEqualTo(4);
        assertThat(cut.height()).isEqualTo(4);
        assertThat(cut.plane(0)[0]).isEqualTo(Math.round(0.35f * 255) / 255f);
        assertThat(cut.plane(2)[3]).isEqualTo(Math.round(0.65f * 255) / 255f);
    }

    /// 256 pixels for 224, as ImageNet is measured; 36.57 for 32.
    @Test
    void theShorterSideIsBroughtToTheRatioOfImageNet() {
        assertThat(new CentreCrop(224).shorter()).isEqualTo(256);
        assertThat(new CentreCrop(32).shorter()).isEqualTo(37);
        assertThat(new CentreCrop(224).label(true)).isEqualTo("centre-crop 224 of 256");
        assertThat(new CentreCrop(32).label(false)).isEqualTo("centre-crop 32");
    }

    /// 96×64 becomes 48×32, of which 28×28 stay: from column 10 of 48 to column 38.
    @Test
    void aLargerPictureIsReducedFirst() {
        Image cut = new CentreCrop(28).of(ramp(96, 64));
        assertThat(cut.width()).isEqualTo(28);
        for (int x = 0; x < 28; x++) {
            assertThat(cut.plane(1)[28 * 13 + x]).as("column " + x).isCloseTo((10 + x + 0.5f) / 48, within(0.006f));
        }
    }

    @Test
    void aSmallerPictureIsRefused() {
        assertThatThrownBy(() -> new CentreCrop(9).of(ramp(20, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("20x8 is smaller than the 9x9 that the network is given");
    }
}
