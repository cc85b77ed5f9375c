package dev.fettle.train.data;

import dev.fettle.image.Image;

/// A picture as training keeps it in memory: whole numbers of 8 or 16 bits, channels interleaved, rows from the top.
/// A photograph fits into 8; what was computed from one (an enlarged picture, luma) takes 16, so that rounding stays
/// far below what a network can see.
public final class Bitmap {
    private static final float WHITE_8 = 255f;
    private static final float WHITE_16 = 65535f;

    private final int width;
    private final int height;
    private final int channels;
    private final byte[] high;
    private final byte[] low; // empty for 8 bits

    private Bitmap(int width, int height, int channels, boolean fine) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.high = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        this.low = fine ? new byte[high.length] : new byte[0];
    }

    /// The colour planes of a picture, clipped to [0, 1] and rounded to 8 bits.
    public static Bitmap eightBits(Image image) {
        return of(image, false);
    }

    /// The colour planes of a picture, clipped to [0, 1] and rounded to 16 bits.
    public static Bitmap sixteenBits(Image image) {
        return of(image, true);
    }

    private static Bitmap of(Image image, boolean fine) {
        int channels = image.channels();
        Bitmap bitmap = new Bitmap(image.width(), image.height(), channels, fine);
        for (int channel = 0; channel < channels; channel++) {
            float[] plane = image.plane(channel);
            for (int i = 0; i < plane.length; i++) {
                bitmap.set(i * channels + channel, Math.clamp(plane[i], 0f, 1f));
            }
        }
        return bitmap;
    }

    private void set(int index, float sample) {
        if (low.length == 0) {
            high[index] = (byte) Math.round(sample * WHITE_8);
        } else {
            int value = Math.round(sample * WHITE_16);
            high[index] = (byte) (value >>> 8);
            low[index] = (byte) value;
        }
    }

    /// The sample in [0, 1] at a position in (H, W, C) order.
    public float sample(int index) {
        int value = high[index] & 0xff;
        return low.length == 0 ? value / WHITE_8 : (value << 8 | low[index] & 0xff) / WHITE_16;
    }

    /// The picture itself.
    public Image image() {
        float[][] planes = new float[channels][width * height];
        for (int i = 0; i < width * height * channels; i++) {
            planes[i % channels][i / channels] = sample(i);
        }
        return Image.of(width, height, planes);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /// 1 or 3.
    public int channels() {
        return channels;
    }

    @Override
    public String toString() {
        return "%dx%d with %d channels".formatted(width, height, channels);
    }
}
