package dev.fettle.runtime;

import java.util.Arrays;

/// Channels of one picture on their way through a network: dense, row-major, one array each, not clipped.
///
/// @param channels one array of width · height samples per channel
record Planes(int width, int height, float[][] channels) {
    static Planes empty(int width, int height, int channels) {
        return new Planes(width, height, new float[channels][Math.multiplyExact(width, height)]);
    }

    Planes scaled(float factor) {
        if (factor == 1) {
            return this;
        }
        float[][] scaled = new float[channels.length][];
        for (int c = 0; c < channels.length; c++) {
            scaled[c] = channels[c].clone();
            for (int i = 0; i < scaled[c].length; i++) {
                scaled[c][i] *= factor;
            }
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
    Planes extended(int toWidth, int toHeight) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        Planes extended = empty(toWidth, toHeight, channels.length);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < toHeight; y++) {
                int from = Math.min(y, height - 1) * width;
                int to = y * toWidth;
                System.arraycopy(channels[c], from, extended.channels[c], to, width);
                Arrays.fill(extended.channels[c], to + width, to + toWidth, channels[c][from + width - 1]);
            }
        }
        return extended;
    }

    /// The top left part.
    Planes cropped(int toWidth, int toHeight) {
        if (toWidth == width && toHeight == height) {
            return this;
        }
        Planes cropped = empty(toWidth, toHeight, channels.length);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < toHeight; y++) {
                System.arraycopy(channels[c], y * width, cropped.channels[c], y * toWidth, toWidth);
            }
        }
        return cropped;
    }

    Planes transposed() {
        Planes turned = empty(height, width, channels.length);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    turned.channels[c][x * height + y] = channels[c][y * width + x];
                }
            }
        }
        return turned;
    }

    Planes flippedLeftRight() {
        Planes flipped = empty(width, height, channels.length);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    flipped.channels[c][y * width + x] = channels[c][y * width + width - 1 - x];
                }
            }
        }
        return flipped;
    }

    Planes flippedUpDown() {
        Planes flipped = empty(width, height, channels.length);
        for (int c = 0; c < channels.length; c++) {
            for (int y = 0; y < height; y++) {
                System.arraycopy(channels[c], (height - 1 - y) * width, flipped.channels[c], y * width, width);
            }
        }
        return flipped;
    }

    void add(Planes other) {
        for (int c = 0; c < channels.length; c++) {
            for (int i = 0; i < channels[c].length; i++) {
                channels[c][i] += other.channels[c][i];
            }
        }
    }

    boolean isFinite() {
        for (float[] channel : channels) {
            for (float value : channel) {
                if (!Float.isFinite(value)) {
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
