package dev.fettle.image.files;

import dev.fettle.image.Image;
import dev.fettle.image.ImageFormatException;
import dev.fettle.image.Remark;
import java.io.IOException;

/// The pixels of a scanned bitmap.
final class BmpPixels {
    private final BmpFile file;
    private final Content content;
    private final ImageHeader header;
    private final int width;
    private final float[][] bands;

    BmpPixels(BmpFile file) {
        this.file = file;
        this.content = file.content();
        this.header = file.header();
        this.width = header.width();
        this.bands = new float[header.bands()][Math.multiplyExact(width, header.height())];
    }

    Image decode() throws IOException {
        if (file.isRunLength()) {
            boolean ended = runs();
            Image image = Samples.image(width, header.height(), bands, false, false, 8);
            Remark missing = Remark.repaired("the mark behind its last run is missing; its pixels are all there");
            return ended ? image : image.withSource(image.source().withRemark(missing));
        }
        for (int stored = 0; stored < header.height(); stored++) {
            Deadline.check();
            long from = file.pixelsAt() + stored * file.rowBytes();
            int to = file.rowOf(stored) * width;
            switch (file.bits()) {
                case 16, 32 -> masked(from, to);
                case 24 -> direct(from, to);
                default -> indexed(from, to);
            }
        }
        return Samples.image(width, header.height(), bands, header.hasAlpha(), false, 8);
    }

    private void indexed(long from, int to) throws ImageFormatException {
        int bits = file.bits();
        for (int x = 0; x < width; x++) {
            long bit = (long) x * bits;
            int index = content.u8(from + bit / 8) >> (8 - bits - (int) (bit % 8)) & ((1 << bits) - 1);
            Samples.store(colour(index), bands, false, to + x);
        }
    }

    /// An index beyond the palette is black.
    private int colour(int index) {
        return index < file.palette().length ? file.palette()[index] : 0xFF000000;
    }

    private void direct(long from, int to) throws ImageFormatException {
        for (int x = 0; x < width; x++) {
            Samples.store(content.little24(from + 3L * x), bands, false, to + x);
        }
    }

    private void masked(long from, int to) throws ImageFormatException {
        int bytes = file.bits() / 8;
        for (int x = 0; x < width; x++) {
            long pixel = bytes == 2 ? content.little16(from + 2L * x) : content.little32(from + 4L * x);
            for (int band = 0; band < bands.length; band++) {
                bands[band][to + x] = fraction(pixel, file.masks()[band]);
            }
        }
    }

    private static float fraction(long pixel, long mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Long.numberOfTrailingZeros(mask);
        return (float) ((double) ((pixel & mask) >> shift) / (mask >> shift));
    }

    /// Run-length coding: (count, index) pairs; after a zero come 0 = end of row, 1 = end of picture, 2 = jump, n =
    /// n indexes as they are. What no run covers is entry 0.
    ///
    /// @return whether the end of the picture is marked; if it is not, the last row is whole nevertheless
    private boolean runs() throws IOException {
        for (int i = 0; i < bands[0].length; i++) {
            Samples.store(colour(0), bands, false, i);
        }
        long at = file.pixelsAt();
        int x = 0;
        int row = 0;
        while (at + 2 <= content.length() || !isBehindLast(x, row)) {
            Deadline.check();
            int count = content.u8(at);
            int code = content.u8(at + 1);
            at += 2;
            if (count > 0) {
                x = run(x, row, count, code);
            } else if (code == 0) {
                x = 0;
                row++;
            } else if (code == 1) {
                return true;
            } else if (code == 2) {
                x += content.u8(at);
                row += content.u8(at + 1);
                at += 2;
            } else {
                x = literal(x, row, code, at);
                at += (literalBytes(code) + 1) / 2 * 2L;
            }
        }
        return false;
    }

    private boolean isBehindLast(int x, int row) {
        return row >= header.height() || (row == header.height() - 1 && x >= width);
    }

    private int literalBytes(int count) {
        return file.bits() == 8 ? count : (count + 1) / 2;
    }

    private int run(int x, int row, int count, int code) {
        for (int i = 0; i < count; i++) {
            int index = file.bits() == 8 ? code : code >> (i % 2 == 0 ? 4 : 0) & 0xF;
            put(x + i, row, index);
        }
        return x + count;
    }

    private int literal(int x, int row, int count, long at) throws ImageFormatException {
        for (int i = 0; i < count; i++) {
            int index = file.bits() == 8 ? content.u8(at + i) : content.u8(at + i / 2) >> (i % 2 == 0 ? 4 : 0) & 0xF;
            put(x + i, row, index);
        }
        return x + count;
    }

    private void put(int x, int row, int index) {
        if (x < width && row < header.height()) {
            Samples.store(colour(index), bands, false, file.rowOf(row) * width + x);
        }
    }
}
