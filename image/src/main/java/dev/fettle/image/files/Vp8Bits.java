package dev.fettle.image.files;

/// VP8's boolean entropy decoder (RFC 6386, sec. 7): bits, each with a probability of being 0.
final class Vp8Bits {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int range = 255;
    private int value;
    private int spare = -8; // bits of `value` behind the eight that are compared
    private boolean exhausted;

    Vp8Bits(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /// Whether more was asked for than there is; what came then is made of zeros.
    boolean isExhausted() {
        return exhausted;
    }

    /// @param probability of 0, in 256ths
    boolean bit(int probability) {
        if (spare < 0) {
            exhausted |= at >= end;
            value = value << 8 | (at < end ? bytes[at] & 0xFF : 0);
            at++;
            spare += 8;
        }
        int split = 1 + ((range - 1) * probability >> 8);
        boolean one = value >> spare >= split;
        if (one) {
            range -= split;
            value -= split << spare;
        } else {
            range = split;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24; // until it is 128 or more
        range <<= shift;
        spare -= shift;
        return one;
    }

    boolean flag() {
        return bit(128);
    }

    /// An unsigned number, the highest bit first.
    int number(int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | (flag() ? 1 : 0);
        }
        return number;
    }

    /// A number and behind it its sign.
    int signed(int bits) {
        int number = number(bits);
        return flag() ? -number : number;
    }

    /// A signed number that may be left out, which means 0.
    int optional(int bits) {
        return flag() ? signed(bits) : 0;
    }
}
