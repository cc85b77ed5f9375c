package dev.fettle.runtime;

import dev.fettle.image.Check;
import java.util.Arrays;

/// Channels of one picture on their way through a network: dense, row-major, one array each, not clipped.
///
/// @param channels one array of width · height samples per channel
record Planes(int width, int height, float[][] channels) {
    /// @throws IllegalArgumentException if a channel fits no array
    static Planes empty(int width, int height, int channels, Check check) {
        if ((long) width * height > Integer.MAX_VALUE - 8L) {
            throw new IllegalArgumentException(
                    "%dx%d are more pixels than an array holds; cut the picture first".formatted(width, height));
        }
        return new Planes(width, height, check.planes(channels, width * height));
    }

    Planes scaled(float factor, Check check) {
        if (factor == 1) {
            return this;
        }
        float[][] scaled = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            float[] source = channels[c];
            float[] target = new float[source.length];
            scaled[c] = target;
            check.along(source.length, (from, to) -> {
                for (int i = from; i < to; i++) {
                    target[i] = source[i] * factor;
                }
            });
        }
        return new Planes(width, height, scaled);
    }

    /// These channels and, behind them, those of another picture of the same size.
    Planes joined(Planes other) {
        float[][] all = Arrays.copyOf(channels, channels.length + other.channels.length);
        System.arraycopy(other.channels, 0, all, channels.length, other.channels.length);
        return new Planes(width, height, all);
    }

    /// Larger by copies of the last column and row.
    Planes extended(int toWidth, int toHeight, Check check) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        Planes extended = empty(toWidth, toHeight, channels.length, check);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < toHeight; y++) {
                check.goOn();
                int from = Math.min(y, height - 1) * width;
                int to = y * toWidth;
                System.arraycopy(channels[c], from, extended.channels[c], to, width);
                Arrays.fill(extended.channels[c], to + width, to + toWidth, channels[c][from + width - 1]);
            }
        }
        return extended;
    }

    /// The top left part.
    Planes cropped(int toWidth, int toHeight, Check check) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        Planes cropped = empty(toWidth, toHeight, channels.length, check);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < toHeight; y++) {
                check.goOn();
                System.arraycopy(channels[c], y * width, cropped.channels[c], y * toWidth, toWidth);
            }
        }
        return cropped;
    }

    Planes transposed(Check check) {
        Planes turned = empty(height, width, channels.length, check);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < height; y++) {
                check.goOn();
                for (int x = 0; x < width; x++) {
                    turned.channels[c][x * height + y] = channels[c][y * width + x];
                }
            }
        }
        return turned;
    }

    Planes flippedLeftRight(Check check) {
        Planes flipped = empty(width, height, channels.length, check);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < height; y++) {
                check.goOn();
                for (int x = 0; x < width; x++) {
                    flipped.channels[c][y * width + x] = channels[c][y * width + width - 1 - x];
                }
            }
        }
        return flipped;
    }

    Planes flippedUpDown(Check check) {
        Planes flipped = empty(width, height, channels.length, check);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < height; y++) {
                check.goOn();
                System.arraycopy(channels[c], (height - 1 - y) * width, flipped.channels[c], y * width, width);
            }
        }
        return flipped;
    }

    void add(Planes other, Check check) {
        for (int c = 0; c < channels.length; c++) {
            float[] sum = channels[c];
            float[] more = other.channels[c];
            check.along(sum.length, (from, to) -> {
                for (int i = from; i < to; i++) {
                    sum[i] += more[i];
                }
            });
        }
    }

    boolean isFinite(Check check) {
        for (float[] channel : channels) {
            for (int i = 0; i < channel.length; i++) {
                if (i % Check.SAMPLES == 0) {
                    check.goOn();
                }
                if (!Float.isFinite(channel[i])) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "Planes[" + width + "x" + height + ", " + channels.length + " channels]";
    }
}
