package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// The quantisation tables that a JPEG has defined so far (ITU-T T.81, B.2.4.1), and what they say about its
/// quality.
final class JpegTables {
    private static final int SIZE = 64;

    // ITU-T T.81, figure A.6: where in a block the coefficients stand that a file lists one after the other
    private static final int[] ZIGZAG = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
    };

    // of libjpeg's luma tables at quality 1 to 100: small pictures are coded and read back by the million in training
    private static final double[][] LOGARITHMS = IntStream.rangeClosed(1, 100)
            .mapToObj(quality -> logarithms(JpegEncoder.luminanceTable(quality)))
            .toArray(double[][]::new);

    private final int[][] tables = new int[4][0];

    /// Takes in the content of a DQT segment: tables of 8 or 16 bits.
    ///
    /// @throws ImageFormatException if the last table is cut short or one has a number that cannot be
    void define(Content content, long from, int length) throws ImageFormatException {
        long at = from;
        while (at < from + length) {
            int kind = content.u8(at++);
            int bytes = kind >> 4 == 0 ? 1 : 2;
            if (kind >> 4 > 1 || (kind & 15) > 3 || at + (long) SIZE * bytes > from + length) {
                throw content.damaged("its quantisation tables cannot be");
            }
            int[] table = new int[SIZE];
            for (int place : ZIGZAG) {
                table[place] = bytes == 1 ? content.u8(at) : content.big16(at);
                at += bytes;
            }
            tables[kind & 15] = table;
        }
    }

    /// The quality that this table stands for; empty if it is not defined.
    Optional<Integer> quality(int number) {
        return number < tables.length && tables[number].length > 0
                ? Optional.of(nearestQuality(tables[number]))
                : Optional.empty();
    }

    /// libjpeg's quality whose luma table is nearest: the least mean square of the ratios' logarithms. It is exact for
    /// libjpeg's own tables, 16-bit ones too (which go beyond the 255 where ours end); where the tables of two
    /// qualities are equal, the higher one.
    ///
    /// @param luma table in row order
    static int nearestQuality(int[] luma) {
        double[] wanted = logarithms(luma);
        int nearest = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int quality = 1; quality <= 100; quality++) {
            double distance = distance(wanted, LOGARITHMS[quality - 1]);
            if (distance <= least) {
                least = distance;
                nearest = quality;
            }
        }
        return nearest;
    }

    private static double[] logarithms(int[] luma) {
        return Arrays.stream(luma)
                .mapToDouble(step -> Math.log(Math.clamp(step, 1, 255)))
                .toArray();
    }

    private static double distance(double[] wanted, double[] candidate) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += (wanted[i] - candidate[i]) * (wanted[i] - candidate[i]);
        }
        return sum;
    }
}
