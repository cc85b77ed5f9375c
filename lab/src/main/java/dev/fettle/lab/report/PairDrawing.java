package dev.fettle.lab.report;

import dev.fettle.lab.report.FeatureSheet.Shown;
import dev.fettle.network.Offset;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/// Two feature maps and their difference as pictures: in units of their own standard deviations from their means, which
/// is what a correlation compares, and on one scale. The difference has that scale too, in colour and around 0.
///
/// @param shown the maps
/// @param tiles first, second, difference; of equal size
record PairDrawing(Shown shown, List<BufferedImage> tiles) {
    /// The longer side of each.
    static final int SIDE = 192;

    /// Of all samples, those that may lie beyond black or white: a few lights shall not leave the rest in the dark.
    private static final double BEYOND = 0.005;

    /// Ends of ColorBrewer's RdBu (Brewer, 2003), told apart whatever one's colour vision.
    private static final int BELOW = 0x2166ac;

    private static final int ABOVE = 0xb2182b;
    private static final int PAPER = 0xffffff;
    private static final Color FRAME = new Color(0xd8dce1);

    static PairDrawing of(Shown shown) {
        double[] first = standardised(shown.first());
        double[] second = standardised(shown.second());
        double[] sorted = new double[first.length + second.length];
        System.arraycopy(first, 0, sorted, 0, first.length);
        System.arraycopy(second, 0, sorted, first.length, second.length);
        Arrays.sort(sorted);
        Scale scale = Scale.of(sorted);
        return new PairDrawing(
                shown,
                List.of(
                        tile(shown, first, scale::gray),
                        tile(shown, second, scale::gray),
                        tile(shown, difference(shown, first, second), scale::colour)));
    }

    int height() {
        return tiles.getFirst().getHeight();
    }

    private static double[] standardised(float[] map) {
        double mean = 0;
        for (float value : map) {
            mean += (double) value / map.length;
        }
        double variance = 0;
        for (float value : map) {
            variance += (value - mean) * (value - mean) / map.length;
        }
        double deviation = Math.sqrt(variance);
        double[] standardised = new double[map.length];
        for (int i = 0; i < map.length; i++) {
            standardised[i] = (map[i] - mean) / deviation;
        }
        return standardised;
    }

    /// The second less the first after its shift; NaN where that brings nothing.
    private static double[] difference(Shown shown, double[] first, double[] second) {
        Offset shift = shown.pair().shift();
        double[] difference = new double[first.length];
        for (int i = 0; i < difference.length; i++) {
            int y = i / shown.width() - shift.down();
            int x = i % shown.width() - shift.right();
            boolean isInside = y >= 0 && y < shown.height() && x >= 0 && x < shown.width();
            difference[i] = isInside ? second[i] - first[y * shown.width() + x] : Double.NaN;
        }
        return difference;
    }

    /// What is black and what is white.
    private record Scale(double low, double high) {
        static Scale of(double[] sorted) {
            int last = sorted.length - 1;
            int beyond = (int) (BEYOND * sorted.length);
            boolean isWide = sorted[beyond] < sorted[last - beyond];
            return isWide ? new Scale(sorted[beyond], sorted[last - beyond]) : new Scale(sorted[0], sorted[last]);
        }

        int gray(double value) {
            int level = (int) Math.round(255 * Math.clamp((value - low) / (high - low), 0, 1));
            return level << 16 | level << 8 | level;
        }

        /// As much away from white as gray is from the middle.
        int colour(double difference) {
            if (Double.isNaN(difference)) {
                return PAPER;
            }
            return PairDrawing.colour(difference / (high - low) * 2);
        }
    }

    /// White for 0, full blue from -1 and full red from 1 on.
    static int colour(double value) {
        double strength = Math.min(1, Math.abs(value));
        int end = value < 0 ? BELOW : ABOVE;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int full = end >> shift & 0xff;
            colour |= (int) Math.round(255 + strength * (full - 255)) << shift;
        }
        return colour;
    }

    private interface Painter {
        int colour(double value);
    }

    private static BufferedImage tile(Shown shown, double[] values, Painter painter) {
        BufferedImage map = new BufferedImage(shown.width(), shown.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < values.length; i++) {
            map.setRGB(i % shown.width(), i / shown.width(), painter.colour(values[i]));
        }
        return sized(map);
    }

    /// Samples stay squares where there are fewer than pixels.
    private static BufferedImage sized(BufferedImage map) {
        double factor = (double) SIDE / Math.max(map.getWidth(), map.getHeight());
        int width = Math.max(1, (int) Math.round(factor * map.getWidth()));
        int height = Math.max(1, (int) Math.round(factor * map.getHeight()));
        BufferedImage tile = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = tile.createGraphics();
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                factor < 1
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(map, 0, 0, width, height, null);
        g.setColor(FRAME);
        g.drawRect(0, 0, width - 1, height - 1);
        g.dispose();
        return tile;
    }
}
