package dev.fettle.image.files;

import java.util.Arrays;

/// Samples of one component of a VP8 frame with the border that predictions see: 127 above, 129 at the left (RFC 6386,
/// sec. 12.2 and 12.3).
final class Vp8Plane {
    private final int stride;
    private final byte[] samples;

    /// @param width without the border
    Vp8Plane(int width, int height) {
        stride = width + 1;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, (byte) 129);
        Arrays.fill(samples, 0, stride, (byte) 127);
    }

    /// The place of a sample; -1 is the border.
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    int stride() {
        return stride;
    }

    int get(int at) {
        return samples[at] & 0xFF;
    }

    /// Clips to a byte.
    void set(int at, int value) {
        samples[at] = (byte) Math.clamp(value, 0, 255);
    }
}
