package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;

/// Bits of a VP8L stream (RFC 9649, sec. 3.2), the lowest bit of a byte first.
final class Vp8lBits {
    private static final int PADDING = 8; // bytes of zeros that codes may well end in

    private final Content content;
    private final byte[] bytes;
    private final int from;
    private final int end;
    private int at;
    private long buffer;
    private int available; // bits in the buffer, those behind the end included
    private int missing; // bits in the buffer that lie behind the end, all of them 0

    /// @param from index of the first byte; all bytes are known to lie in the content
    Vp8lBits(Content content, int from, int length) {
        this.content = content;
        this.bytes = content.bytes();
        this.from = from;
        this.at = from;
        this.end = from + length;
    }

    /// The next bits, at most 32, without taking them; zeros stand for those behind the end.
    int peek() {
        while (available <= Long.SIZE - Byte.SIZE) {
            if (at < end) {
                buffer |= (bytes[at++] & 0xFFL) << available;
            } else {
                missing += Byte.SIZE;
            }
            available += Byte.SIZE;
        }
        return (int) buffer;
    }

    /// @throws ImageFormatException if any of these bits lies behind the end
    void skip(int count) throws ImageFormatException {
        buffer >>>= count;
        available -= count;
        if (available < missing) {
            throw damaged("its pixels end early");
        }
    }

    /// An unsigned number of up to 24 bits.
    int number(int bits) throws ImageFormatException {
        int number = peek() & (1 << bits) - 1;
        skip(bits);
        return number;
    }

    boolean flag() throws ImageFormatException {
        return number(1) == 1;
    }

    /// Zeros can be decoded as some pixels, too: where the stream ends in more of them than were needed, and many were,
    /// they stand where data was lost.
    void requireNoLoss() throws ImageFormatException {
        int zeros = end;
        while (zeros > from && bytes[zeros - 1] == 0) {
            zeros--;
        }
        int next = at - (available - missing) / Byte.SIZE;
        if (next < end && next - zeros > PADDING) {
            throw damaged("zeros stand where the data of its last pixels should be");
        }
    }

    ImageFormatException damaged(String what) {
        return content.damaged(what);
    }
}
