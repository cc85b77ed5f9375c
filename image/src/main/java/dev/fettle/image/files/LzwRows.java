package dev.fettle.image.files;

import dev.fettle.image.ImageFormatException;

/// TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, each standing for a string that is an older string and
/// one byte more. Early writers stored the codes with their lowest bit first and grew them one code later, which shows
/// in the first two bytes, where the code that clears the table stands.
final class LzwRows implements TiffRows {
    private static final int TABLE = 4096;
    private static final int CLEAR = 256;
    private static final int END = 257;
    // writers that clear the table late are known; without any end of it the data is no LZW, but zeros, say
    private static final int MOST_AFTER_FULL = 1024;
    // a writer that uses strings takes the one of two equal bytes, instead of four codes of one byte each
    private static final int MOST_EQUAL = 4;

    private final Content content;
    private final PackedBytes source;
    private final byte[] packed;
    private final int end;
    private final boolean isOld;
    private final short[] prefix = new short[TABLE];
    private final byte[] last = new byte[TABLE];
    private final byte[] string = new byte[TABLE + 1];
    private int at;
    private int buffer;
    private int bits; // in the buffer
    private int width = 9;
    private int next = END + 1;
    private int before = -1;
    private int equal;
    private boolean usesStrings;
    private int afterFull;
    private int stringAt = string.length; // where what is left of the last string begins

    LzwRows(Content content, PackedBytes source) {
        this.content = content;
        this.source = source;
        this.packed = source.bytes();
        this.at = source.from();
        this.end = source.end();
        this.isOld = end - at > 1 && packed[at] == 0 && (packed[at + 1] & 1) == 1;
        for (int i = 0; i < CLEAR; i++) {
            last[i] = (byte) i;
        }
    }

    @Override
    public boolean next(byte[] row) throws ImageFormatException {
        int filled = 0;
        while (filled < row.length) {
            if (stringAt == string.length && !advance()) {
                return false;
            }
            int count = Math.min(string.length - stringAt, row.length - filled);
            System.arraycopy(string, stringAt, row, filled, count);
            stringAt += count;
            filled += count;
        }
        return true;
    }

    @Override
    public void finish() throws ImageFormatException {
        if (code() != END) {
            source.requireSpent(content, at);
        }
    }

    /// Takes in the codes up to the next one that stands for a string; false where there is none.
    private boolean advance() throws ImageFormatException {
        int code = code();
        while (code == CLEAR) {
            width = 9;
            next = END + 1;
            before = -1;
            equal = 0;
            afterFull = 0;
            code = code();
        }
        if (code < 0 || code == END) {
            return false;
        }
        requirePossible(code);
        expand(code);
        grow();
        before = code;
        return true;
    }

    private void requirePossible(int code) throws ImageFormatException {
        boolean known = before < 0 ? code < CLEAR : code < next || (code == next && next < TABLE);
        equal = code == before && code < CLEAR ? equal + 1 : 1;
        usesStrings |= code > END;
        boolean split = usesStrings && equal == MOST_EQUAL && afterFull == 0;
        if (!known || split || afterFull > MOST_AFTER_FULL) {
            throw content.damaged("its LZW data holds codes that cannot be");
        }
    }

    /// Writes the code's string to the end of the buffer, last byte first.
    private void expand(int code) {
        stringAt = string.length;
        int rest = code;
        if (code == next) { // the string of the code before and its own first byte
            stringAt--;
            rest = before;
        }
        while (rest >= CLEAR) {
            string[--stringAt] = last[rest];
            rest = prefix[rest];
        }
        string[--stringAt] = (byte) rest;
        if (code == next) {
            string[string.length - 1] = (byte) rest;
        }
    }

    private void grow() {
        if (before < 0) {
            return;
        }
        if (next == TABLE) {
            afterFull++;
            return;
        }
        prefix[next] = (short) before;
        last[next] = string[stringAt];
        next++;
        int full = isOld ? 1 << width : (1 << width) - 1;
        if (next == full && width < 12) {
            width++;
        }
    }

    private int code() {
        while (bits < width) {
            if (at == end) {
                return -1;
            }
            int value = packed[at++] & 0xFF;
            buffer = isOld ? buffer | value << bits : buffer << 8 | value;
            bits += 8;
        }
        int mask = (1 << width) - 1;
        bits -= width;
        if (!isOld) {
            return buffer >>> bits & mask;
        }
        int code = buffer & mask;
        buffer >>>= width;
        return code;
    }
}
