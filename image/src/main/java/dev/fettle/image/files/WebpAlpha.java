package dev.fettle.image.files;

import java.io.IOException;

/// The alpha of a lossy WebP (RFC 9649, sec. 2.7.1.2): bytes as they are or as the green of a VP8L stream, each one as
/// its difference to a prediction.
final class WebpAlpha {
    private final int width;
    private final int[] levels;

    private WebpAlpha(int width, int[] levels) {
        this.width = width;
        this.levels = levels;
    }

    /// @param from where the chunk's content begins
    static float[] decode(Content content, int from, int length, int width, int height) throws IOException {
        int how = content.u8(from);
        var bits = new Vp8lBits(content, from + 1, length - 1);
        int[] levels = switch (how & 3) {
            case 0 -> plain(bits, Math.multiplyExact(width, height));
            case 1 -> green(Vp8lImage.decode(bits, width, height));
            default -> throw content.damaged("its transparency is compressed in a way that does not exist");
        };
        var alpha = new WebpAlpha(width, levels);
        alpha.undo(how >> 2 & 3);
        return alpha.fractions();
    }

    private static int[] plain(Vp8lBits bits, int count) throws IOException {
        int[] levels = new int[count];
        for (int i = 0; i < count; i++) {
            levels[i] = bits.number(8);
        }
        return levels;
    }

    private static int[] green(int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = pixels[i] >> 8 & 0xFF;
        }
        return pixels;
    }

    /// @param filter 0: none, 1: from the left, 2: from above, 3: by the gradient
    private void undo(int filter) throws IOException {
        for (int i = 1; filter != 0 && i < levels.length; i++) {
            if (i % width == 0) {
                Deadline.check();
            }
            levels[i] = levels[i] + predicted(filter, i) & 0xFF;
        }
    }

    /// The first row is predicted from the left, the first column from above.
    private int predicted(int filter, int at) {
        if (at < width || (filter == 1 && at % width > 0)) {
            return levels[at - 1];
        }
        int above = levels[at - width];
        return filter == 3 && at % width > 0
                ? Math.clamp(levels[at - 1] + above - levels[at - width - 1], 0, 255)
                : above;
    }

    private float[] fractions() {
        float[] fractions = new float[levels.length];
        for (int i = 0; i < levels.length; i++) {
            fractions[i] = levels[i] / 255f;
        }
        return fractions;
    }
}
