package dev.fettle.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.image.Image;
import org.junit.jupiter.api.Test;

class BitmapTest {
    @Test
    void eightBitsKeepEveryLevelOfAFile() {
        float[] levels = new float[256];
        for (int i = 0; i < 256; i++) {
            levels[i] = i / 255f;
        }
        Bitmap bitmap = Bitmap.eightBits(Image.of(256, 1, levels));
        for (int i = 0; i < 256; i++) {
            assertThat(bitmap.sample(i)).isEqualTo(levels[i]);
        }
    }

    @Test
    void sixteenBitsAreFineAndClipped() {
        Bitmap bitmap = Bitmap.sixteenBits(Image.of(4, 1, new float[] {0.123456f, 1.5f, -0.5f, 0.999f}));
        assertThat(bitmap.sample(0)).isCloseTo(0.123456f, within(1f / 131070));
        assertThat(bitmap.sample(1)).isEqualTo(1f);
        assertThat(bitmap.sample(2)).isEqualTo(0f);
        assertThat(bitmap.sample(3)).isCloseTo(0.999f, within(1f / 131070));
    }

    @Test
    void channelsAreInterleaved() {
        Bitmap bitmap = Bitmap.eightBits(
                Image.of(1, 2, new float[] {0, 1}, new float[] {0.2f, 0.4f}, new float[] {0.6f, 0.8f}));
        float[] samples = new float[6];
        for (int i = 0; i < 6; i++) {
            samples[i] = bitmap.sample(i);
        }
        assertThat(samples).containsExactly(0f, 0.2f, 0.6f, 1f, 0.4f, 0.8f);
    }
}
