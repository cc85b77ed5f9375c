package dev.fettle.image.files;

/// The bits of fax data, highest first; behind the end stand zeros.
final class FaxBits {
    private final byte[] bytes;
    private final int from;
    private final long end;
    private long at; // in bits from the first byte

    FaxBits(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.from = from;
        this.end = 8L * length;
    }

    /// Bytes that have been begun.
    int bytes() {
        return (int) Math.min(end, at + 7) / 8;
    }

    boolean atEnd() {
        return at >= end;
    }

    /// The next bits, at most 16, as a number.
    int peek(int count) {
        int first = (int) (at >> 3);
        int three = u8(first) << 16 | u8(first + 1) << 8 | u8(first + 2);
        return three >> (24 - (int) (at & 7) - count) & ((1 << count) - 1);
    }

    private int u8(int index) {
        return index < end >> 3 ? bytes[from + index] & 0xFF : 0;
    }

    void skip(int count) {
        at += count;
    }

    int take(int count) {
        int bits = peek(count);
        skip(count);
        return bits;
    }

    /// Goes on to the next multiple of this many bits.
    void align(int multiple) {
        at = Math.ceilDiv(at, multiple) * multiple;
    }
}
