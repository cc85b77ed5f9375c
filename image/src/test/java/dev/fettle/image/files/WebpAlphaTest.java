package dev.fettle.image.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.image.ImageFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebpAlphaTest {
    private static final int WIDTH = 5;
    private static final int HEIGHT = 4;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyPredictionIsUndone(int filter) throws Exception {
        byte[] chunk = new byte[1 + WIDTH * HEIGHT];
        chunk[0] = (byte) (filter << 2);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                chunk[1 + WIDTH * y + x] = (byte) (level(x, y) - predicted(filter, x, y));
            }
        }
        float[] alpha = decode(chunk);
        for (int i = 0; i < alpha.length; i++) {
            assertThat(Math.round(255 * alpha[i])).isEqualTo(level(i % WIDTH, i / WIDTH));
        }
    }

    /// RFC 9649, sec. 2.7.1.2.
    private static int predicted(int filter, int x, int y) {
        if (filter == 0 || (x == 0 && y == 0)) {
            return 0;
        }
        if (x == 0 || y == 0) {
            return x == 0 ? level(0, y - 1) : level(x - 1, 0);
        }
        int left = level(x - 1, y);
        int above = level(x, y - 1);
        return switch (filter) {
            case 1 -> left;
            case 2 -> above;
            default -> Math.clamp(left + above - level(x - 1, y - 1), 0, 255);
        };
    }

    private static int level(int x, int y) {
        return 97 * x * x + 61 * y + 13 * x * y & 0xFF;
    }

    @Test
    void missingBytesAndUnknownCompressionsAreRefused() {
        assertThatThrownBy(() -> decode(new byte[WIDTH * HEIGHT]))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("its pixels end early");
        assertThatThrownBy(() -> decode(new byte[] {2, 0, 0}))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("compressed in a way that does not exist");
    }

    private static float[] decode(byte[] chunk) throws Exception {
        return WebpAlpha.decode(new Content(chunk, "test", Format.WEBP), 0, chunk.length, WIDTH, HEIGHT);
    }
}
