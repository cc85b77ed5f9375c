package dev.fettle.image.files;

import java.nio.ByteOrder;
import java.util.List;

/// Rows of bytes as the numbers of pixel after pixel. Samples of whole bytes stand in the file's byte order; all others
/// are packed with the highest bit first, whatever that is. Differences (TIFF 6.0, section 14) are summed up for every
/// depth; those of floating-point numbers (TIFF technical note 3) are of their bytes.
final class TiffNumbers {
    private static final int DIFFERENCES = 2;
    private static final int FLOAT_DIFFERENCES = 3;

    private final boolean isLittle;
    private final int[] bits;
    private final boolean isUniform;
    private final int predictor;
    private final long[] numbers;

    /// @param bits of the samples of a pixel
    /// @param pixels of a row
    /// @param predictor as tag 317 has it: 1 for numbers as they are
    TiffNumbers(ByteOrder order, List<Integer> bits, int pixels, int predictor) {
        this.isLittle = order == ByteOrder.LITTLE_ENDIAN;
        this.bits = bits.stream().mapToInt(Integer::intValue).toArray();
        this.isUniform = bits.stream().distinct().count() == 1;
        this.predictor = predictor;
        this.numbers = new long[Math.multiplyExact(pixels, this.bits.length)];
    }

    /// The numbers of a row, in an array that the next row is written to; the bytes may be changed.
    long[] of(byte[] row) {
        if (predictor == FLOAT_DIFFERENCES) {
            sumBytes(row);
            joinBytes(row);
            return numbers;
        }
        if (isUniform && bits[0] % 8 == 0) {
            wholeBytes(row, bits[0] / 8);
        } else {
            packed(row);
        }
        if (predictor == DIFFERENCES) {
            sum();
        }
        return numbers;
    }

    private void wholeBytes(byte[] row, int bytes) {
        switch (bytes) {
            case 1 -> {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = row[i] & 0xFF;
                }
            }
            case 2 -> {
                int high = isLittle ? 1 : 0;
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (row[2 * i + high] & 0xFFL) << 8 | row[2 * i + 1 - high] & 0xFFL;
                }
            }
            default -> {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = number(row, i * bytes, bytes);
                }
            }
        }
    }

    private long number(byte[] row, int at, int bytes) {
        long number = 0;
        for (int k = 0; k < bytes; k++) {
            number = number << 8 | row[at + (isLittle ? bytes - 1 - k : k)] & 0xFF;
        }
        return number;
    }

    private void packed(byte[] row) {
        int at = 0;
        int held = 0; // bits
        long buffer = 0;
        for (int i = 0; i < numbers.length; i++) {
            int wanted = bits[i % bits.length];
            while (held < wanted) {
                buffer = buffer << 8 | row[at++] & 0xFF;
                held += 8;
            }
            held -= wanted;
            numbers[i] = buffer >>> held & ((1L << wanted) - 1);
        }
    }

    private void sum() {
        int samples = bits.length;
        long mask = bits[0] == Long.SIZE ? -1 : (1L << bits[0]) - 1;
        for (int i = samples; i < numbers.length; i++) {
            numbers[i] = numbers[i] + numbers[i - samples] & mask;
        }
    }

    private void sumBytes(byte[] row) {
        int samples = bits.length;
        for (int i = samples; i < row.length; i++) {
            row[i] += row[i - samples];
        }
    }

    /// The highest bytes of all numbers come first, then the next ones.
    private void joinBytes(byte[] row) {
        for (int i = 0; i < numbers.length; i++) {
            long number = 0;
            for (int at = i; at < row.length; at += numbers.length) {
                number = number << 8 | row[at] & 0xFF;
            }
            numbers[i] = number;
        }
    }
}
